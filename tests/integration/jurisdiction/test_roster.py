"""Who is rung, in what order, at every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belltown.errors import NotAllowed, NotFound, NotPossible
from belltown.protocol.load import named
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency
from belltown_site.demo import fill_roster
from belltown_site.jurisdiction.models import OnCallShift, Rank, SitePreferences
from belltown_site.jurisdiction.roster import arrange, cancel, cover, roster, shifts_between, within_hours
from belltown_site.ledger.models import Entry
from tests.lib import cast as people

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def shift(cast, now):
    def make(name="dee", rank=Rank.FIRST, starts=now, hours=8, by="cleo"):
        return arrange(
            user=cast[name], starts=starts, ends=starts + hours * HOUR, rank=rank, by=cast[by], now=now - HOUR
        )

    return make


def names(now):
    return [person.name.split()[0] for person in roster(now)]


def test_people_are_rung_in_the_order_of_their_rank(shift, now):
    shift("cleo", Rank.DEPUTY)
    shift("dee", Rank.FIRST)
    shift("cass", Rank.NEXT)
    assert names(now) == ["Dee", "Cass", "Cleo"]


def test_a_shift_holds_from_its_first_moment_until_before_its_last(shift, now):
    shift("dee")
    moment = timedelta(microseconds=1)
    assert names(now - moment) == []
    assert names(now) == names(now + 8 * HOUR - moment) == ["Dee"]
    assert names(now + 8 * HOUR) == []


def test_a_closed_account_is_not_rung(shift, cast, now):
    shift("dee")
    cast["dee"].is_active = False
    cast["dee"].save()
    assert names(now) == []


def test_an_agency_that_left_is_not_rung(shift, cast, now):
    shift("dee")
    Agency.objects.filter(pk=cast["dee"].agency_id).update(partner=False)
    assert names(now) == []


def test_cover_takes_the_rest_of_a_shift(shift, cast, now):
    made = shift("dee")
    cover(shift_id=made.pk, substitute=cast["cass"], by=cast["cleo"], now=now)
    (person,) = roster(now)
    assert (person.name, person.covering, person.rank) == (cast["cass"].name, cast["dee"].name, Rank.FIRST)


def test_somebody_ill_may_hand_over_their_own_shift(shift, cast, now):
    made = shift("dee")
    cover(shift_id=made.pk, substitute=cast["cass"], by=cast["dee"], now=now)
    assert names(now) == ["Cass"]


def test_nobody_hands_over_a_colleagues_shift(shift, cast, now):
    made = shift("dee")
    for name in ("cass", "ofelia", "nobody", "pat"):
        with pytest.raises(NotAllowed):
            cover(shift_id=made.pk, substitute=cast["cass"], by=cast[name], now=now)
    assert names(now) == ["Dee"]


def test_cover_of_cover_still_names_whose_turn_it_was(shift, cast, now):
    made = shift("dee")
    cover(shift_id=made.pk, substitute=cast["cass"], by=cast["cleo"], now=now)
    cover(shift_id=made.pk, substitute=cast["cleo"], by=cast["cleo"], now=now)
    assert roster(now)[0].covering == cast["dee"].name


def test_a_shift_that_is_over_cannot_be_covered(shift, cast, now):
    made = shift("dee")
    with pytest.raises(NotPossible, match="over"):
        cover(shift_id=made.pk, substitute=cast["cass"], by=cast["cleo"], now=now + 9 * HOUR)


def test_nobody_is_on_call_twice_at_once(shift, now):
    shift("dee")
    with pytest.raises(NotPossible, match="already on call"):
        shift("dee", Rank.NEXT, now + HOUR)


def test_a_place_is_taken_once(shift, now):
    shift("dee")
    with pytest.raises(NotPossible, match="already first on call"):
        shift("cass", Rank.FIRST, now + 7 * HOUR)
    shift("cass", Rank.FIRST, now + 8 * HOUR)


def test_two_agencies_keep_two_rosters(shift, cast, now):
    shift("dee")
    other = people.someone_from_the_other_agency(Role.CASE_MANAGER)
    arrange(user=other, starts=now, ends=now + HOUR, rank=Rank.FIRST, by=cast["pam"], now=now)
    assert {person.agency for person in roster(now)} == {cast["dee"].agency_id, other.agency_id}


@pytest.mark.parametrize("hours", [0, -1, 37, 24 * 365])
def test_a_shift_has_a_sensible_length(shift, hours):
    with pytest.raises(NotPossible, match="A shift must end"):
        shift("dee", hours=hours)


def test_a_shift_that_is_past_cannot_be_arranged(shift, now):
    with pytest.raises(NotPossible):
        shift("dee", starts=now - 10 * HOUR, hours=2)


@pytest.mark.parametrize("name", ["ofelia", "pru", "eve", "pat", "nobody"])
def test_only_people_who_answer_calls_are_put_on_call(shift, name):
    with pytest.raises(NotPossible, match="does not answer"):
        shift(name)


@pytest.mark.parametrize("name", ["ofelia", "dee", "cass", "pru", "bea", "ada", "nobody"])
def test_who_may_not_arrange_the_roster(shift, name):
    with pytest.raises(NotAllowed):
        shift("dee", by=name)
    assert not OnCallShift.objects.exists()


def test_a_cancelled_shift_is_gone_and_the_ledger_knows(shift, cast, now):
    made = shift("dee")
    cancel(shift_id=made.pk, by=cast["pam"])
    assert names(now) == []
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == ["roster.arrange", "roster.cancel"]
    with pytest.raises(NotFound):
        cancel(shift_id=made.pk, by=cast["pam"])


def test_the_calendar_shows_every_shift_that_touches_the_day(shift, now):
    shift("dee", hours=8)
    assert len(shifts_between(now + 7 * HOUR, now + 9 * HOUR)) == 1
    assert shifts_between(now + 8 * HOUR, now + 9 * HOUR) == ()


def test_ringing_reads_the_roster_in_one_query(shift, now, django_assert_num_queries):
    shift("dee"), shift("cass", Rank.NEXT)
    with django_assert_num_queries(1):
        roster(now)


@pytest.mark.parametrize("start", [datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC)])
def test_the_demos_roster_has_no_hole_across_a_change_of_clocks(cast, start):
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")
    fill_roster(cast, start)
    for hour in range(24 * 13):
        assert len(roster(start + hour * HOUR)) == 3, start + hour * HOUR


def test_filling_the_roster_again_adds_nothing_twice(cast, now):
    SitePreferences.objects.create(site="example-county", name="Example County", timezone="America/Chicago")
    fill_roster(cast, now)
    before = OnCallShift.objects.count()
    fill_roster(cast, now)
    assert OnCallShift.objects.count() == before


class TestPromisedHours:
    """The first edition of the invented county promises hours; read them in local time."""

    version = named("seattle/2011-10-01")

    def at(self, *moment):
        return within_hours(self.version, datetime(*moment, tzinfo=ZoneInfo(self.version.timezone)).astimezone(UTC))

    def test_every_promised_shift_holds_at_its_start_and_not_at_its_end(self):
        for hours in self.version.on_call:
            for day in range(14):
                date = datetime(2026, 3, 2 + day, tzinfo=ZoneInfo(self.version.timezone))
                if date.weekday() in hours.days:
                    assert self.at(date.year, date.month, date.day, hours.starts.hour, hours.starts.minute)

    def test_without_promised_hours_nobody_is_promised(self):
        from dataclasses import replace

        assert not within_hours(replace(self.version, on_call=()), datetime(2026, 3, 2, 18, tzinfo=UTC))

    def test_a_night_shift_reaches_into_the_next_morning(self):
        from dataclasses import replace
        from datetime import time

        from belltown.protocol.version import OnCallHours

        friday = replace(self.version, on_call=(OnCallHours((4,), time(19), time(7)),))
        zone = ZoneInfo(friday.timezone)
        wanted = {
            (4, 18): False,
            (4, 19): True,
            (5, 0): True,
            (5, 6): True,
            (5, 7): False,
            (6, 2): False,
            (4, 3): False,
        }
        for (weekday, hour), promised in wanted.items():
            moment = datetime(2026, 3, 2 + weekday, hour, tzinfo=zone)
            assert within_hours(friday, moment.astimezone(UTC)) is promised, (weekday, hour)
