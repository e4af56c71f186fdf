"""Where data escapes beside the page: messages, logs, order, number, and what is computed from what is hidden."""

from datetime import timedelta

import pytest
from django.urls import reverse

from belltown_site.records import actions, gate, models
from belltown_site.records.gate import filing
from tests.integration.matrix.oracle import State
from tests.integration.matrix.surfaces import SHEETS, sheet_text, what_leaves_the_house, written_out
from tests.integration.matrix.world import Side, Stage
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
BY_NAME = {sheet.surface.name: sheet for sheet in SHEETS}


def _tokens(world):
    return [(subject, fact, token) for subject in world.everybody for fact in subject.facts
            for token in fact.tokens if fact.name not in ("record number", "intake day")]  # fmt: skip


def _seat(world, name):
    return next(seat for seat in world.seats if seat.name == name)


def _subject(world, state=State.NONE, side=Side.CAST, stage=Stage.INTAKE_DONE):
    return next(one for one in world.subjects if (one.state, one.side, one.stage) == (state, side, stage))


def test_nothing_that_leaves_the_house_holds_a_word_of_anybody(world):
    leaving = what_leaves_the_house(world)
    assert all(leaving.values()), "a surface that was empty proves nothing"
    for name, text in leaving.items():
        found = [(subject.name, fact.name) for subject, fact, token in _tokens(world) if token in text]
        assert not found, f"{name} holds {found}"


def test_no_log_record_holds_a_word_of_anybody(world, browser, logged):
    for seat in world.seats:
        for subject in (_subject(world), _subject(world, State.IN_FORCE)):
            browser.open(seat, reverse("people:person", args=[subject.ids["participant"]]))
            browser.open(seat, reverse("legal:hold", args=[subject.ids["hold"]]))
    text = "\n".join(logged)
    assert "/people/" in text, "refusals are logged by their address"
    assert not [(subject.name, fact.name) for subject, fact, token in _tokens(world) if token in text]


def test_a_name_may_be_asked_by_those_who_screen_and_the_answer_is_yes_or_no(world, browser):
    """By choice: police may ask whether police diverted somebody of this name. No record and no token comes back."""
    name = _subject(world, State.NONE).facts[0].tokens[0]
    for seat in world.seats:
        if seat.user is None:
            continue
        found = sheet_text(BY_NAME["known_persons"], seat, world, None)
        assert (found.status == 200) is (seat.role in ("officer", "sergeant") and seat.user.agency.partner), seat.label
        assert name not in found.text


LISTS = ("people", "holds", "holds decided", "dispatch_board", "agency_encounters", "intakes_due", "approvals")


@pytest.mark.parametrize("name", ["cass", "pru", "sol", "ofelia", "peer outreach"])
def test_people_who_are_withheld_change_neither_the_order_nor_the_number_of_those_shown(world, name):
    """Every list is read, the canary's people are renamed and made due at another time, and it is read again."""
    seat = _seat(world, name)
    before = {sheet: sheet_text(BY_NAME[sheet], seat, world, None) for sheet in LISTS}
    with opened():
        for subject in (one for one in world.subjects if one.side is Side.CANARY):
            row = models.Participant.objects.get(pk=subject.ids["participant"])
            row.chosen_name = "A first of all names"
            row.save()
            earlier = world.now - timedelta(days=300)
            models.Hold.objects.filter(pk=subject.ids["hold"]).update(opened_at=earlier, due_index=earlier)
            models.Encounter.objects.filter(pk=subject.ids["encounter"]).update(at=earlier)
    assert {sheet: sheet_text(BY_NAME[sheet], seat, world, None) for sheet in LISTS} == before


@pytest.mark.parametrize("name", ["pru", "del", "pam"])
@pytest.mark.parametrize("state", [State.NONE, State.REVOKED, State.EXPIRED_BY_DAY, State.RESTRICTED, State.TREATMENT])
def test_nothing_on_a_hold_is_computed_from_an_intake_day_that_is_withheld(world, name, state):
    seat, subject = _seat(world, name), _subject(world, state)

    def read():
        one = gate.hold(subject.ids["hold"], viewer=seat.user, now=world.now)
        return written_out(one), written_out(gate.holds(viewer=seat.user, now=world.now))

    before = read()
    with opened():
        intake = models.Intake.objects.filter(encounter=subject.ids["encounter"])
        intake.update(on=intake.get().on - timedelta(days=1))
    assert read() == before


def test_the_police_page_tells_nothing_computed_from_the_day_of_intake(world):
    subject, ofelia = _subject(world, State.IN_FORCE), _seat(world, "ofelia").user

    def read():
        return written_out(gate.encounter(subject.ids["encounter"], viewer=ofelia, now=world.now))

    before = read()
    with opened():
        models.Intake.objects.filter(encounter=subject.ids["encounter"]).update(on=world.now.date())
    assert read() == before


def test_other_offices_holds_never_fill_the_room_of_a_list(world, monkeypatch):
    monkeypatch.setattr(filing, "MOST", 2)
    canary = _seat(world, "canary prosecutor").user
    assert len(gate.holds(viewer=canary, now=world.now)) == 2


def test_an_agency_that_could_not_come_is_out_once_another_took_its_place(world):
    """It promised, nobody met the person, somebody else did: what the first was told was for the meeting alone."""
    subject, first = _subject(world), _seat(world, "peer outreach").user
    with opened():
        row = models.Handoff.objects.get(pk=subject.ids["handoff"])
        values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.name != "id"}
        failed = {"state": "failed", "agency_id": first.agency_id, "accepted_by_id": first.pk, "failed_by_id": first.pk,
                  "failed_at": row.requested_at, "failure": "could_not_reach_scene", "released_at": None,
                  "released_by_id": None, "arrived_at": None, "arrived_by_id": None,
                  "requested_at": row.requested_at - timedelta(hours=1)}  # fmt: skip
        models.Handoff.objects.create(**{**values, **failed})
    assert gate.people(viewer=first, now=world.now) == () or str(subject.ids["participant"]) not in written_out(
        gate.people(viewer=first, now=world.now)
    )
    seat = _seat(world, "peer outreach")
    for name in ("participant", "handoff", "encounter"):
        assert sheet_text(BY_NAME[name], seat, world, subject) == sheet_text(BY_NAME[name], seat, world, None)


def test_the_canarys_words_appear_before_nobody_else_anywhere(world):
    """Each sheet as each seat of the cast's side, but for the two that by choice look across agencies."""
    canaries = [one for one in world.subjects if one.side is Side.CANARY]
    for seat in world.seats:
        if seat.user is None or seat.side is Side.CANARY or seat.role in ("defender", "project_manager"):
            continue
        for sheet in SHEETS:
            for subject in sheet.surface.opened_for(tuple(canaries)):
                text = sheet_text(sheet, seat, world, subject).text
                facts = [fact for one in canaries for fact in one.facts if fact.name != "record number"]
                assert not [fact.name for fact in facts if fact.is_in(text)], f"{seat.label}: {sheet.surface.name}"


def test_revoking_ends_every_page_at_once(world, browser):
    subject = _subject(world, State.IN_FORCE)
    url = reverse("people:person", args=[subject.ids["participant"]])
    named = [seat for seat in world.seats if seat.name in ("ofelia", "sol", "pru", "del", "pam", "peer outreach")]
    assert {browser.open(seat, url).status for seat in named} == {200}
    actions.consents.revoke(subject.ids["consent"], by=_seat(world, "cass").user, now=world.now)
    assert {browser.open(seat, url).status for seat in named} == {404}
