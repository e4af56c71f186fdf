"""Participants as tests of identity need them: in the care of one agency, with or without a name."""

from __future__ import annotations

import uuid
from datetime import timedelta

from belltown.vocabulary import Role
from belltown_site.jurisdiction.models import OnCallShift
from belltown_site.records import actions, gate
from belltown_site.records.actions import Person
from belltown_site.records.models import Encounter
from tests.integration.records import story
from tests.lib.cast import make_person, someone_from_the_other_agency
from tests.lib.vault import opened

OUTSIDE = ("ofelia", "sol", "pru", "del", "pam", "bea", "eli", "eve", "ada", "pat", "nobody")
"""Everybody of the cast who does not work where the people of these tests are cared for, and Nobody."""


def in_care(now, name="Juniper Yarrow", born="", *, contact="", **more):
    """Somebody handed to Open Door; returns the participant's id."""
    person = Person(chosen_name=name, born=born, contact=contact, **more)
    return participant_of(story.handed_over(now, story.accepted(now, person=person)))


def in_other_care(now, name="Juniper Yarrow", born="", **more):
    """The same in the other agency's care; returns the participant's id."""
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    encounter = story.accepted(now, person=Person(chosen_name=name, born=born, **more))
    shifts = OnCallShift.objects.exclude(user=other)
    kept = list(shifts)
    shifts.delete()
    OnCallShift.objects.get_or_create(
        user=other, starts=now - timedelta(hours=1), defaults={"ends": now + timedelta(hours=1), "rank": 1}
    )
    handoff = actions.handoffs.request(
        uuid.uuid4(), encounter_id=encounter, meet_at="the pier", by=make_person("ofelia"), now=now
    )
    actions.handoffs.accept(handoff, by=other, now=now, eta_minutes=5)
    actions.handoffs.arrive(handoff, by=other, now=now)
    actions.handoffs.release(handoff, by=other, now=now)
    OnCallShift.objects.all().delete()
    OnCallShift.objects.bulk_create(kept)
    return participant_of(encounter)


def participant_of(encounter):
    with opened():
        return Encounter.objects.values_list("participant_id", flat=True).get(pk=encounter)


def link(one, other, site, now, by="cass"):
    """Say that the two are one person; returns the link's id."""
    return actions.links.link(one=one, other=other, by=site[by], now=now)


def page(one, who, now):
    """The person's page as this viewer sees it."""
    return gate.participant(one, viewer=who, now=now)


def linked(one, site, now):
    """The other records that those who care see beside this one."""
    return {other.record.id for other in page(one, site["cass"], now).linked}
