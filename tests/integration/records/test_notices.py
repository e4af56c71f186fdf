"""The notice of 42 CFR 2.32 on what a consent shows or sends: pages, lists, e-mail, webhook; and never without one."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.core import mail

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.notice import PROHIBITION_SHORT
from belltown_site.jurisdiction.models import SitePreferences
from belltown_site.records import actions, gate, sweeps
from belltown_site.records.actions import outbox
from belltown_site.records.models import OutboxMessage
from belltown_site.records.paging import webhook_body
from tests.integration.records import story
from tests.lib.papers import drafted, intake_told_to, share, signed
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
SCOPE = "to confirm that my intake is done"


@pytest.fixture
def cast(site):
    return site


@pytest.fixture
def juniper(cast, now):
    encounter = story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    told = signed(line.id, intake_told_to(cast["pru"]), by=cast["cass"], now=now)
    actions.holds.keep_intake(encounter, on=now.date(), by=cast["cass"], now=now)
    return line.id, told


class TestPages:
    def test_a_hold_that_tells_of_intake_says_by_which_scope(self, cast, juniper, now):
        (line,) = gate.holds(viewer=cast["pru"], now=now)
        sheet = gate.hold(line.id, viewer=cast["pru"], now=now)
        for one in (line, sheet):
            assert one.notice.startswith(PROHIBITION_SHORT)
            assert SCOPE in one.notice

    def test_one_that_does_not_says_nothing(self, cast, juniper, now):
        _, paper = juniper
        (line,) = gate.holds(viewer=cast["del"], now=now)
        assert (line.notice, gate.hold(line.id, viewer=cast["del"], now=now).notice) == ("", "")
        actions.consents.revoke(paper, by=cast["cass"], now=now)
        assert gate.holds(viewer=cast["pru"], now=now)[0].notice == ""

    def test_to_those_who_care_it_is_their_own_record(self, cast, juniper, now):
        (line,) = gate.holds(viewer=cast["pru"], now=now)
        assert gate.hold(line.id, viewer=cast["cass"], now=now).notice == ""
        assert [one.notice for one in gate.people(viewer=cast["cass"], now=now)] == [""]

    def test_the_notice_names_only_what_concerns_this_viewer(self, cast, juniper, now):
        person, _ = juniper
        signed(person, share(cast["del"], Class.IDENTITY, Class.PLAN), by=cast["cass"], now=now)
        (line,) = gate.people(viewer=cast["del"], now=now)
        assert "my plan and my goals" in line.notice
        assert SCOPE not in line.notice
        assert gate.participant(person, viewer=cast["del"], now=now).notice == line.notice

    def test_an_end_by_an_event_is_said_as_such(self, cast, juniper, now):
        person, _ = juniper
        signed(
            person, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now, until=None, until_event="case_decided"
        )
        assert "until the case is decided." in gate.participant(person, viewer=cast["del"], now=now).notice

    def test_it_takes_no_more_queries_however_many_holds_there_are(self, cast, juniper, now):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def count():
            with CaptureQueriesContext(connection) as queries:
                gate.holds(viewer=cast["pru"], now=now)
            return len(queries)

        one = count()
        for name in ("Rowan Sedge", "Hazel Vetch"):
            encounter = story.handed_over(now, story.accepted(now, person=actions.Person(chosen_name=name)))
            story.intake_may_be_told(encounter, now)
            actions.holds.keep_intake(encounter, on=now.date(), by=cast["cass"], now=now)
        assert all(line.notice for line in gate.holds(viewer=cast["pru"], now=now))
        assert count() == one


class TestMessages:
    @pytest.fixture
    def webhook(self, cast):
        SitePreferences.objects.update(webhook_url="https://sms.example/page")

    def put(self, cast, paper, now, to="pru"):
        with opened():
            outbox.enqueue("glass.review", uuid.uuid4(), cast[to].pk, now, rests_on=paper)

    def test_an_email_that_rests_on_a_consent_carries_the_notice_at_its_end(self, cast, juniper, now):
        mail.outbox.clear()
        self.put(cast, juniper[1], now)
        with opened():
            OutboxMessage.objects.filter(event="handoff.ringing").delete()
        assert sweeps.send_due(now) == (1, 0)
        (letter,) = mail.outbox
        head, _, tail = letter.body.rpartition("\n--\n")
        assert tail.startswith(PROHIBITION_SHORT)
        assert SCOPE in tail
        assert "Reference" in head
        assert "Juniper" not in letter.body + letter.subject
        assert "42 CFR" not in letter.subject

    def test_a_webhook_carries_it_beside_the_ids(self, cast, juniper, now, webhook):
        self.put(cast, juniper[1], now)
        (parcel,) = [one for one in outbox.lease(now=now) if one.channel == "webhook" and one.told.notice]
        body = json.loads(webhook_body(parcel, datetime.now(UTC)))
        assert set(body) == {"type", "timestamp", "data", "notice"}
        assert body["notice"].startswith(PROHIBITION_SHORT)
        assert "Juniper" not in json.dumps(body)

    def test_one_that_rests_on_none_has_none(self, cast, now, webhook):
        story.requested(now)
        parcels = outbox.lease(now=now)
        assert {one.channel for one in parcels} == {"email", "webhook"}
        assert all(one.told.notice == "" for one in parcels)
        assert all("notice" not in json.loads(webhook_body(one, now)) for one in parcels)

    def states(self):
        with opened():
            rows = OutboxMessage.objects.filter(rests_on__isnull=False)
            return sorted(rows.values_list("state", flat=True))

    def test_stopping_the_consent_takes_back_what_has_not_left(self, cast, juniper, now, webhook):
        self.put(cast, juniper[1], now)
        actions.consents.revoke(juniper[1], by=cast["cass"], now=now)
        assert self.states() == ["dropped", "dropped"]
        assert not any(one.told.notice for one in outbox.lease(now=now))

    def test_one_whose_consent_ran_out_meanwhile_does_not_leave(self, cast, juniper, now, webhook):
        from datetime import timedelta

        self.put(cast, juniper[1], now)
        later = now + timedelta(days=500)
        assert not any(one.told.notice for one in outbox.lease(now=later))
        assert self.states() == ["dropped", "dropped"]

    @pytest.mark.parametrize("to", ["del", "ofelia", "pam", "nobody"])
    def test_one_to_somebody_whom_the_consent_does_not_name_does_not_leave(self, cast, juniper, now, to):
        self.put(cast, juniper[1], now, to=to)
        outbox.lease(now=now)
        assert self.states() == ["dropped"]

    def test_a_draft_lets_nothing_leave(self, cast, juniper, now):
        paper = drafted(juniper[0], share(cast["pru"], Class.IDENTITY), by=cast["cass"], now=now)
        self.put(cast, paper, now)
        outbox.lease(now=now)
        assert self.states() == ["dropped"]
