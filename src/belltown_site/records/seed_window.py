"""The demo's Pat: somebody with papers, looks, a question that was answered and one that has waited too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import ConsentKind, Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language
from belltown.vocabulary import OfferOutcome, Role
from belltown_site.jurisdiction.preferences import local_day
from belltown_site.records import actions, gate
from belltown_site.records.actions import Person

if TYPE_CHECKING:
    from belltown_site.records.seed import Story

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAT = Person(chosen_name="Pat Plantain", born="1987", contact="By the library, most mornings")


def tell_of_pat(story: Story, at: datetime) -> None:
    """Pat came into care, signed two papers, opened the window, and asked twice."""
    met = story.meet(at, person=PAT)
    story.clear(met, at)
    story.hand_over(at, story.offer(met, at, OfferOutcome.ACCEPTED))
    story.sign(met, at + DAY)
    cast = story.cast
    person = next(
        one.id for one in gate.people(viewer=cast["cass"], now=at + DAY) if str(one.person) == PAT.chosen_name
    )
    _share_with_the_office(story, person, at + DAY)
    _look_in(story, met, person, at + DAY)
    actions.own_windows.open_here(person, by=cast["cass"], now=at + DAY, account=cast["pat"])
    _ask(story, at + 2 * DAY)


def _share_with_the_office(story: Story, person: object, at: datetime) -> None:
    pam, cass = story.cast["pam"], story.cast["cass"]
    share = Share(
        Recipient(agency=str(pam.agency_id), role=Role.PROJECT_MANAGER),
        frozenset({Class.IDENTITY, Class.OUTCOME}),
        SharingPurpose.CASE_CONFERENCE,
    )
    paper = actions.consents.draft(
        story.new_id(), participant=person, kind=ConsentKind.NAMED_RECIPIENT, language=Language.SPANISH,
        shares=(share,), until=local_day(at) + timedelta(days=180), by=cass, now=at,
    )  # fmt: skip
    actions.consents.sign(paper, way="read_aloud", signature=cass.name, by=cass, now=at)


def _look_in(story: Story, met: object, person: object, at: datetime) -> None:
    for name in ("cass", "del", "pam"):
        gate.participant(person, viewer=story.cast[name], now=at)
    if hold := gate.encounter(met, viewer=story.cast["pru"], now=at).hold:
        gate.hold(hold.id, viewer=story.cast["pru"], now=at)


def _ask(story: Story, at: datetime) -> None:
    cast, ask = story.cast, actions.questions.ask
    first = ask(story.new_id(), text="When do I see you again?", by=cast["pat"], now=at)
    actions.questions.answer(
        first, text="Tuesday at ten, by the fountain. I bring coffee. Call me if that is bad for you.",
        by=cast["cass"], now=at + 3 * HOUR,
    )  # fmt: skip
    ask(story.new_id(), text="Can somebody help me get my ID back?", by=cast["pat"], now=at + 4 * DAY)
