"""The offer, and leave to make it."""

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import OfferOutcome, Pathway, Role
from belltown_site.accounts.models import Agency, AgencyKind
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story

pytestmark = pytest.mark.django_db
Outcome = OfferOutcome


def offers(site, id, now):
    return [(line.outcome, line.reason) for line in gate.encounter(id, viewer=site["ofelia"], now=now).offers]


def record(site, id, now, outcome, reason="", *, by="ofelia", **more):
    return actions.offers.record(id, outcome=outcome, reason=reason, by=site[by], now=now, **more)


def test_an_acceptance_in_one_tap_keeps_the_offer_too(site, now):
    assert offers(site, story.accepted(now), now) == [("offered", ""), ("accepted", "")]


def test_offered_first_and_answered_later_keeps_both_once(site, now):
    id = story.screened(now)
    record(site, id, now, Outcome.OFFERED)
    record(site, id, now, Outcome.OFFERED)
    record(site, id, now, Outcome.DECLINED, "prefers_court")
    assert offers(site, id, now) == [("offered", ""), ("declined", "prefers_court")]


def test_a_double_tap_accepts_once_and_opens_one_hold(site, now):
    id = story.screened(now)
    for _ in range(2):
        record(site, id, now, Outcome.ACCEPTED)
    assert len(offers(site, id, now)) == 2
    assert len(gate.holds(viewer=site["pru"], now=now)) == 1


def test_a_person_who_declined_may_be_offered_again_and_every_no_is_kept(site, now):
    id = story.screened(now)
    for reason in ("did_not_say", "not_interested_now"):
        record(site, id, now, Outcome.DECLINED, reason)
        record(site, id, now, Outcome.OFFERED)
    record(site, id, now, Outcome.ACCEPTED)
    assert [outcome for outcome, _ in offers(site, id, now)].count("declined") == 2


def test_declining_is_no_mark_and_leaves_no_hold(site, now):
    record(site, story.screened(now), now, Outcome.DECLINED, "did_not_say")
    assert gate.holds(viewer=site["pru"], now=now) == ()


def test_not_offering_is_the_officers_own_fact_with_its_own_reason(site, now):
    id = story.encountered(now)
    record(site, id, now, Outcome.NOT_OFFERED, "officer_discretion")
    assert offers(site, id, now) == [("not_offered", "officer_discretion")]


def test_an_officer_may_think_again_and_the_first_row_stays(site, now):
    id = story.encountered(now)
    record(site, id, now, Outcome.NOT_OFFERED, "no_capacity")
    actions.offers.reconsider(id, by=site["ofelia"], now=now)
    found = gate.encounter(id, viewer=site["ofelia"], now=now)
    assert (found.state, len(found.offers)) == ("complainant_pending", 1)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.DECLINED, ""),
        (Outcome.DECLINED, "no_capacity"),
        (Outcome.NOT_OFFERED, ""),
        (Outcome.NOT_OFFERED, "bored"),
        (Outcome.ACCEPTED, "yes"),
    ],
)
def test_an_outcome_without_a_fitting_reason_is_refused(site, now, outcome, reason):
    id = story.screened(now)
    with pytest.raises(BadInput, match="reason"):
        record(site, id, now, outcome, reason)
    assert offers(site, id, now) == []


def test_a_binding_criterion_unmet_stands_in_the_way_and_is_named(site, now):
    id = story.screened(now, pathway=Pathway.ARREST_DIVERSION)
    actions.encounters.answer(id, facts={"drug_grams": 6}, by=site["ofelia"], now=now)
    actions.encounters.complainant(id, answer="agrees", by=site["ofelia"], now=now)
    with pytest.raises(NotPossible, match=r"not met, so leave cannot be given"):
        actions.approvals.approve(actions.approvals.request(id, by=site["ofelia"], now=now), by=site["sol"], now=now)


SOCIAL = {
    "threat_of_harm": False, "age": 34, "in_catchment": True, "unmet_need": True, "interested": True,
    "evidence_observed": True,
}  # fmt: skip


def test_an_ineligible_offer_is_refused_with_the_criteria_in_words(site, now):
    id = story.encountered(now, pathway=Pathway.SOCIAL_CONTACT, facts={**SOCIAL, "age": 16}, checks={})
    with pytest.raises(NotPossible, match=r"Not met: The person is 18 or older\. Record why it was not offered"):
        record(site, id, now, Outcome.OFFERED)
    assert offers(site, id, now) == []


def test_an_unknown_criterion_does_not_stand_in_the_way_and_is_kept(site, now):
    id = story.encountered(now, pathway=Pathway.SOCIAL_CONTACT, facts=SOCIAL, checks={})
    unknown = record(site, id, now, Outcome.ACCEPTED)
    assert "no-recent-violence" in unknown
    lines = gate.encounter(id, viewer=site["ofelia"], now=now).offers
    assert {line.answer for line in lines} == {"unknown"}
    assert all(line.unknown == unknown for line in lines)


def test_a_social_contact_has_no_charge_and_so_no_hold(site, now):
    id = story.encountered(now, pathway=Pathway.SOCIAL_CONTACT, facts=SOCIAL, checks={})
    record(site, id, now, Outcome.ACCEPTED)
    assert gate.encounter(id, viewer=site["ofelia"], now=now).hold is None


def test_with_two_prosecutors_offices_one_must_be_named(site, now):
    second = Agency.objects.create(name="City Attorney (invented)", kind=AgencyKind.PROSECUTOR, partner=True)
    id = story.screened(now)
    with pytest.raises(BadInput, match="City Attorney"):
        record(site, id, now, Outcome.ACCEPTED)
    assert offers(site, id, now) == []
    record(site, id, now, Outcome.ACCEPTED, office=second.pk)
    assert gate.holds(viewer=site["pru"], now=now) == ()


def test_before_the_sergeants_leave_nothing_can_be_promised(site, now):
    id = story.encountered(now)
    actions.encounters.complainant(id, answer="agrees", by=site["ofelia"], now=now)
    with pytest.raises(NotPossible, match="What would have to happen first: approve the diversion"):
        record(site, id, now, Outcome.OFFERED)


def test_a_person_who_changes_their_mind_ends_the_handoff_and_the_hold_is_told(site, now):
    id = story.accepted(now)
    story.requested(now, id)
    record(site, id, now, Outcome.DECLINED, "wait_too_long")
    (line,) = gate.holds(viewer=site["pru"], now=now)
    assert gate.hold(line.id, viewer=site["pru"], now=now).still_willing is False
    board = gate.dispatch_board(viewer=site["pam"], now=now)
    assert (board.live, [one.failure for one in board.finished]) == ((), ["person_changed_mind"])


@pytest.mark.parametrize("name", ["cass", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody", "dee"])
def test_to_the_rest_there_is_nothing_to_offer(site, now, name):
    id = story.screened(now)
    with pytest.raises(NotFound):
        record(site, id, now, Outcome.OFFERED, by=name)


def test_the_project_manager_does_not_make_the_offer(site, now):
    with pytest.raises(NotAllowed, match="Only the officer who made this encounter or their sergeant"):
        record(site, story.screened(now), now, Outcome.OFFERED, by="pam")


def test_the_ledger_holds_codes_and_no_name(site, now):
    record(site, story.screened(now), now, Outcome.DECLINED, "prefers_court")
    line = Entry.objects.filter(act="offer.record").get()
    assert line.detail == {"outcome": "declined", "reason": "prefers_court", "answer": "yes"}
    assert not any("Juniper" in str(values) for values in Entry.objects.values())


class TestLeave:
    def asked(self, site, now, **more):
        id = story.encountered(now, **more)
        actions.encounters.complainant(id, answer="no_complainant", by=site["ofelia"], now=now)
        return id, actions.approvals.request(id, by=site["ofelia"], now=now)

    def test_asking_twice_is_asking_once(self, site, now):
        id, approval = self.asked(site, now)
        assert actions.approvals.request(id, by=site["ofelia"], now=now) == approval
        assert [line.id for line in gate.approvals(viewer=site["sol"])] == [approval]

    def test_leave_given_twice_is_given_once(self, site, now):
        id, approval = self.asked(site, now)
        for _ in range(2):
            actions.approvals.approve(approval, by=site["sol"], now=now)
        assert gate.encounter(id, viewer=site["ofelia"], now=now).state == "screened"

    def test_leave_refused_ends_the_offer_with_its_reason(self, site, now):
        id, approval = self.asked(site, now)
        actions.approvals.refuse(approval, reason="public_safety", by=site["sol"], now=now)
        assert offers(site, id, now) == [("not_offered", "approval_refused")]

    def test_what_was_refused_is_not_given_after_all(self, site, now):
        _, approval = self.asked(site, now)
        actions.approvals.refuse(approval, reason="public_safety", by=site["sol"], now=now)
        with pytest.raises(NotPossible, match="Leave was refused already"):
            actions.approvals.approve(approval, by=site["sol"], now=now)

    def test_a_refusal_needs_its_reason(self, site, now):
        _, approval = self.asked(site, now)
        with pytest.raises(BadInput, match="must be one of not_eligible"):
            actions.approvals.refuse(approval, reason="no", by=site["sol"], now=now)

    def test_an_officer_does_not_give_leave(self, site, now):
        _, approval = self.asked(site, now)
        with pytest.raises(NotAllowed, match="waits for a sergeant"):
            actions.approvals.approve(approval, by=site["ofelia"], now=now)

    @pytest.mark.parametrize("name", ["cass", "pru", "del", "bea", "eli", "eve", "ada", "pat", "nobody", "dee"])
    def test_to_the_rest_there_is_no_such_approval(self, site, now, name):
        _, approval = self.asked(site, now)
        with pytest.raises(NotFound):
            actions.approvals.approve(approval, by=site[name], now=now)

    def test_a_prosecutor_is_asked_to_set_a_presumption_aside_and_does_it_in_giving_leave(self, site, now):
        facts = {**TestLeave.FELONY}
        id = story.encountered(now, facts=facts)
        approval = actions.approvals.request(id, role=Role.PROSECUTOR, by=site["ofelia"], now=now)
        seen = gate.encounter(id, viewer=site["pru"], now=now)
        assert (seen.relation, seen.finding.answer.value) == ("approver", "no")
        actions.approvals.approve(
            approval, by=site["pru"], now=now, setting_aside={"low-level-charge": "interests_of_justice"}
        )
        assert gate.encounter(id, viewer=site["ofelia"], now=now).finding.answer.value == "yes"

    def test_the_prosecutor_sees_nothing_more_once_the_question_is_answered(self, site, now):
        id = story.encountered(now, facts={**TestLeave.FELONY})
        approval = actions.approvals.request(id, role=Role.PROSECUTOR, by=site["ofelia"], now=now)
        actions.approvals.refuse(approval, reason="not_eligible", by=site["pru"], now=now)
        with pytest.raises(NotFound):
            gate.encounter(id, viewer=site["pru"], now=now)

    def test_a_prosecutor_who_taps_twice_is_not_told_that_there_is_nothing(self, site, now):
        id = story.encountered(now, facts={**TestLeave.FELONY})
        approval = actions.approvals.request(id, role=Role.PROSECUTOR, by=site["ofelia"], now=now)
        for _ in range(2):
            actions.approvals.refuse(approval, reason="not_eligible", by=site["pru"], now=now)
        assert Entry.objects.filter(act="approval.refuse").count() == 1

    def test_leave_cannot_make_a_person_eligible(self, site, now):
        _, approval = self.asked(site, now, facts={**story.FACTS, "drug_grams": 9})
        with pytest.raises(NotPossible, match="leave cannot be given"):
            actions.approvals.approve(approval, by=site["sol"], now=now)

    def test_a_seat_the_protocol_does_not_name_is_not_asked(self, site, now):
        id = story.encountered(now)
        actions.encounters.complainant(id, answer="agrees", by=site["ofelia"], now=now)
        with pytest.raises(NotPossible, match="it asks a sergeant"):
            actions.approvals.request(id, role=Role.PROJECT_MANAGER, by=site["ofelia"], now=now)

    def test_where_nobodys_leave_is_wanted_nobody_is_asked(self, site, now):
        id = story.encountered(now, pathway=Pathway.SOCIAL_CONTACT, facts=SOCIAL, checks={})
        with pytest.raises(NotPossible, match="Nobody's leave is wanted"):
            actions.approvals.request(id, by=site["ofelia"], now=now)

    FELONY = {"offense": "trespass", "level": "felony", "threat_of_harm": False, "age": 34, "in_catchment": True}
