"""The weekly review: for each reviewer their own people, never themselves; kept, late, and without a name."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from belltown.disclosure.classes import InformationClass as Class
from belltown.errors import BadInput, NotAllowed, NotFound
from belltown.vocabulary import Role
from belltown_site import ledger
from belltown_site.accounts.demo import CAST
from belltown_site.ledger.models import Entry
from belltown_site.office.models import Verdict
from belltown_site.office.weekly.items import Kind
from belltown_site.office.weekly.queue import mark, week, weeks
from belltown_site.records import gate
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.clocked import noted_at
from tests.lib.papers import share, signed

pytestmark = pytest.mark.django_db
LAST_TUESDAY = datetime(2026, 11, 17, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 16, tzinfo=UTC)
KEY = "2026-w47"
REVIEWERS = {"sol", "cleo", "pru", "pam"}


@pytest.fixture
def now():
    return MONDAY


def note(who, act="glass.open", at=LAST_TUESDAY, **more):
    fields = {"subject_kind": "participant", "subject_id": "p1", **more}
    with noted_at(at):
        return ledger.append(by=who, act=act, **fields)


def names(cast, who, now=MONDAY, key=KEY):
    return {line.name.partition(" ")[0].lower() for line in week(key, by=cast[who], now=now).items}


def test_each_reviewer_finds_the_doings_of_their_own_people(cast):
    for who in ("ofelia", "cass", "pru", "ada"):
        note(cast[who])
    note(someone_from_the_other_agency(Role.OFFICER))
    assert names(cast, "sol") == {"ofelia"}
    assert names(cast, "cleo") == {"cass"}
    assert names(cast, "pru") == set()
    assert names(cast, "pam") == {"ofelia", "cass", "pru", "ada", "otto"}


def test_nobody_reviews_themselves_the_next_one_does(cast):
    for who in REVIEWERS:
        note(cast[who])
    for who in REVIEWERS:
        assert who not in names(cast, who)
    assert names(cast, "pam") == {"sol", "cleo", "pru"}
    assert names(cast, "cleo") == {"pam"}  # the site's own reviewer goes to the others


def test_what_nobody_signed_in_did_goes_to_the_project_manager(cast):
    note(None, "sign_in.locked", subject_kind="account", subject_id="unknown")
    assert len(week(KEY, by=cast["pam"], now=MONDAY).items) == 1
    assert names(cast, "sol") == set()


def test_a_refused_sign_in_is_about_the_account_it_was_for(cast):
    note(None, "sign_in.locked", subject_kind="account", subject_id=cast["ofelia"].pk)
    assert names(cast, "sol") == {"ofelia"}


def test_looks_by_consent_from_outside_come_from_the_gate_itself(cast):
    with noted_at(LAST_TUESDAY):
        story.handed_over(LAST_TUESDAY)
        (line,) = gate.people(viewer=cast["cass"], now=LAST_TUESDAY)
        signed(line.id, share(cast["pru"], Class.IDENTITY), by=cast["cass"], now=LAST_TUESDAY)
        gate.participant(line.id, viewer=cast["pru"], now=LAST_TUESDAY)
        gate.known_persons(viewer=cast["ofelia"], name="Juniper Yarrow")
        gate.accounting(line.id, viewer=cast["cass"], now=LAST_TUESDAY)
    found = {(one.name.partition(" ")[0], one.item.kind) for one in week(KEY, by=cast["pam"], now=MONDAY).items}
    assert found == {("Pru", Kind.BY_CONSENT), ("Ofelia", Kind.QUESTION), ("Cass", Kind.EXPORT)}


def test_no_participant_is_named_anywhere_in_it(client, cast, monkeypatch):
    test_looks_by_consent_from_outside_come_from_the_gate_itself(cast)
    monkeypatch.setattr("belltown_site.desks.office.views.weekly.timezone", SimpleNamespace(now=lambda: MONDAY))
    client.force_login(cast["pam"])
    page = client.get(f"/office/weeks/{KEY}/")
    assert "by their consent" in page.content.decode()
    assert "Juniper" not in page.content.decode()
    assert "Yarrow" not in page.content.decode()


def test_unusual_hours_are_measured_against_the_persons_own(cast):
    for day in range(1, 8):
        note(cast["ofelia"], "read.encounter", LAST_TUESDAY - timedelta(days=7 + day), subject_kind="encounter")
    note(cast["ofelia"], "read.encounter", LAST_TUESDAY.replace(hour=9), subject_kind="encounter")  # three at night
    note(cast["ofelia"], "read.encounter", LAST_TUESDAY, subject_kind="encounter")
    (line,) = week(KEY, by=cast["sol"], now=MONDAY).items
    assert (line.item.kind, line.item.number) == (Kind.ODD_HOURS, 1)


def test_a_week_is_in_sight_only_once_it_is_over_and_none_before_the_ledger_began(cast):
    note(cast["ofelia"])
    note(cast["ofelia"], at=MONDAY)
    assert [sheet.week.key for sheet in weeks(by=cast["sol"], now=MONDAY)] == [KEY]
    for key in ("2026-w48", "2026-w99", "screen", ""):
        with pytest.raises(NotFound):
            week(key, by=cast["sol"], now=MONDAY)


def test_lines_added_after_a_week_was_read_do_not_change_it_and_its_own_do(cast):
    note(cast["ofelia"])
    assert len(week(KEY, by=cast["sol"], now=MONDAY).items) == 1
    note(cast["ofelia"], at=MONDAY)
    assert len(week(KEY, by=cast["sol"], now=MONDAY).items) == 1
    note(cast["ofelia"], "read.accounting", LAST_TUESDAY + timedelta(hours=1))
    assert len(week(KEY, by=cast["sol"], now=MONDAY).items) == 2


class TestMarks:
    @pytest.fixture
    def item(self, cast):
        note(cast["ofelia"])
        return week(KEY, by=cast["sol"], now=MONDAY).items[0].item.id

    def test_a_word_is_kept_with_who_and_when(self, cast, item):
        mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=cast["sol"], now=MONDAY)
        (line,) = week(KEY, by=cast["pam"], now=MONDAY).items
        assert (line.mark.verdict, line.mark.by, line.mark.at) == (Verdict.IN_ORDER, cast["sol"].name, MONDAY)
        kept = Entry.objects.filter(act="review.mark").get()
        assert kept.detail == {"week": KEY, "kind": "emergency", "verdict": "in_order"}

    def test_to_follow_up_it_says_what_is_to_be_done_and_a_later_word_counts(self, cast, item):
        with pytest.raises(BadInput):
            mark(KEY, item, verdict=Verdict.FOLLOW_UP, words=" ", by=cast["sol"], now=MONDAY)
        mark(KEY, item, verdict=Verdict.FOLLOW_UP, words="Ask her on Monday", by=cast["sol"], now=MONDAY)
        sheet = week(KEY, by=cast["sol"], now=MONDAY)
        assert (sheet.left, sheet.followed_up) == (0, 1)
        mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=cast["sol"], now=SATURDAY)
        assert week(KEY, by=cast["sol"], now=SATURDAY).followed_up == 0
        assert "Monday" not in str(list(Entry.objects.values()))

    def test_it_is_late_once_friday_is_over_and_something_is_left(self, cast, item):
        assert not weeks(by=cast["pam"], now=MONDAY)[0].is_late
        assert weeks(by=cast["pam"], now=SATURDAY)[0].is_late
        mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=cast["sol"], now=SATURDAY)
        assert not weeks(by=cast["pam"], now=SATURDAY)[0].is_late

    def test_the_project_managers_first_page_says_so(self, client, cast, item, monkeypatch):
        monkeypatch.setattr("belltown_site.desks.home.views.timezone", SimpleNamespace(now=lambda: SATURDAY))
        client.force_login(cast["pam"])
        page = client.get("/home/").content.decode()
        assert "Weekly review: November 16" in page
        assert "Late since" in page

    @pytest.mark.parametrize("name", ["cleo", "pru"])
    def test_an_item_of_others_is_not_there(self, cast, item, name):
        with pytest.raises(NotFound):
            mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=cast[name], now=MONDAY)

    def test_the_sergeant_of_the_other_agency_does_not_find_it(self, cast, item):
        other = someone_from_the_other_agency(Role.SERGEANT)
        assert week(KEY, by=other, now=MONDAY).items == ()
        with pytest.raises(NotFound):
            mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=other, now=MONDAY)

    @pytest.mark.parametrize("name", sorted(set(CAST) - REVIEWERS))
    def test_nobody_else_reviews(self, cast, item, name):
        for act in (
            lambda: weeks(by=cast[name], now=MONDAY),
            lambda: week(KEY, by=cast[name], now=MONDAY),
            lambda: mark(KEY, item, verdict=Verdict.IN_ORDER, words="", by=cast[name], now=MONDAY),
        ):
            with pytest.raises(NotAllowed):
                act()

    def test_a_word_that_lacks_its_words_is_refused_on_the_page(self, client, cast, item, monkeypatch):
        monkeypatch.setattr("belltown_site.desks.office.views.weekly.timezone", SimpleNamespace(now=lambda: MONDAY))
        client.force_login(cast["sol"])
        page = f"/office/weeks/{KEY}/{item}/"
        answer = client.post(page, {"verdict": "follow_up", "words": ""})
        assert answer.status_code == 422
        assert "say what is to be done" in answer.content.decode()
        assert client.post(page, {"verdict": "in_order", "words": ""}).status_code == 302
