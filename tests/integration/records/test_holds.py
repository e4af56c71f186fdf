"""The filing hold and its clock."""

from datetime import date, timedelta

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import FilingDecision, PauseReason
from belltown.workflow import clocks
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story

pytestmark = pytest.mark.django_db
verbs = actions.holds
D = timedelta(days=1)


@pytest.fixture
def hold(site, now):
    story.intake_may_be_told(story.handed_over(now), now)
    (line,) = gate.holds(viewer=site["pru"], now=now)
    return line.id


def sheet(site, hold, now, viewer="pru"):
    return gate.hold(hold, viewer=site[viewer], now=now)


def test_an_acceptance_opens_the_hold_with_the_protocols_clock(site, hold, now):
    found = sheet(site, hold, now)
    assert (found.state, found.clock.state, found.charge.label) == ("holding", clocks.State.RUNNING, "Drug possession")
    assert found.clock.due_at.astimezone().date() > date(2027, 1, 1)  # thirty business days over the holidays


def test_time_that_runs_out_is_noted_once_and_files_nothing(site, hold, now):
    late = now + 60 * D
    assert verbs.lapse_due(now=now + 10 * D) == 0
    assert [verbs.lapse_due(now=late) for _ in range(2)] == [1, 0]
    found = sheet(site, hold, late)
    assert (found.state, found.decisions, found.clock.state) == ("lapsed", (), clocks.State.LAPSED)
    assert Entry.objects.get(act="hold.lapse").by_id is None


def test_a_paused_hold_does_not_lapse_and_its_due_day_moves(site, hold, now):
    before = sheet(site, hold, now).clock.due_at
    verbs.pause(hold, reason=PauseReason.JAIL, by=site["cass"], now=now + 5 * D)
    assert verbs.lapse_due(now=now + 90 * D) == 0
    assert sheet(site, hold, now + 90 * D).clock.state is clocks.State.PAUSED
    verbs.resume(hold, by=site["pru"], now=now + 19 * D)
    assert sheet(site, hold, now + 19 * D).clock.due_at >= before + 14 * D


def test_a_pause_twice_is_one_and_so_is_going_on(site, hold, now):
    for _ in range(2):
        verbs.pause(hold, reason=PauseReason.HOSPITAL, by=site["cass"], now=now + D)
    for _ in range(2):
        verbs.resume(hold, by=site["cass"], now=now + 2 * D)
    (line,) = sheet(site, hold, now + 3 * D).pauses
    assert (line.reason, line.ended_at) == ("hospital", now + 2 * D)


def test_another_pause_while_one_stands_is_refused(site, hold, now):
    verbs.pause(hold, reason=PauseReason.JAIL, by=site["cass"], now=now)
    with pytest.raises(NotPossible, match="Nobody can pause the clock for a stated reason now"):
        verbs.pause(hold, reason=PauseReason.HOSPITAL, by=site["cass"], now=now)


def test_a_pause_needs_a_stated_reason(site, hold, now):
    with pytest.raises(BadInput, match="must be one of jail"):
        verbs.pause(hold, reason="holiday", by=site["cass"], now=now)


def test_intake_tells_the_clock_done_and_the_day_and_no_more(site, hold, now):
    verbs.confirm_intake(hold, on=(now + 3 * D).date(), by=site["cass"], now=now + 4 * D)
    found = sheet(site, hold, now + 4 * D)
    assert (found.state, found.intake.completed, found.intake.on) == ("intake_confirmed", True, (now + 3 * D).date())
    assert set(found.intake.__slots__) == {"completed", "on", "notice"}


def test_an_intake_on_the_last_day_is_in_time_though_told_later(site, hold, now):
    last = sheet(site, hold, now).clock.due_at.date() - D
    verbs.confirm_intake(hold, on=last, by=site["cass"], now=now + 60 * D)
    assert sheet(site, hold, now + 60 * D).clock.late is False


def test_a_late_intake_after_the_lapse_is_still_told(site, hold, now):
    verbs.lapse_due(now=now + 60 * D)
    verbs.confirm_intake(hold, on=(now + 59 * D).date(), by=site["cass"], now=now + 60 * D)
    found = sheet(site, hold, now + 60 * D)
    assert (found.state, found.clock.late) == ("intake_confirmed", True)


def test_intake_ends_an_open_pause(site, hold, now):
    verbs.pause(hold, reason=PauseReason.JAIL, by=site["cass"], now=now + D)
    verbs.confirm_intake(hold, on=(now + 2 * D).date(), by=site["cass"], now=now + 2 * D)
    assert sheet(site, hold, now + 3 * D).pauses[0].ended_at == now + 2 * D


def test_an_intake_not_done_is_noted_and_the_clock_runs_on(site, hold, now):
    verbs.confirm_intake(hold, on=now.date(), completed=False, by=site["cass"], now=now)
    found = sheet(site, hold, now)
    assert (found.state, found.intake.completed, found.clock.state) == ("holding", False, clocks.State.RUNNING)


@pytest.mark.parametrize("shift", [-2, 2])
def test_an_intake_before_the_encounter_or_tomorrow_is_refused(site, hold, now, shift):
    with pytest.raises(BadInput, match="between the encounter and today"):
        verbs.confirm_intake(hold, on=(now + shift * D).date(), by=site["cass"], now=now)


def test_confirming_twice_leaves_one_line(site, hold, now):
    for _ in range(2):
        verbs.confirm_intake(hold, on=now.date(), by=site["cass"], now=now)
    assert Entry.objects.filter(act="intake.confirm").count() == 1


def test_while_the_hold_runs_a_charge_cannot_be_filed(site, hold, now):
    with pytest.raises(NotPossible, match="Nobody can decide to file now"):
        verbs.decide(hold, decision=FilingDecision.FILED, by=site["pru"], now=now)


def test_a_prosecutor_may_let_the_matter_go_at_any_time(site, hold, now):
    verbs.decide(hold, decision=FilingDecision.NOT_FILED, by=site["pru"], now=now)
    assert gate.holds(viewer=site["pru"], now=now) == ()
    assert [line.id for line in gate.holds(viewer=site["pru"], now=now, decided=True)] == [hold]


def test_after_the_lapse_a_prosecutor_decides_and_the_decision_is_kept(site, hold, now):
    verbs.lapse_due(now=now + 60 * D)
    for _ in range(2):
        verbs.decide(hold, decision=FilingDecision.FILED, by=site["pru"], now=now + 61 * D)
    (line,) = sheet(site, hold, now + 61 * D).decisions
    assert (line.decision, line.by.name) == (FilingDecision.FILED, "Pru Prentice")


def test_an_extension_gives_that_many_days_of_the_clocks_own_kind(site, hold, now):
    before = sheet(site, hold, now).clock.due_at
    verbs.decide(hold, decision=FilingDecision.HOLD_EXTENDED, days=5, by=site["pru"], now=now)
    assert sheet(site, hold, now).clock.due_at == before + 7 * D


def test_an_extension_after_the_lapse_lets_the_hold_run_again(site, hold, now):
    late = now + 50 * D
    verbs.lapse_due(now=late)
    verbs.decide(hold, decision=FilingDecision.HOLD_EXTENDED, days=30, by=site["pru"], now=late)
    assert sheet(site, hold, late).state == "holding"
    assert verbs.lapse_due(now=late) == 0


def test_an_extension_that_would_be_over_already_says_how_much_is_wanted(site, hold, now):
    late = now + 80 * D
    verbs.lapse_due(now=late)
    with pytest.raises(NotPossible, match="Give at least"):
        verbs.decide(hold, decision=FilingDecision.HOLD_EXTENDED, days=1, by=site["pru"], now=late)
    assert sheet(site, hold, late).decisions == ()


@pytest.mark.parametrize("days", [0, -1, 500])
def test_an_extension_needs_a_sensible_number_of_days(site, hold, now, days):
    with pytest.raises(BadInput, match="must be 1 to 180"):
        verbs.decide(hold, decision=FilingDecision.HOLD_EXTENDED, days=days, by=site["pru"], now=now)


def test_a_matter_may_be_returned_early(site, hold, now):
    verbs.return_early(hold, by=site["pam"], now=now)
    assert sheet(site, hold, now).state == "lapsed"


@pytest.mark.parametrize("name", ["pam", "del", "cass", "ofelia", "sol"])
def test_nobody_but_a_prosecutor_decides(site, hold, now, name):
    with pytest.raises(NotAllowed, match="is for the prosecutor"):
        verbs.decide(hold, decision=FilingDecision.NOT_FILED, by=site[name], now=now)


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del"])
def test_police_prosecutor_and_defender_do_not_confirm_intake(site, hold, now, name):
    with pytest.raises(NotAllowed, match="confirm that intake is complete"):
        verbs.confirm_intake(hold, on=now.date(), by=site[name], now=now)


@pytest.mark.parametrize("name", ["bea", "eli", "eve", "ada", "pat", "nobody"])
def test_to_the_rest_there_is_no_such_hold(site, hold, now, name):
    for act in (
        lambda: verbs.pause(hold, reason=PauseReason.JAIL, by=site[name], now=now),
        lambda: verbs.confirm_intake(hold, on=now.date(), by=site[name], now=now),
        lambda: verbs.decide(hold, decision=FilingDecision.NOT_FILED, by=site[name], now=now),
        lambda: gate.hold(hold, viewer=site[name], now=now),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_sweep_whose_index_is_wrong_recomputes_and_leaves_the_hold_alone(site, hold, now):
    from belltown_site.records.models import Hold
    from tests.lib.vault import opened

    with opened():
        Hold.objects.filter(pk=hold).update(due_index=now - D)
    assert verbs.lapse_due(now=now) == 0
    assert sheet(site, hold, now).state == "holding"
    with opened():
        assert Hold.objects.get(pk=hold).due_index == sheet(site, hold, now).clock.due_at
