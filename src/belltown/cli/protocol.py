"""belltown protocol: check, show, compare and read the rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from belltown.cli.checking import checked
from belltown.cli.given import Told, encounter_of, version_of
from belltown.cli.output import AsJson, console, print_json, print_lines, print_markdown
from belltown.cli.pages import narrowed, protocol_page
from belltown.errors import BadPack
from belltown.protocol.ask import Question, ask_about
from belltown.protocol.decide import Encounter, Finding
from belltown.protocol.decide import decide as read
from belltown.protocol.load import available, named
from belltown.protocol.projection import finding_to_json, version_to_json
from belltown.protocol.version import ProtocolVersion
from belltown.protocol.words import difference, finding_sentences, headline, reason_sentence
from belltown.vocabulary import Pathway

group = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Check, show, compare and read a protocol: what one place agreed on, from one date.",
)

Target = Annotated[str, typer.Argument(metavar="KEY|FILE", help="A key such as seattle/2011-10-01, or a pack's file.")]
PathwayOption = Annotated[
    str | None, typer.Option("--pathway", metavar="PATHWAY", help=f"One of {', '.join(Pathway)}.")
]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="Repeat it. A last_ fact takes a date or never."),
]
Checks = Annotated[
    list[str] | None,
    typer.Option("--check", metavar="ID=met|not_met", help="Someone's word on a criterion, after looking."),
]
Overrides = Annotated[
    list[str] | None, typer.Option("--override", metavar="ID", help="A presumptive criterion that was set aside.")
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The local date; today when left out.")]
EncounterFile = Annotated[
    Path | None,
    typer.Option("--encounter", metavar="FILE", help="The same as YAML: pathway, on, facts, checks, overrides."),
]


@group.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the protocols that come with Belltown."""

    versions = [named(key) for key in available()]
    if as_json:
        print_json({"protocols": [_summary(version) for version in versions]})
        return
    print_lines(f"{version.key}  {version.name}{' (invented)' if version.invented else ''}" for version in versions)


def _summary(version: ProtocolVersion) -> dict[str, Any]:
    return {
        "key": version.key,
        "name": version.name,
        "effective": version.effective.isoformat(),
        "invented": version.invented,
        "digest": version.digest,
        "pathways": [pathway.value for pathway in version.pathways],
    }


@group.command()
def check(
    targets: Annotated[list[str], typer.Argument(metavar="KEY|FILE...", help="Keys or files of packs.")],
    as_json: AsJson = False,
) -> None:
    """Check packs, and their cases beside them. Every fault of every pack is listed; then the exit code is 3.

    \b
    Examples:
      belltown protocol check seattle/2011-10-01
      belltown protocol check my-county/2027-01-01.yaml
    """

    results = [checked(target) for target in targets]
    if as_json:
        print_json({"checked": [result.as_json() for result in results]})
    else:
        print_lines(line for result in results for line in result.lines())
    if any(result.faults for result in results):
        raise typer.Exit(BadPack.exit_code)


@group.command()
def show(target: Target, pathway: PathwayOption = None, as_json: AsJson = False) -> None:
    """Print a protocol for people: criteria with their sources, clocks, approvals. With --json, the pack itself.

    \b
    Examples:
      belltown protocol show california/2017-01-01 --pathway social_contact
      belltown protocol show seattle/2011-10-01 --json
    """

    version = version_of(target)
    if pathway:
        version = narrowed(version, pathway)
    if as_json:
        print_json(version_to_json(version))
    else:
        print_markdown(protocol_page(version))


@group.command()
def diff(old: Target, new: Target, as_json: AsJson = False) -> None:
    """Say in sentences what changed between two versions.

    \b
    Example:
      belltown protocol diff example-county/2026-01-01 example-county/2026-07-01
    """

    before, after = version_of(old), version_of(new)
    changes = difference(before, after)
    if as_json:
        print_json({"old": before.key, "new": after.key, "changes": changes})
    else:
        print_lines(changes or ["The rules are the same."])


@group.command()
def decide(
    target: Target,
    *,
    pathway: PathwayOption = None,
    on: On = None,
    fact: Facts = None,
    check: Checks = None,
    override: Overrides = None,
    encounter: EncounterFile = None,
    as_json: AsJson = False,
) -> None:
    """Read a protocol for one encounter: yes, no or unknown, and because of what. A missing fact is never a no.

    \b
    Examples:
      belltown protocol decide seattle/2011-10-01 --pathway arrest_diversion \\
          --fact offense=drug_possession --fact drug_grams=2 --check adult=met
      belltown protocol decide seattle/2011-10-01 --encounter met.yaml --json
    """
    version = version_of(target)
    met = encounter_of(version, Told(pathway, on, fact or (), check or (), override or (), encounter))

    finding = read(version, met)
    if as_json:
        print_json(_finding_json(finding, met))
    else:
        _print_finding(finding, met)


@group.command()
def ask(
    target: Target,
    *,
    pathway: PathwayOption = None,
    on: On = None,
    fact: Facts = None,
    check: Checks = None,
    override: Overrides = None,
    encounter: EncounterFile = None,
    as_json: AsJson = False,
) -> None:
    """Name the fewest questions that could settle an encounter that is still unknown.

    \b
    Example:
      belltown protocol ask seattle/2011-10-01 --pathway arrest_diversion --fact offense=drug_possession
    """
    version = version_of(target)
    met = encounter_of(version, Told(pathway, on, fact or (), check or (), override or (), encounter))

    finding = read(version, met)
    questions = ask_about(finding, met)
    if as_json:
        print_json({"answer": finding.answer.value, "questions": [_question_json(one) for one in questions]})
    else:
        print_lines(_question_lines(questions) or [f"Nothing more to ask: the answer is {finding.answer.value}."])


def _finding_json(finding: Finding, encounter: Encounter) -> dict[str, Any]:

    return {
        "on": encounter.on.isoformat(),
        "headline": headline(finding),
        "sentences": finding_sentences(finding),
        **finding_to_json(finding),
    }


def _print_finding(finding: Finding, encounter: Encounter) -> None:

    colours = {"yes": "green", "no": "red", "unknown": "yellow"}
    out = console()
    out.print(headline(finding), style="bold")
    out.print(f"Protocol {finding.protocol}, on {encounter.on}. It advises; the officer decides.\n")
    for reason in finding.because:
        out.print(f"- {reason_sentence(reason)}", style=colours[reason.answer.value])


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "text": question.text,
        "choices": [str(choice) for choice in question.fact.choices] if question.fact else [],
        "unit": question.fact.unit if question.fact else "",
        "bears_on": list(question.bears_on),
        "alone": question.alone,
    }


def _question_lines(questions: Sequence[Question]) -> list[str]:
    return [f"{question.text}  ({_option(question)}=...)" for question in questions]


def _option(question: Question) -> str:
    return f"--fact {question.id}" if question.fact else f"--check {question.id.removeprefix('check:')}"
