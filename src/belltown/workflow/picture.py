"""The tables as pictures (Mermaid) and as tables for people. Printed, never drawn by hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from belltown.vocabulary import ComplainantRule, Role
from belltown.workflow import encounter, handoff, hold, referral, service_request
from belltown.workflow.machine import CLOCK, Actor, Machine, Transition, label, seat

_APPROVED_BY = (Role.SERGEANT,)

MACHINES: dict[str, Machine[Any, Any]] = {
    "Encounter, where nobody else is asked": encounter.machine(ComplainantRule.NONE, ()),
    "Encounter, where the complainant is consulted and a sergeant approves": encounter.machine(
        ComplainantRule.CONSULTED, _APPROVED_BY
    ),
    "Encounter, where the complainant has a veto and a sergeant approves": encounter.machine(
        ComplainantRule.VETO, _APPROVED_BY
    ),
    "Warm handoff": handoff.MACHINE,
    "Filing hold": hold.MACHINE,
    "Referral, where the project manager approves": referral.machine((Role.PROJECT_MANAGER,)),
    "Service request": service_request.MACHINE,
}
"""Every machine that is printed, under its heading. Who approves, and what a complainant may do, each protocol says."""


def diagram(machine: Machine[Any, Any]) -> str:
    """The machine as a Mermaid state diagram. Acts between the same two states share an arrow."""
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for row in machine.table:
        arrows.setdefault((row.state, row.next), []).append(label(row.event))
    lines = [
        "stateDiagram-v2",
        *(f"    {state.value}: {label(state)}" for state in machine.states),
        f"    [*] --> {machine.start.value}",
        *(f"    {a.value} --> {b.value}: {', '.join(events)}" for (a, b), events in arrows.items()),
        *(f"    {state.value} --> [*]" for state in machine.states if machine.is_final(state)),
    ]
    return "\n".join(lines)


def page() -> str:
    """Every machine as a Markdown page: its picture, then who may do what."""
    sections = [_section(heading, machine) for heading, machine in MACHINES.items()]
    intro = "Printed from the tables in `src/belltown/workflow`; change those, then `script/docs`."
    return "\n\n".join(["# Who may do what, when", intro, *sections]) + "\n"


def _section(heading: str, machine: Machine[Any, Any]) -> str:
    rows = [_row(row) for row in machine.table]
    table = "\n".join(["| In | one may | who | and then it is |", "|---|---|---|---|", *rows])
    return f"## {heading}\n\n```mermaid\n{diagram(machine)}\n```\n\n{table}"


def _row(row: Transition[Any, Any]) -> str:
    who = ", ".join(_who(role) for role in row.roles)
    return f"| {label(row.state)} | {row.words} | {who} | {label(row.next)} |"


def _who(role: Actor) -> str:
    return "the clock" if role is CLOCK else seat(role)
