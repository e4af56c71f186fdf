"""Every surface through which something of a participant could pass: one row each, with what it is about and shows.

A row says whose matters the surface is about (what the oracle is asked of it), which facts it is meant to show to which
seats, and how to read it as somebody. `PAGES` must name every address of the site that answers a GET and is not public,
`SHEETS` every function of the gate; `NOT_ABOUT_ANYBODY` says of the rest why they carry nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from django.test import Client
from django.urls import reverse

from belltown.errors import BelltownError
from belltown.vocabulary import Role
from belltown_site.ledger.export import export_lines
from belltown_site.records import gate
from belltown_site.records.actions import outbox
from belltown_site.records.paging import SUBJECT, letter, webhook_body
from belltown_site.web.models import Event
from tests.integration.matrix import further
from tests.integration.matrix.oracle import CARE, POLICE, Matter, State
from tests.integration.matrix.world import PLAN, Fact, Plan, Seat, Side, Stage, Subject, World

P, E, HO, HL, IN, R, PA = (
    Matter.PARTICIPANT, Matter.ENCOUNTER, Matter.HANDOFF, Matter.HOLD, Matter.INTAKE, Matter.REFERRAL, Matter.PAPER,
)  # fmt: skip
PERSON = ("chosen name", "given name", "birth date")
FIELD = POLICE | {Role.PROJECT_MANAGER}
HOLDS = frozenset({Role.PROSECUTOR, Role.DEFENDER, Role.PROJECT_MANAGER})
PEOPLE = POLICE | CARE | HOLDS
TRIAGE = frozenset({Role.CLINICAL_SUPERVISOR, Role.PROJECT_MANAGER})
NOBODY: frozenset[Role] = frozenset()
SENT_ELSEWHERE = 302
"""The way to sign in repeats the address that was asked for; whoever asked knew it already."""
INTAKE_DONE = frozenset({Stage.INTAKE_DONE})
EVERY_STAGE = frozenset(Stage)


@dataclass(frozen=True, slots=True)
class Surface:
    """One way by which something may come out.

    `about` is the kind of record whose number it takes, or empty for a list. `meant_for` are the seats that must find
    the facts of `shows` there wherever the oracle says they may, at these stages; `opens` is the fact without which the
    page has no business with anybody. A page for `every_state` is opened for every participant, the others for a few.
    One that `shows_others` is about one person and lists those who may be the same.
    """

    name: str
    matters: tuple[Matter, ...]
    about: str = ""
    shows: tuple[str, ...] = ()
    meant_for: frozenset[Role] = NOBODY
    stages: frozenset[Stage] = EVERY_STAGE
    every_state: bool = False
    opens: str = ""
    shows_others: bool = False

    def is_meant(self, role: Role, fact: Fact, stage: Stage) -> bool:
        """Whether this seat must find this fact here, if it may know it at all."""
        return role in self.meant_for and fact.name in self.shows and stage in self.stages

    def opened_for(self, subjects: tuple[Subject, ...]) -> tuple[Subject | None, ...]:
        """The records it is opened for. A list needs none; a form beside a page is opened for a few, a page for all."""
        if not self.about:
            return (None,)
        there = [one for one in subjects if self.about in one.ids]
        return tuple(there if self.every_state else _few(there))

    @property
    def readings(self) -> int:
        """How many records it is opened for, read off the plan alone."""
        if not self.about or self.about == "referral":
            return 1
        there = [plan for plan in PLAN if self.about in plan.records]
        return len(there if self.every_state else _few(there))


Whose = TypeVar("Whose", Subject, Plan)


def _few(subjects: list[Whose]) -> list[Whose]:
    """One who stopped what they had signed, one of the canary's, and where neither is there, whoever is."""
    few = [one for one in subjects if one.state is State.REVOKED or one.side is Side.CANARY]
    return few[:2] or subjects[:1]


def _page(name: str, *matters: Matter, **more: Any) -> Surface:
    return Surface(name, matters, **more)


PAGES = (
    _page(
        "home:home", P, E, HO, HL, IN, R, shows=("charge",), meant_for=frozenset({Role.PROSECUTOR}), stages=INTAKE_DONE
    ),
    _page("home:counts", E),
    _page("field:start", E, HO),
    _page("field:unit", E, shows=("chosen name",), meant_for=frozenset({Role.SERGEANT, Role.PROJECT_MANAGER})),
    _page("field:approvals", E),
    _page("field:write", E, about="encounter", shows=("birth date", "charge"), meant_for=NOBODY),
    _page(
        "field:encounter",
        E,
        HO,
        HL,
        about="encounter",
        every_state=True,
        shows=("chosen name", "charge", "place"),
        meant_for=FIELD,
    ),
    _page("field:handoff", HO, E, about="handoff", shows=("meeting place",), meant_for=POLICE),
    _page("dispatch:board", HO, E, shows=("meeting place",), meant_for=CARE, stages=frozenset({Stage.RINGING})),
    _page("dispatch:calls", HO, E),
    _page(
        "dispatch:handoff", HO, E, about="handoff", every_state=True, shows=("meeting place", "charge"), meant_for=CARE
    ),
    _page("dispatch:drop_off", HO, E, about="handoff"),
    _page("dispatch:fail", HO, E, about="handoff"),
    _page("dispatch:cancel", HO, E, about="handoff"),
    _page("dispatch:give_back", HO, E, about="handoff"),
    _page(
        "legal:holds",
        HL,
        E,
        IN,
        opens="charge",
        shows=("charge", "chosen name", "intake day"),
        meant_for=HOLDS,
        stages=EVERY_STAGE - {Stage.SCREENED},
    ),
    _page("legal:decided", HL, E, IN),
    _page(
        "legal:hold",
        HL,
        E,
        IN,
        opens="charge",
        about="hold",
        every_state=True,
        shows=("charge", "chosen name", "intake day"),
        meant_for=HOLDS,
    ),
    _page("legal:decide", HL, E, IN, about="hold"),
    _page("legal:extend", HL, E, IN, about="hold"),
    _page("legal:pause", HL, E, IN, about="hold"),
    _page("legal:resume", HL, E, IN, about="hold"),
    _page("legal:return_early", HL, E, IN, about="hold"),
    _page("care:intakes", P, E, HL, shows=("chosen name",), meant_for=CARE, stages=frozenset({Stage.AWAITED})),
    _page("care:confirm", P, E, HL, about="hold"),
    _page("care:pause", P, E, HL, about="hold"),
    _page("care:resume", P, E, HL, about="hold"),
    _page("people:people", P, PA, shows=("chosen name", "record number"), meant_for=PEOPLE, stages=INTAKE_DONE),
    _page(
        "people:person",
        P,
        PA,
        IN,
        about="participant",
        every_state=True,
        shows=("chosen name", "birth date", "contact", "intake day"),
        meant_for=PEOPLE,
        stages=INTAKE_DONE,
    ),
    _page("people:kinds", P, PA, about="participant"),
    _page("people:choose", P, PA, about="participant"),
    _page("people:keep_back", P, PA, about="participant"),
    _page("people:accounting", P, PA, about="participant"),
    _page("people:introduce", P, E, PA, about="encounter"),
    _page("people:paper", PA, about="consent", shows=("chosen name",), meant_for=CARE),
    _page("people:copy", PA, about="consent"),
    _page("community:queue", R, shows=("about",), meant_for=TRIAGE),
    _page("community:closed", R),
    _page("community:referral", R, about="referral", shows=("about", "words", "where"), meant_for=TRIAGE),
    _page("community:refuse", R, about="referral"),
    *further.pages(_page),
)
"""Each is fetched as every seat, with a real session, and its whole answer is searched: status, headers and body."""

NOT_ABOUT_ANYBODY = {
    "field:new": "an empty form",
    "field:find": "the county's list of offenses",
    "field:known": "takes a name by POST and answers yes or no; tests/integration/matrix/test_side_doors.py",
    "field:centres": "addresses of drop-off centers",
    "dispatch:roster": "who is on call",
    "dispatch:add_shift": "who is on call",
    "dispatch:shift": "who is on call",
    "dispatch:cover": "who is on call",
    "dispatch:remove_shift": "who is on call",
    "accounts:account": "the viewer's own account",
    "accounts:password": "the viewer's own account",
    "accounts:recovery_codes": "the viewer's own account",
    "accounts:remove_authenticator": "the viewer's own account",
    "accounts:remove_passkey": "the viewer's own account",
    "accounts:sign_out_everywhere": "the viewer's own account",
    **further.NOT_ABOUT_ANYBODY,
}
"""Addresses without a row in PAGES, each with the reason why nothing of a participant can be there."""

Read = Callable[[Seat, World, Subject | None], object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One function of the gate, called as a seat; everything it returned is searched."""

    surface: Surface
    read: Read


def _all_of(name: str, matters: tuple[Matter, ...], /, **more: Any) -> Sheet:
    """A sheet that takes nothing but the viewer; `more` goes to the function, in which `now` is always the world's."""
    takes_now = more.pop("takes_now", True)
    label = more.pop("label", name)

    def read(seat: Seat, world: World, _: Subject | None) -> object:
        return getattr(gate, name)(viewer=seat.user, **({"now": world.now} if takes_now else {}), **more)

    return Sheet(Surface(label, matters), read)


def _one_of(name: str, matters: tuple[Matter, ...], about: str, *, takes_now: bool = True, **more: Any) -> Sheet:
    def read(seat: Seat, world: World, subject: Subject | None) -> object:
        id = subject.ids[about] if subject else uuid.UUID(int=0)
        return getattr(gate, name)(id, viewer=seat.user, **({"now": world.now} if takes_now else {}))

    return Sheet(Surface(name, matters, about=about, every_state=True, **more), read)


def _sheet(name: str, matters: tuple[Matter, ...], about: str, read: Read) -> Sheet:
    return Sheet(Surface(name, matters, about=about), read)


SHEETS = (
    _one_of("accounting", (P, PA), "participant"),
    _all_of("agency_encounters", (E,)),
    _all_of("approvals", (E,), takes_now=False),
    _all_of("capacity", (E,)),
    _one_of("consent", (PA,), "consent", shows=("chosen name",), meant_for=CARE),
    _all_of("counts", (E,)),
    _all_of("dispatch_board", (HO, E)),
    _one_of("draft", (E,), "encounter", takes_now=False),
    _one_of("encounter", (E, HO, HL), "encounter", shows=("chosen name", "charge"), meant_for=FIELD),
    _all_of("field_home", (E,)),
    _one_of("handoff", (HO, E), "handoff", shows=("meeting place",), meant_for=POLICE | CARE),
    _one_of(
        "hold", (HL, E, IN), "hold", opens="charge", shows=("chosen name", "charge", "intake day"), meant_for=HOLDS
    ),
    _all_of("holds", (HL, E, IN)),
    _all_of("holds", (HL, E, IN), label="holds decided", decided=True),
    _all_of("intakes_due", (P, E, HL)),
    _all_of("known_persons", (P, E), takes_now=False, name="Qx22Chosen", born=""),
    _all_of("live_handoffs", (HO, E)),
    _all_of("my_referrals", (R,), takes_now=False),
    _all_of("my_rings", (HO, E)),
    Sheet(
        Surface("paper_choices", (P, PA)),
        lambda seat, world, _: gate.paper_choices("named_recipient", viewer=seat.user),
    ),
    _one_of(
        "participant",
        (P, PA, IN),
        "participant",
        shows=(*PERSON, "contact", "intake day"),
        meant_for=PEOPLE,
        stages=INTAKE_DONE,
    ),
    _all_of("people", (P, PA)),
    _one_of("referral", (R,), "referral", takes_now=False, shows=("about", "words"), meant_for=TRIAGE),
    _all_of("referrals", (R,), takes_now=False),
    *further.sheets(_all_of, _one_of, _sheet),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came back: the status, and everything that could be read in it."""

    status: int
    text: str


class Browser:
    """Opens pages as any seat, each in a session of its own."""

    def __init__(self, seats: tuple[Seat, ...]) -> None:
        self._clients = {seat.name: _signed_in(seat) for seat in seats}

    def open(self, seat: Seat, url: str, *, method: str = "get") -> Seen:
        answer = getattr(self._clients[seat.name], method)(url)
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
        text = f"{headers}\n\n{answer.content.decode(errors='replace')}"
        return Seen(answer.status_code, text.replace(url, "") if answer.status_code == SENT_ELSEWHERE else text)


def _signed_in(seat: Seat) -> Client:
    client = Client()
    if seat.user:
        client.force_login(seat.user)
    return client


def url_of(surface: Surface, id: uuid.UUID | None) -> str:
    """The page's address; `id` for a page about one record."""
    if not surface.about:
        return reverse(surface.name)
    extra = {"people:choose": {"kind": "partners"}, "people:signed_page": {"number": 1}}.get(surface.name, {})
    return reverse(surface.name, kwargs={"id": id, **extra})


def sheet_text(sheet: Sheet, seat: Seat, world: World, subject: Subject | None) -> Seen:
    """Everything a function of the gate returned, or its refusal, as text."""
    try:
        return Seen(200, written_out(sheet.read(seat, world, subject)))
    except BelltownError as error:
        return Seen(404, f"{type(error).__name__}: {error}")


def written_out(value: object) -> str:
    """A sheet as text, with what its properties say: a page could print any of them."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name for one in fields(value)} | {
            name for name, one in vars(type(value)).items() if isinstance(one, property)
        }
        return "\n".join(f"{name}={written_out(getattr(value, name))}" for name in sorted(named) if name != "version")
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(map(written_out, value))
    if isinstance(value, dict):
        return "\n".join(f"{key}={written_out(one)}" for key, one in value.items())
    return str(value)


def what_leaves_the_house(world: World) -> dict[str, str]:
    """Everything that goes to nobody in particular, or outside: no token of any participant may be in any of it."""
    parcels = outbox.lease(now=world.now, most=1000)
    return {
        "ledger export": b"\n".join(export_lines()).decode(),
        "live stream rows": json.dumps(list(Event.objects.values("topic", "subject", "kind")), default=str),
        "webhook bodies": "\n".join(webhook_body(one, world.now) for one in parcels),
        "e-mail": "\n".join(f"{SUBJECT}\n{letter(one)}" for one in parcels if not one.link),
    }
