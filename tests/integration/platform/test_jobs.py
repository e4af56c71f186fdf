"""Due work: found late rather than never, by one worker at a time, and a failure tells nobody's name."""

import logging
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from belltown_site.accounts.limits import count
from belltown_site.accounts.models import Attempt
from belltown_site.jobs import HOLD, Job, Sweeper
from belltown_site.upkeep import JOBS, forget_ended_sessions, forget_old_tries
from belltown_site.web.live import forget_old_events
from belltown_site.web.models import Event, JobLease

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def job(ran):
    return Job("count", MINUTE, ran.append)


def test_a_job_runs_at_once_and_then_each_time_it_is_due(job, ran, now):
    sweeper = Sweeper((job,))
    moments = [now, now + MINUTE / 2, now + MINUTE, now + 10 * MINUTE]
    assert [sweeper.run_due(moment) for moment in moments] == [["count"], [], ["count"], ["count"]]
    assert ran == [now, now + MINUTE, now + 10 * MINUTE]


def test_two_workers_do_not_do_it_twice(job, ran, now):
    first, second = Sweeper((job,)), Sweeper((job,))
    first.run_due(now)
    assert second.run_due(now) == []
    assert second.run_due(now + MINUTE) == ["count"]
    assert first.run_due(now + MINUTE) == []


def test_a_job_in_hand_is_left_alone(ran, now):
    other = Sweeper((Job("count", MINUTE, ran.append),))
    nested = Job("count", MINUTE, lambda moment: ran.append(other.run_due(moment)))
    Sweeper((nested,)).run_due(now)
    assert ran == [[]]


def test_a_dead_workers_job_is_taken_over_when_its_hold_runs_out(job, ran, now):
    JobLease.objects.create(name="count", holder="the dead", held_until=now + HOLD, due_at=now)
    sweeper = Sweeper((job,))
    assert sweeper.run_due(now) == []
    assert sweeper.run_due(now + HOLD) == ["count"]


def test_a_worker_that_lost_its_hold_does_not_free_anothers(now):
    def outlive(moment):
        JobLease.objects.update(holder="somebody else", held_until=moment + 2 * HOLD)

    Sweeper((Job("count", MINUTE, outlive),)).run_due(now)
    assert JobLease.objects.get().holder == "somebody else"


def test_a_failing_job_is_logged_without_its_text_and_runs_again(ran, now, caplog):
    def fail(moment):
        ran.append(moment)
        raise ValueError("Pat Patterson at 1 Harbor Street")

    sweeper = Sweeper((Job("count", MINUTE, fail), Job("other", MINUTE, ran.append)))
    with caplog.at_level(logging.ERROR):
        assert sweeper.run_due(now) == ["count", "other"]
    assert "ValueError at test_jobs.py" in caplog.text
    assert "Patterson" not in caplog.text
    assert sweeper.run_due(now + MINUTE) == ["count", "other"]


def test_a_job_without_lease_writes_nothing_of_its_own(ran, now):
    sweeper = Sweeper((Job("ring", timedelta(seconds=1), ran.append, leased=False),))
    assert sweeper.run_due(now) == ["ring"]
    assert sweeper.run_due(now) == []
    assert not JobLease.objects.exists()


def test_lanes_are_run_apart(ran, now):
    sweeper = Sweeper((Job("slow", MINUTE, ran.append, lane="post"), Job("ring", MINUTE, ran.append, lane="ring")))
    assert sweeper.run_due(now, "ring") == ["ring"]
    assert sweeper.run_due(now) == ["slow"]


def test_ringing_waits_for_no_other_work():
    lanes = {job.name: job.lane for job in JOBS}
    assert lanes["ring"] != lanes["post"]
    assert [job.name for job in JOBS if job.lane == "ring"] == ["ring", "lapse"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_starts_and_stops_cleanly():
    ran = threading.Event()
    sweeper = Sweeper((Job("count", MINUTE, lambda _: ran.set(), leased=False),))
    sweeper.start()
    assert ran.wait(30)
    sweeper.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("worker-")]


def test_a_slow_post_does_not_hold_up_a_ring():
    rung, go_on = threading.Event(), threading.Event()
    jobs = (
        Job("post", MINUTE, lambda _: go_on.wait(30), lane="post", leased=False),
        Job("ring", MINUTE, lambda _: rung.set(), lane="ring", leased=False),
    )
    sweeper = Sweeper(jobs)
    sweeper.start()
    assert rung.wait(30)
    go_on.set()
    sweeper.stop()


def test_every_job_of_the_site_runs_on_an_empty_site(now, caplog):
    assert Sweeper(JOBS).run_due(now) == [job.name for job in JOBS]
    assert not caplog.records


def test_what_need_not_be_kept_is_forgotten(now):
    count("sign-in", "x", most=1, window=MINUTE, now=now - timedelta(days=2))
    Event.objects.create(at=now - timedelta(days=2), topic="hold", kind="old")
    Event.objects.create(at=now, topic="hold", kind="new")
    Session.objects.create(session_key="old", expire_date=timezone.now() - MINUTE, session_data="")
    Session.objects.create(session_key="new", expire_date=timezone.now() + MINUTE, session_data="")
    assert forget_old_tries(now) == 1
    assert forget_old_events(now) == 1
    forget_ended_sessions(now)
    assert not Attempt.objects.exists()
    assert Event.objects.get().kind == "new"
    assert Session.objects.get().session_key == "new"
