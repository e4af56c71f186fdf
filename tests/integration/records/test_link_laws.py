"""The laws of links: nobody outside sees a difference, a restriction binds the group, taken back is as it was."""

import dataclasses
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose
from belltown.errors import BelltownError, NotAllowed, NotFound
from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from belltown_site.records.models import Link, NotSame
from belltown_site.records.sheets import Withheld
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import intake_told_to, share, signed
from tests.lib.people import OUTSIDE, link, linked, page
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db


def sees(who, ids, now):
    """Everything this viewer is shown of these people. What they looked at before is left out: looking adds to it."""
    shown = {}
    for one in ids:
        try:
            shown[one] = dataclasses.replace(page(one, who, now), looks=())
        except (NotFound, NotAllowed) as refusal:
            shown[one] = str(refusal)
    lists = [gate.people, gate.holds, gate.intakes_due, gate.live_handoffs]
    return shown, [ask(viewer=who, now=now) for ask in lists]


def everybody(site):
    return [*site.values(), someone_from_the_other_agency(Role.CASE_MANAGER)]


class TestEverybodyElse:
    """The law: a link shows nothing more to anybody outside, and what one record keeps back binds the other too."""

    def papers(self, three, site, now):
        robert, bob, _ = three
        signed(robert, share(site["del"], Class.IDENTITY, Class.CONTACT), by=site["cass"], now=now)
        signed(robert, intake_told_to(site["pru"]), by=site["cass"], now=now)
        signed(
            bob, share(site["pam"], Class.IDENTITY, purpose=SharingPurpose.CASE_CONFERENCE), by=site["cass"], now=now
        )

    def test_a_link_changes_nothing_that_anybody_outside_sees(self, site, three, now):
        self.papers(three, site, now)
        outside = [site[name] for name in OUTSIDE] + [someone_from_the_other_agency(Role.CASE_MANAGER)]
        before = [sees(who, three, now) for who in outside]
        said = link(three[0], three[1], site, now)
        assert [sees(who, three, now) for who in outside] == before
        actions.links.unlink(said, by=site["cass"], now=now)
        assert [sees(who, three, now) for who in outside] == before

    def test_a_paper_opens_the_record_it_was_signed_for_alone(self, site, three, now):
        robert, bob, _ = three
        self.papers(three, site, now)
        link(robert, bob, site, now)
        assert page(robert, site["del"], now).linked == ()
        with pytest.raises(NotFound):
            page(bob, site["del"], now)

    def test_stopping_one_paper_leaves_the_other_records_papers(self, site, three, now):
        robert, bob, _ = three
        papers = [signed(one, share(site["del"], Class.IDENTITY), by=site["cass"], now=now) for one in (robert, bob)]
        link(robert, bob, site, now)
        actions.consents.revoke(papers[0], by=site["cass"], now=now)
        with pytest.raises(NotFound):
            page(robert, site["del"], now)
        assert page(bob, site["del"], now).person.label == "Bob Smith"

    def test_what_one_record_keeps_back_binds_the_other_until_they_are_apart(self, site, three, now):
        robert, bob, reed = three
        signed(robert, share(site["del"], Class.IDENTITY, Class.CONTACT), by=site["cass"], now=now)
        said = [link(robert, bob, site, now), link(bob, reed, site, now)]
        assert page(robert, site["del"], now).person.contact == "316-555-0142"
        actions.consents.restrict(
            uuid.uuid4(), participant=reed, agency=site["del"].agency_id, classes=[Class.CONTACT],
            by=site["cass"], now=now,
        )  # fmt: skip
        assert isinstance(page(robert, site["del"], now).person.contact, Withheld)
        actions.links.unlink(said[1], by=site["cass"], now=now)
        assert page(robert, site["del"], now).person.contact == "316-555-0142"

    def test_what_was_kept_back_is_shown_beside_to_those_who_care(self, site, three, now):
        robert, bob, _ = three
        link(robert, bob, site, now)
        actions.consents.restrict(
            uuid.uuid4(), participant=bob, agency=site["del"].agency_id, classes=[Class.CONTACT],
            by=site["cass"], now=now,
        )  # fmt: skip
        (other,) = page(robert, site["cass"], now).linked
        assert [line.whom for line in other.restrictions] == [site["del"].agency.name]

    def test_an_intake_is_not_told_by_the_other_records_paper(self, site, three, now):
        robert, bob, _ = three
        signed(robert, intake_told_to(site["pru"]), by=site["cass"], now=now)
        link(robert, bob, site, now)
        due = gate.intakes_due(viewer=site["cass"], now=now)
        assert {line.person.id: line.may_be_told for line in due}[bob] is False
        assert sum(line.may_be_told for line in due) == 1


steps = st.lists(
    st.tuples(st.sampled_from(["link", "unlink", "two", "lift"]), st.integers(0, 2), st.integers(0, 2)), max_size=12
)


def take(step, three, site, now):
    """One act of a case manager; whether it was done or refused."""
    act, one, other = step
    left, right = sorted((three[one], three[other]))
    with opened():
        standing = Link.objects.filter(left=left, right=right, unlinked_at__isnull=True).first()
        said = NotSame.objects.filter(left=left, right=right, lifted_at__isnull=True).first()
    try:
        if act == "link":
            link(left, right, site, now)
        elif act == "two":
            actions.links.not_same(one=left, other=right, by=site["cass"], now=now)
        elif act == "unlink" and standing:
            actions.links.unlink(standing.pk, by=site["cass"], now=now)
        elif act == "lift" and said:
            actions.links.lift(said.pk, by=site["cass"], now=now)
    except BelltownError:
        return False
    return True


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=steps)
def test_whatever_is_said_in_whatever_order_everything_taken_back_leaves_every_sheet_as_it_was(site, three, now, steps):
    """And on the way nobody outside ever sees a difference, and no group holds two who were said to be two."""
    outside = [site[name] for name in ("ofelia", "pru", "del", "pam", "nobody")]
    with transaction.atomic():
        signed(three[0], share(site["del"], Class.IDENTITY, Class.CONTACT), by=site["cass"], now=now)
        before = {who.pk: sees(who, three, now) for who in everybody(site)}
        for step in steps:
            take(step, three, site, now)
            assert [sees(who, three, now) for who in outside] == [before[who.pk] for who in outside]
            with opened():
                said = [{row.left_id, row.right_id} for row in NotSame.objects.filter(lifted_at__isnull=True)]
            assert not any(two <= {one, *linked(one, site, now)} for two in said for one in three)
        with opened():
            for row in Link.objects.filter(unlinked_at__isnull=True):
                actions.links.unlink(row.pk, by=site["cass"], now=now)
        assert {who.pk: sees(who, three, now) for who in everybody(site)} == before
        transaction.set_rollback(True)
