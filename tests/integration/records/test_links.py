"""Linked, never merged: side by side to those who care, nothing to anybody else, and taken apart without a trace."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import SharingPurpose
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.models import Link, NotSame
from belltown_site.records.sheets import SameSheet
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import intake_told_to, share, signed
from tests.lib.people import OUTSIDE, in_care, in_other_care, link, linked, page
from tests.lib.queries import queries
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FUTURE = timedelta(days=1)


class TestThoseWhoCare:
    def test_see_the_two_side_by_side_from_either(self, site, three, now):
        robert, bob, _ = three
        signed(bob, intake_told_to(site["pru"]), by=site["cass"], now=now)
        said = link(robert, bob, site, now + FUTURE)
        (other,) = page(robert, site["dee"], now).linked
        assert (other.record.id, other.record.person.label, other.link) == (bob, "Bob Smith", said)
        assert (other.linked_by.name, other.linked_at) == (site["cass"].name, now + FUTURE)
        assert [met.met_by.name for met in other.record.met] == [site["dee"].name]
        assert (other.record.papers, len(other.consents)) == (1, 1)
        assert page(robert, site["dee"], now).consents == ()
        assert linked(bob, site, now) == {robert}

    def test_see_one_line_in_the_list_with_the_other_name(self, site, three, now):
        robert, bob, reed = three
        link(robert, bob, site, now)
        lines = {line.id: line for line in gate.people(viewer=site["cass"], now=now)}
        assert set(lines) == {bob, reed}
        assert (lines[bob].also, lines[reed].also) == (("Robert Smith",), ())

    def test_find_them_as_one(self, site, three, now):
        from belltown.linkage.described import Described

        robert, bob, _ = three
        link(robert, bob, site, now)
        (line,) = gate.candidates(Described(names=("Robert Smith",)), viewer=site["cass"], now=now)
        assert (line.id, line.also) == (robert, ("Bob Smith",))

    def test_see_a_chain_as_one_group_and_cut_one_pair_alone(self, site, three, now):
        robert, bob, reed = three
        first, second = link(robert, bob, site, now), link(bob, reed, site, now)
        assert linked(robert, site, now) == {bob, reed}
        far = next(one for one in page(robert, site["cass"], now).linked if one.record.id == reed)
        assert (far.link, far.linked_by) == (None, None)
        actions.links.unlink(first, by=site["cleo"], now=now)
        assert (linked(robert, site, now), linked(bob, site, now)) == (set(), {reed})
        actions.links.unlink(second, by=site["cass"], now=now)
        assert linked(bob, site, now) == set()

    def test_leave_a_line_for_each_record_they_were_shown(self, site, three, now):
        robert, bob, _ = three
        link(robert, bob, site, now)
        page(robert, site["dee"], now)
        seen = Entry.objects.filter(by_id=site["dee"].pk, act__in=("read.participant", "read.linked_record"))
        assert {(line.act, line.subject_id) for line in seen} == {
            ("read.participant", str(robert)),
            ("read.linked_record", str(bob)),
        }


class TestSayingSo:
    def test_twice_is_once_and_the_order_does_not_matter(self, site, three, now):
        robert, bob, _ = three
        assert link(robert, bob, site, now) == link(bob, robert, site, now)

    def test_is_kept_with_what_spoke_for_it(self, site, three, now):
        link(three[0], three[1], site, now)
        with opened():
            assert Link.objects.get().reasons == ["short_name", "same_date"]

    def test_one_record_is_not_linked_to_itself(self, site, three, now):
        with pytest.raises(BadInput, match="same record"):
            link(three[0], three[0], site, now)

    @pytest.mark.parametrize("name", [*OUTSIDE, "dee"])
    def test_takes_a_right_of_its_own(self, site, three, now, name):
        robert, bob, reed = three
        said, two = link(robert, bob, site, now), actions.links.not_same(one=bob, other=reed, by=site["cass"], now=now)
        for verb in (
            lambda: link(robert, reed, site, now, by=name),
            lambda: actions.links.not_same(one=robert, other=reed, by=site[name], now=now),
            lambda: actions.links.unlink(said, by=site[name], now=now),
            lambda: actions.links.lift(two, by=site[name], now=now),
            lambda: gate.likely_same(viewer=site[name], now=now),
        ):
            with pytest.raises(NotAllowed):
                verb()

    def test_both_must_be_in_the_agencys_care(self, site, three, now):
        theirs = in_other_care(now, "Robert Smith", "1990-05-02")
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        for who in (site["cass"], other):
            for verb in (actions.links.link, actions.links.not_same):
                with pytest.raises(NotFound):
                    verb(one=three[0], other=theirs, by=who, now=now)

    def test_a_paper_that_lets_somebody_know_of_the_person_does_not_let_them_link(self, site, three, now):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        theirs = in_other_care(now, "Robert Smith")
        signed(three[0], share(other, Class.IDENTITY, purpose=SharingPurpose.CARE), by=site["cass"], now=now)
        with pytest.raises(NotFound):
            actions.links.link(one=three[0], other=theirs, by=other, now=now)

    def test_another_agencys_links_are_not_there(self, site, three, now):
        robert, bob, reed = three
        said, two = link(robert, bob, site, now), actions.links.not_same(one=bob, other=reed, by=site["cass"], now=now)
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        for verb in (actions.links.unlink, actions.links.lift):
            with pytest.raises(NotFound):
                verb(said if verb is actions.links.unlink else two, by=other, now=now)
        assert gate.likely_same(viewer=other, now=now) == SameSheet((), ())

    def test_undone_twice_is_undone_once_and_it_may_be_said_again(self, site, three, now):
        robert, bob, _ = three
        first = link(robert, bob, site, now)
        for _ in range(2):
            actions.links.unlink(first, by=site["cass"], now=now)
        assert Entry.objects.filter(act="link.unlink").count() == 1
        again = link(robert, bob, site, now + FUTURE)
        assert again != first
        with opened():
            assert Link.objects.count() == 2

    def test_the_ledger_has_ids_and_no_name(self, site, three, now):
        robert, bob, _ = three
        link(robert, bob, site, now)
        line = Entry.objects.get(act="link.link")
        assert set(line.detail.values()) == {str(robert), str(bob)}

    @pytest.mark.parametrize("model", [Link, NotSame])
    def test_the_database_keeps_a_pair_in_one_order_and_once(self, site, three, now, model):
        left, right = sorted(three[:2])
        who = {"linked_by": site["cass"], "linked_at": now} if model is Link else {
            "said_by": site["cass"], "said_at": now
        }  # fmt: skip
        with opened():
            model.objects.create(agency=site["cass"].agency, left_id=left, right_id=right, **who)
            for pair in ((left, right), (right, left), (left, left)):
                with pytest.raises(IntegrityError), transaction.atomic():
                    model.objects.create(agency=site["cass"].agency, left_id=pair[0], right_id=pair[1], **who)


class TestNotTheSame:
    def pairs(self, site, now):
        return [{pair.left.id, pair.right.id} for pair in gate.likely_same(viewer=site["cass"], now=now).pairs]

    def say(self, one, other, site, now):
        return actions.links.not_same(one=one, other=other, by=site["cass"], now=now)

    def test_two_that_are_alike_are_proposed_with_reasons(self, site, three, now):
        robert, bob, _ = three
        (pair,) = gate.likely_same(viewer=site["cleo"], now=now).pairs
        assert {pair.left.id, pair.right.id} == {robert, bob}
        assert pair.reasons == ("Bob is a nickname of Robert", "same date of birth")
        assert pair.strength == "strong"
        assert [met.met_by.name for met in pair.left.met] == [site["dee"].name]

    def test_linked_ones_are_not_proposed(self, site, three, now):
        said = link(three[0], three[1], site, now)
        assert self.pairs(site, now) == []
        actions.links.unlink(said, by=site["cass"], now=now)
        assert self.pairs(site, now) == [{three[0], three[1]}]

    def test_is_remembered_and_never_proposed(self, site, three, now):
        robert, bob, _ = three
        two = self.say(robert, bob, site, now + FUTURE)
        sheet = gate.likely_same(viewer=site["cass"], now=now)
        assert sheet.pairs == ()
        (line,) = sheet.not_same
        assert (line.id, line.by.name, line.names_changed) == (two, site["cass"].name, False)

    def test_a_new_name_lets_it_be_proposed_again_saying_what_was_said(self, site, three, now):
        robert, bob, _ = three
        self.say(robert, bob, site, now + FUTURE)
        actions.names.write(bob, name="Robert Smith", kind="given", by=site["cass"], now=now + 2 * FUTURE)
        (pair,) = gate.likely_same(viewer=site["cass"], now=now).pairs
        assert (pair.said_not_same.by.name, pair.said_not_same.names_changed) == (site["cass"].name, True)
        with pytest.raises(NotPossible, match=r"said on November 24, 2026 that these are not the same person"):
            link(robert, bob, site, now + 2 * FUTURE)
        self.say(robert, bob, site, now + 3 * FUTURE)
        assert self.pairs(site, now) == []

    def test_is_never_linked_until_it_is_taken_back(self, site, three, now):
        robert, bob, _ = three
        two = self.say(robert, bob, site, now)
        with pytest.raises(NotPossible, match="take it back first"):
            link(bob, robert, site, now)
        actions.links.lift(two, by=site["cleo"], now=now)
        link(bob, robert, site, now)

    def test_holds_through_a_chain(self, site, three, now):
        robert, bob, reed = three
        self.say(robert, reed, site, now)
        link(robert, bob, site, now)
        with pytest.raises(NotPossible, match="not the same person"):
            link(bob, reed, site, now)

    def test_is_not_said_of_linked_ones(self, site, three, now):
        robert, bob, reed = three
        link(robert, bob, site, now)
        link(bob, reed, site, now)
        for pair in ((robert, bob), (robert, reed)):
            with pytest.raises(NotPossible, match="unlink them first"):
                self.say(*pair, site, now)

    def test_another_agencys_people_are_not_proposed(self, site, three, now):
        in_other_care(now, "Robert Smith", "1990-05-02")
        assert self.pairs(site, now) == [{three[0], three[1]}]

    def test_a_shared_birthday_alone_bothers_nobody(self, site, now):
        in_care(now, "Ash Tansy", "1990-05-02")
        in_care(now, "Reed Vetch", "1990-05-02")
        assert self.pairs(site, now) == []


def test_however_many_links_there_are_a_list_asks_the_same_few_queries(site, three, now):
    looks = [
        lambda: gate.people(viewer=site["cass"], now=now),
        lambda: gate.likely_same(viewer=site["cass"], now=now),
        lambda: page(three[2], site["cass"], now),
    ]
    few = [queries(look) for look in looks]
    more = [in_care(now, "Robert Smith", "1990-05-02") for _ in range(3)]
    link(more[0], more[1], site, now)
    link(three[0], three[1], site, now)
    assert [queries(look) for look in looks] == few
    assert max(few) <= 48
