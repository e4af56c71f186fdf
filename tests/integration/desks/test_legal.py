"""The prosecutor's desk: a charge that waits, a clock, a person's decision. And Nobody? And the other agency?"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from belltown.vocabulary import PauseReason, Role
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def held(cast):
    """A charge that waits since now; gives the hold's id."""
    encounter = story.handed_over(timezone.now())
    story.intake_may_be_told(encounter, timezone.now())
    return _only(cast["pru"], encounter)


def _only(pru, encounter):
    (line,) = [row for row in gate.holds(viewer=pru, now=timezone.now()) if row.encounter_id == encounter]
    return line.id


def _page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_the_list_shows_the_charge_and_the_clock(client, cast, held):
    page = _page(client, cast["pru"], "legal:holds").content.decode()
    assert "Juniper Yarrow" in page
    assert "left" in page
    assert reverse("legal:hold", args=[held]) in page


def test_a_hold_says_that_nothing_is_filed_by_itself(client, cast, held):
    assert "nothing is filed by itself" in _page(client, cast["pru"], "legal:hold", held).content.decode()


def test_while_the_hold_runs_filing_is_not_on_offer(client, cast, held):
    page = _page(client, cast["pru"], "legal:decide", held).content.decode()
    assert 'value="not_filed"' in page
    assert 'value="filed"' not in page


def test_filing_while_the_hold_runs_is_refused_and_nothing_is_recorded(client, cast, held):
    client.force_login(cast["pru"])
    answer = client.post(reverse("legal:decide", args=[held]), {"decision": "filed"})
    assert answer.status_code == 422
    assert gate.hold(held, viewer=cast["pru"], now=timezone.now()).decisions == ()


def test_intake_confirmed_shows_the_day_and_opens_both_decisions(client, cast, held):
    today = timezone.now()
    day = gate.hold(held, viewer=cast["pru"], now=today).on
    actions.holds.confirm_intake(held, on=day, by=cast["cass"], now=today)
    page = _page(client, cast["pru"], "legal:hold", held).content.decode()
    assert "Intake is complete" in page
    decide = client.get(reverse("legal:decide", args=[held])).content.decode()
    assert 'value="filed"' in decide


def test_a_decision_is_recorded_with_who_and_when(client, cast, held):
    client.force_login(cast["pru"])
    client.post(reverse("legal:decide", args=[held]), {"decision": "not_filed"})
    (line,) = gate.hold(held, viewer=cast["pru"], now=timezone.now()).decisions
    assert (line.decision, line.by.name) == ("not_filed", cast["pru"].name)
    assert "Juniper Yarrow" in _page(client, cast["pru"], "legal:decided").content.decode()


def test_two_taps_on_an_extension_are_one(client, cast, held):
    client.force_login(cast["pru"])
    once = gate.hold(held, viewer=cast["pru"], now=timezone.now())
    for _ in range(2):
        client.post(reverse("legal:extend", args=[held]), {"days": 7, "after": 0})
    after = gate.hold(held, viewer=cast["pru"], now=timezone.now())
    assert len(after.decisions) == 1
    assert after.clock.due_at - once.clock.due_at >= timedelta(days=7)


def test_the_due_day_is_the_sites_own_day_and_not_the_next_one_in_london(client, cast, held):
    due = gate.hold(held, viewer=cast["pru"], now=timezone.now()).clock.due_at
    local = due.astimezone(ZoneInfo("America/Chicago")).date()
    assert local != due.date()
    page = _page(client, cast["pru"], "legal:decide", held).content.decode()
    assert date_format(local) in page
    assert date_format(due.date()) not in page


def test_an_extension_says_which_days_it_counts(client, cast, held):
    sheet = gate.hold(held, viewer=cast["pru"], now=timezone.now())
    page = _page(client, cast["pru"], "legal:extend", held).content.decode()
    assert ("Working days" in page) is sheet.working_days


@pytest.mark.parametrize("days", ["0", "-1", "366", "many", "9" * 5000])
def test_an_extension_that_makes_no_sense_is_refused_in_words(client, cast, held, days):
    client.force_login(cast["pru"])
    answer = client.post(reverse("legal:extend", args=[held]), {"days": days, "after": 0})
    assert answer.status_code == 422
    assert gate.hold(held, viewer=cast["pru"], now=timezone.now()).decisions == ()


def test_a_pause_needs_a_reason_the_protocol_allows(client, cast, held):
    client.force_login(cast["pru"])
    url = reverse("legal:pause", args=[held])
    assert client.post(url, {"reason": "on_a_whim"}).status_code == 422
    client.post(url, {"reason": PauseReason.JAIL.value})
    sheet = gate.hold(held, viewer=cast["pru"], now=timezone.now())
    assert [pause.reason for pause in sheet.pauses] == [PauseReason.JAIL]
    assert "stands still" in client.get(reverse("legal:hold", args=[held])).content.decode()
    client.post(reverse("legal:resume", args=[held]))
    assert gate.hold(held, viewer=cast["pru"], now=timezone.now()).pauses[0].ended_at is not None


def test_returning_early_files_nothing(client, cast, held):
    client.force_login(cast["pru"])
    assert "Return it to ordinary discretion" in client.get(reverse("legal:return_early", args=[held])).content.decode()
    client.post(reverse("legal:return_early", args=[held]))
    sheet = gate.hold(held, viewer=cast["pru"], now=timezone.now())
    assert sheet.state == "lapsed"
    assert sheet.decisions == ()


@pytest.mark.parametrize("name", ["bea", "eli", "eve", "ada", "pat", "nobody"])
def test_who_has_no_business_here_learns_nothing(client, cast, held, name):
    assert _page(client, cast[name], "legal:holds").status_code == 403
    refused = _page(client, cast[name], "legal:hold", held)
    assert "Juniper" not in refused.content.decode()
    assert refused.status_code in (403, 404)


def test_the_officer_sees_the_clock_of_their_own_encounter_and_decides_nothing(client, cast, held):
    page = _page(client, cast["ofelia"], "legal:hold", held)
    assert reverse("legal:decide", args=[held]) not in page.content.decode()
    assert client.post(reverse("legal:return_early", args=[held])).status_code == 403
    assert gate.hold(held, viewer=cast["pru"], now=timezone.now()).state == "holding"


def test_another_prosecutors_office_sees_no_hold_of_this_one(client, cast, held):
    other = someone_from_the_other_agency(Role.PROSECUTOR)
    assert "Juniper" not in _page(client, other, "legal:holds").content.decode()
    assert _page(client, other, "legal:hold", held).status_code == 404


@pytest.mark.parametrize("name", ["del", "pam"])
def test_a_defender_and_the_project_manager_watch_the_clock_but_do_not_decide(client, cast, held, name):
    page = _page(client, cast[name], "legal:hold", held)
    assert page.status_code == 200
    assert reverse("legal:decide", args=[held]) not in page.content.decode()
    answer = client.post(reverse("legal:decide", args=[held]), {"decision": "not_filed"})
    assert answer.status_code in (403, 422)
    assert gate.hold(held, viewer=cast["pru"], now=timezone.now()).decisions == ()
