"""What a case manager tells the filing clock: done, the day, or why it waits. Nothing more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import Role
from belltown_site.records import gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def due(cast):
    story.intake_may_be_told(story.handed_over(timezone.now()), timezone.now())
    (row,) = gate.intakes_due(viewer=cast["cass"], now=timezone.now())
    return row


def _get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_the_page_names_the_person_and_the_clock(client, cast, due):
    page = _get(client, cast["cass"], "care:intakes").content.decode()
    assert "Juniper Yarrow" in page
    assert "left" in page


def test_confirming_tells_the_prosecutor_the_day_and_no_more(client, cast, due):
    client.force_login(cast["cass"])
    hold = gate.hold(due.hold_id, viewer=cast["pru"], now=timezone.now())
    client.post(reverse("care:confirm", args=[due.hold_id]), {"on": hold.on.isoformat()})
    after = gate.hold(due.hold_id, viewer=cast["pru"], now=timezone.now())
    assert (after.intake.completed, after.intake.on) == (True, hold.on)
    assert gate.intakes_due(viewer=cast["cass"], now=timezone.now()) == ()


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "9999-12-31", "1900-01-01"])
def test_a_day_that_cannot_be_is_refused_and_the_clock_runs_on(client, cast, due, on):
    client.force_login(cast["cass"])
    assert client.post(reverse("care:confirm", args=[due.hold_id]), {"on": on}).status_code == 422
    assert gate.hold(due.hold_id, viewer=cast["pru"], now=timezone.now()).intake is None


def test_a_day_in_the_future_is_refused_in_a_sentence(client, cast, due):
    client.force_login(cast["cass"])
    soon = (timezone.now() + timedelta(days=3)).date().isoformat()
    page = client.post(reverse("care:confirm", args=[due.hold_id]), {"on": soon}).content.decode()
    assert "has not come yet" in page


def test_pause_and_resume(client, cast, due):
    client.force_login(cast["cass"])
    client.post(reverse("care:pause", args=[due.hold_id]), {"reason": "hospital"})
    assert reverse("care:resume", args=[due.hold_id]) in client.get(reverse("care:intakes")).content.decode()
    client.post(reverse("care:resume", args=[due.hold_id]))
    assert reverse("care:pause", args=[due.hold_id]) in client.get(reverse("care:intakes")).content.decode()


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody"])
def test_nobody_else_confirms(client, cast, due, name):
    client.force_login(cast[name])
    assert client.get(reverse("care:intakes")).status_code == 403
    answer = client.post(reverse("care:confirm", args=[due.hold_id]), {"on": timezone.now().date().isoformat()})
    assert answer.status_code == 403
    assert gate.hold(due.hold_id, viewer=cast["pru"], now=timezone.now()).intake is None


def test_another_case_management_agency_sees_none_of_it(client, cast, due):
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    assert "Juniper" not in _get(client, other, "care:intakes").content.decode()
    assert _get(client, other, "care:confirm", due.hold_id).status_code == 404
