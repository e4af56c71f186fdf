"""What a paper says each seat will see is what the gate then shows: one ruling, before and after."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import Recipient, Share, SharingPurpose
from belltown.disclosure.wording import Language, NamedShare, share_words
from belltown.errors import BadInput, NotFound
from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from belltown_site.records.gate.previews import NOT_WHO
from belltown_site.records.gate.recipients import recipients_of
from belltown_site.records.sheets import IntakeLine, Withheld, shares_ticked
from tests.integration.records import story
from tests.lib.papers import drafted, intake_told_to, share, signed

pytestmark = pytest.mark.django_db
SEATS = ("ofelia", "sol", "pru", "del", "pam")
PAGE_PURPOSE = {
    "ofelia": SharingPurpose.CASE_CONFERENCE,
    "sol": SharingPurpose.CASE_CONFERENCE,
    "pam": SharingPurpose.CASE_CONFERENCE,
    "pru": SharingPurpose.LEGAL_COORDINATION,
    "del": SharingPurpose.LEGAL_COORDINATION,
}


def words(kind, purpose):
    return share_words(NamedShare("", (kind,), purpose), Language.ENGLISH)


def parts(sentences):
    """Every class named in these sentences, with its purpose: `a; b – why.` is (a, why) and (b, why)."""
    return {
        (part, sentence.partition(" – ")[2])
        for sentence in sentences
        for part in sentence.partition(" – ")[0].split("; ")
    }


def named(kind, purpose):
    return parts([words(kind, purpose)]).pop()


def shown_by_the_gate(cast, name, person, now):
    """What this seat is in fact shown, as the preview would name it."""
    found = set()
    purpose = PAGE_PURPOSE[name]
    try:
        sheet = gate.participant(person, viewer=cast[name], now=now)
    except NotFound:
        sheet = None
    if sheet:
        found.add(named(Class.IDENTITY, purpose))
        if not isinstance(sheet.handed_over_at, Withheld):
            found.add(named(Class.DIVERSION_EVENT, purpose))
        if not isinstance(sheet.person.contact, Withheld):
            found.add(named(Class.CONTACT, purpose))
    lines = gate.holds(viewer=cast[name], now=now)
    told = [line.intake for line in lines] + ([sheet.intake] if sheet else [])
    if any(isinstance(one, IntakeLine) for one in told):
        found.add(named(Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION))
    return found


def previewed(cast, paper, now, name):
    label = f"{cast[name].spec.name}, {cast[name].agency.name}"
    (seat,) = (one for one in gate.consent(paper, viewer=cast["cass"], now=now).preview if one.seat == label)
    return seat


def comparable(kinds):
    """Of what a preview names, the part that a page of today shows: nobody has a plan or an outcome on it yet."""
    today = {
        named(kind, purpose)
        for purpose in SharingPurpose
        for kind in (Class.IDENTITY, Class.DIVERSION_EVENT, Class.CONTACT)
    }
    return kinds & (today | {named(Class.LEGAL, SharingPurpose.INTAKE_CONFIRMATION)})


def offered_to(cast):
    from belltown.disclosure.consent import ConsentKind

    choices = recipients_of(ConsentKind.NAMED_RECIPIENT, cast["cass"])
    return choices, sorted(box.key for choice in choices for box in choice.offered)


@pytest.fixture
def cast(site):
    return site


@pytest.fixture
def juniper(cast, now):
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


class TestTheLaw:
    """Whatever is ticked, kept back and signed before: the preview of a draft is what the gate shows once signed."""

    @pytest.fixture
    def told(self, cast, juniper, now):
        """The prosecutor was told that intake is done."""
        paper = signed(juniper, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
        (hold,) = gate.holds(viewer=cast["pru"], now=now)
        actions.holds.confirm_intake(hold.id, on=now.date(), by=cast["cass"], now=now)
        return paper

    def test_the_preview_is_what_the_gate_shows(self, cast, juniper, told, now):
        choices, keys = offered_to(cast)
        ticks = st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=4)
        kept = st.lists(st.sampled_from([Class.IDENTITY, Class.LEGAL]), unique=True)
        whom = st.sampled_from([None, *(cast[name] for name in SEATS)])

        @settings(max_examples=8, deadline=None, database=None, phases=[Phase.generate])
        @given(ticks, ticks, kept, whom, st.booleans())
        def law(earlier, ticked, kept_back, outside, stopped):
            with rolled_back():
                if stopped:
                    actions.consents.revoke(told, by=cast["cass"], now=now)
                signed(juniper, *shares_ticked(earlier, choices), by=cast["cass"], now=now)
                if kept_back:
                    agency = outside and outside.agency_id
                    actions.consents.restrict(
                        uuid.uuid4(), participant=juniper, agency=agency, classes=kept_back, by=cast["cass"], now=now
                    )
                paper = drafted(juniper, *shares_ticked(ticked, choices), by=cast["cass"], now=now)
                check_foretold(cast, juniper, paper, now)

        law()


def check_foretold(cast, juniper, paper, now):
    """Sign what was drafted, and compare for every seat."""
    before = {name: shown_by_the_gate(cast, name, juniper, now) for name in SEATS}
    foretold = {name: previewed(cast, paper, now, name) for name in SEATS}
    actions.consents.sign(paper, way="read_aloud", signature="Cass Castellanos", by=cast["cass"], now=now)
    for name in SEATS:
        new, already = comparable(parts(foretold[name].new)), comparable(parts(foretold[name].already))
        after = shown_by_the_gate(cast, name, juniper, now)
        assert new | already == after
        assert already == before[name] & after
        assert not new & before[name]


@contextmanager
def rolled_back():
    """Everything that happens inside, undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_is_new_and_what_was_there_before_are_told_apart(cast, juniper, now):
    signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY, Class.PLAN), by=cast["cass"], now=now)
    seat = previewed(cast, paper, now, "del")
    assert seat.new == (words(Class.PLAN, SharingPurpose.LEGAL_COORDINATION),)
    assert seat.already == (words(Class.IDENTITY, SharingPurpose.LEGAL_COORDINATION),)


def test_what_the_person_asked_to_keep_back_is_said_to_stay_back(cast, juniper, now):
    actions.consents.restrict(
        uuid.uuid4(), participant=juniper, agency=None, classes=[Class.IDENTITY], by=cast["cass"], now=now
    )
    paper = drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    seat = previewed(cast, paper, now, "del")
    assert (seat.new, seat.already) == ((), ())
    assert seat.kept_back == (words(Class.IDENTITY, SharingPurpose.LEGAL_COORDINATION),)


def test_a_paper_that_does_not_say_who_opens_no_page_and_says_so(cast, juniper, now):
    paper = drafted(juniper, share(cast["del"], Class.PLAN), by=cast["cass"], now=now)
    seat = previewed(cast, paper, now, "del")
    assert (seat.new, seat.note) == ((), NOT_WHO)


def test_a_paper_that_was_stopped_shows_nothing(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    actions.consents.revoke(paper, by=cast["cass"], now=now)
    assert not previewed(cast, paper, now, "del").sees_anything


def test_one_that_is_over_shows_nothing(cast, juniper, now):
    paper = signed(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)
    assert not previewed(cast, paper, now + timedelta(days=500), "del").sees_anything


class TestOnePersonAlone:
    def to(self, who, *classes, purpose=SharingPurpose.CASE_CONFERENCE, **other):
        recipient = Recipient(
            str(who.pk), other.get("agency") or str(who.agency_id), other.get("role") or Role(who.role)
        )
        return Share(recipient, frozenset(classes), purpose)

    @pytest.fixture
    def colleague(self, cast):
        from belltown_site.accounts.models import User

        return User.objects.create_user(
            "olly@demo.belltown.example", name="Olly Oak", agency=cast["ofelia"].agency, role="officer"
        )

    def test_is_shown_and_their_colleagues_are_not(self, cast, juniper, now, colleague):
        signed(juniper, self.to(cast["ofelia"], Class.IDENTITY), by=cast["cass"], now=now)
        assert len(gate.people(viewer=cast["ofelia"], now=now)) == 1
        assert gate.people(viewer=colleague, now=now) == ()
        with pytest.raises(NotFound):
            gate.participant(juniper, viewer=colleague, now=now)

    def test_is_named_on_the_form_in_the_preview_and_in_the_notice(self, cast, juniper, now):
        paper = drafted(juniper, self.to(cast["ofelia"], Class.IDENTITY), by=cast["cass"], now=now)
        label = f"{cast['ofelia'].name}, Officer, {cast['ofelia'].agency.name}"
        sheet = gate.consent(paper, viewer=cast["cass"], now=now)
        assert label in sheet.form
        assert [seat.seat for seat in sheet.preview if seat.new] == [label]
        actions.consents.sign(paper, way="read_aloud", signature="Cass C", by=cast["cass"], now=now)
        assert label in gate.participant(juniper, viewer=cast["ofelia"], now=now).notice

    def test_who_leaves_the_seat_no_longer_sees(self, cast, juniper, now):
        signed(juniper, self.to(cast["ofelia"], Class.IDENTITY), by=cast["cass"], now=now)
        cast["ofelia"].role = "sergeant"
        cast["ofelia"].save()
        assert gate.people(viewer=cast["ofelia"], now=now) == ()

    @pytest.mark.parametrize("wrong", ["closed", "elsewhere", "another seat", "nobody"])
    def test_somebody_who_does_not_work_there_is_refused(self, cast, juniper, now, wrong):
        who = cast["ofelia"]
        if wrong == "closed":
            who.is_active = False
            who.save()
        other = {"elsewhere": {"agency": str(cast["pru"].agency_id)}, "another seat": {"role": Role.SERGEANT}}
        meant = self.to(cast["nobody"] if wrong == "nobody" else who, Class.IDENTITY, **other.get(wrong, {}))
        with pytest.raises(BadInput, match="does not work there"):
            drafted(juniper, meant, by=cast["cass"], now=now)

    def test_ticks_and_a_name_make_a_share_for_that_person_alone(self, cast):
        from belltown.disclosure.consent import ConsentKind

        choices = recipients_of(ConsentKind.NAMED_RECIPIENT, cast["cass"])
        police = next(one for one in choices if one.agency_id == cast["ofelia"].agency_id)
        assert {person.id for person in police.people} == {cast["ofelia"].pk, cast["sol"].pk}
        key = police.offered[0].key
        (alone,) = shares_ticked([key], choices, {police.agency_id: cast["sol"].pk})
        assert alone.recipient == Recipient(str(cast["sol"].pk), str(police.agency_id), Role.SERGEANT)
        assert len(shares_ticked([key], choices, {police.agency_id: cast["pru"].pk})) == 2
        assert len(shares_ticked([key], choices)) == 2


class TestASeatAcrossAgencies:
    def test_is_on_offer_only_where_several_offices_have_it(self, cast):
        from belltown.disclosure.consent import ConsentKind
        from tests.lib.cast import someone_from_the_other_agency

        assert all(one.agency_id for one in recipients_of(ConsentKind.NAMED_RECIPIENT, cast["cass"]))
        someone_from_the_other_agency(Role.DEFENDER)
        *_, across = recipients_of(ConsentKind.NAMED_RECIPIENT, cast["cass"])
        assert (across.agency_id, across.agency) == (None, "Any defender of a partner agency")

    def test_opens_to_that_seat_in_every_partner_and_to_no_other(self, cast, juniper, now):
        from belltown.disclosure.consent import ConsentKind
        from tests.lib.cast import someone_from_the_other_agency

        other = someone_from_the_other_agency(Role.DEFENDER)
        *_, across = choices = recipients_of(ConsentKind.NAMED_RECIPIENT, cast["cass"])
        key = next(box.key for box in across.offered if box.kind is Class.IDENTITY)
        signed(juniper, *shares_ticked([key], choices), by=cast["cass"], now=now)
        assert [len(gate.people(viewer=who, now=now)) for who in (cast["del"], other)] == [1, 1]
        assert [gate.people(viewer=cast[name], now=now) for name in ("ofelia", "pru", "pam", "nobody")] == [()] * 4
