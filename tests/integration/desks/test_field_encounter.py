"""One card at a time: the person harmed, leave, the offer, the answer, the call. Refusals are sentences."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import DeclineReason, NotOfferedReason, Pathway
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib import field
from tests.lib.field import LIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return field.set_up(timezone.now())


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["ofelia"])
    return client


def page(client, id, **headers):
    return text(client.get(reverse("field:encounter", args=[id]), headers=headers))


def do(client, id, name, **said):
    return client.post(reverse(f"field:{name}", args=[id]), said)


def text(response):
    return " ".join(response.content.decode().split())


def kept(cast, id):
    return gate.encounter(id, viewer=cast["ofelia"], now=timezone.now())


def waiting(cast, id):
    """An encounter that waits for the sergeant; gives the approval's id."""
    actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=timezone.now())
    return actions.approvals.request(id, by=cast["ofelia"], now=timezone.now())


def test_the_person_harmed_is_asked_first_and_the_answer_is_kept(desk, cast):
    id = story.encountered(timezone.now())
    assert "Where somebody was harmed and objects, diversion cannot be offered." in page(desk, id)
    assert do(desk, id, "complainant", answer="agrees").status_code == 302
    assert [one.answer for one in kept(cast, id).complainant] == ["agrees"]
    assert "Ask the sergeant" in page(desk, id)


def test_under_a_veto_an_objection_ends_the_offer(desk, cast):
    id = story.encountered(timezone.now())
    do(desk, id, "complainant", answer="objects")
    shown = page(desk, id)
    assert "Not offered" in shown
    assert "The person harmed objects" in shown
    assert "Think again about offering" in shown


def test_an_answer_that_is_none_is_refused_in_a_sentence(desk, cast):
    id = story.encountered(timezone.now())
    answer = do(desk, id, "complainant", answer="shrugs")
    assert answer.status_code == 422
    assert "This could not be done." in text(answer)
    assert kept(cast, id).complainant == ()


def test_asking_the_sergeant_shows_the_wait_and_asking_twice_asks_once(desk, cast):
    id = story.encountered(timezone.now())
    do(desk, id, "complainant", answer="no_complainant")
    for _ in range(2):
        do(desk, id, "ask", role="sergeant")
    shown = page(desk, id)
    assert "Waiting for the sergeant" in shown
    assert "This page goes on by itself" in shown
    assert len(kept(cast, id).approvals) == 1


def test_asking_a_role_there_is_not_is_refused(desk):
    id = story.encountered(timezone.now())
    do(desk, id, "complainant", answer="no_complainant")
    assert do(desk, id, "ask", role="mayor").status_code == 422


def test_the_sergeant_approves_on_the_same_page(client, cast):
    id = story.encountered(timezone.now())
    approval = waiting(cast, id)
    client.force_login(cast["sol"])
    shown = page(client, id)
    assert "Ofelia Okafor asks for your approval" in shown
    assert "Waiting for the sergeant" not in shown
    assert client.post(reverse("field:decide", args=[id, approval]), {"do": "approve"}).status_code == 302
    assert kept(cast, id).state == "screened"


def test_the_approver_reads_what_was_measured(client, cast):
    id = story.encountered(timezone.now(), facts={**story.FACTS, "drug_grams": 1.5})
    client.force_login(cast["sol"])
    assert "How much, in grams?</dt><dd>1.5 g</dd>" in page(client, id)


def test_a_refusal_needs_its_reason_and_ends_the_offer(client, cast):
    id = story.encountered(timezone.now())
    url = reverse("field:decide", args=[id, waiting(cast, id)])
    client.force_login(cast["sol"])
    assert client.post(url, {"do": "refuse", "reason": "a hunch"}).status_code == 422
    assert client.post(url, {"do": "refuse", "reason": "public_safety"}).status_code == 302
    assert kept(cast, id).state == "not_offered"
    assert [one.reason for one in kept(cast, id).offers] == ["approval_refused"]


def test_an_answer_after_the_answer_is_told_that_it_stands(client, cast):
    id = story.encountered(timezone.now())
    url = reverse("field:decide", args=[id, waiting(cast, id)])
    client.force_login(cast["sol"])
    client.post(url, {"do": "approve"})
    late = client.post(url, {"do": "refuse", "reason": "public_safety"})
    assert late.status_code == 409
    assert "What was decided stands." in text(late)


def test_the_project_manager_approves_where_the_protocol_asks_her(client, cast):
    id = story.encountered(
        timezone.now(),
        pathway=Pathway.COMMUNITY_REFERRAL,
        facts={"threat_of_harm": False, "unmet_need": True},
        checks={},
    )
    actions.encounters.complainant(id, answer="no_complainant", by=cast["ofelia"], now=timezone.now())
    approval = actions.approvals.request(id, by=cast["ofelia"], now=timezone.now())
    client.force_login(cast["pam"])
    assert "Ofelia Okafor asks for your approval" in page(client, id)
    assert text(client.get(reverse("field:approvals"))).count("Approve or refuse") == 1
    client.post(reverse("field:decide", args=[id, approval]), {"do": "approve"})
    assert kept(cast, id).state == "screened"


def test_capacity_is_shown_before_the_offer(desk):
    shown = page(desk, story.screened(timezone.now()))
    assert "on caseloads; Dee Delacroix is first on call" in shown
    assert shown.index("on caseloads") < shown.index("Offered and accepted")


def test_one_tap_keeps_offer_and_acceptance_and_opens_the_hold(desk, cast):
    id = story.screened(timezone.now())
    do(desk, id, "offer", outcome="accepted")
    sheet = kept(cast, id)
    assert [one.outcome.value for one in sheet.offers] == ["offered", "accepted"]
    assert sheet.hold.state == "holding"
    assert "The charge waits at the prosecutor" in page(desk, id)


def test_a_double_tap_keeps_one_acceptance(desk, cast):
    id = story.screened(timezone.now())
    for _ in range(2):
        do(desk, id, "offer", outcome="accepted")
    assert [one.outcome.value for one in kept(cast, id).offers] == ["offered", "accepted"]


@pytest.mark.parametrize("reason", DeclineReason)
def test_declining_keeps_its_reason_and_may_be_thought_over(desk, cast, reason):
    id = story.screened(timezone.now())
    assert f'value="{reason}"' in page(desk, id)
    do(desk, id, "offer", outcome="declined", reason=reason.value)
    assert kept(cast, id).offers[-1].reason == reason
    assert "no mark against them" in page(desk, id)
    do(desk, id, "offer", outcome="accepted")
    assert kept(cast, id).state == "accepted"


@pytest.mark.parametrize("reason", NotOfferedReason)
def test_not_offering_keeps_its_reason(desk, cast, reason):
    id = story.screened(timezone.now())
    assert f'value="{reason}"' in page(desk, id)
    do(desk, id, "offer", outcome="not_offered", reason=reason.value)
    assert kept(cast, id).offers[-1].reason == reason


def test_somebody_may_think_before_answering(desk, cast):
    id = story.screened(timezone.now())
    do(desk, id, "offer", outcome="offered")
    assert "What does the person say?" in page(desk, id)
    do(desk, id, "offer", outcome="accepted")
    assert kept(cast, id).state == "accepted"


def test_declining_without_a_reason_is_refused_in_a_sentence(desk, cast):
    id = story.screened(timezone.now())
    answer = do(desk, id, "offer", outcome="declined")
    assert (answer.status_code, kept(cast, id).state) == (422, "screened")


def test_an_outcome_there_is_not_is_refused(desk, cast):
    id = story.screened(timezone.now())
    assert do(desk, id, "offer", outcome="maybe").status_code == 422
    assert kept(cast, id).offers == ()


def test_thinking_again_goes_back_to_the_first_step(desk, cast):
    id = story.screened(timezone.now())
    do(desk, id, "offer", outcome="not_offered", reason="officer_discretion")
    do(desk, id, "reconsider")
    assert kept(cast, id).state == "complainant_pending"
    assert kept(cast, id).offers[0].reason == "officer_discretion"


def not_on_the_list(**more):
    return story.encountered(timezone.now(), facts={**story.FACTS, "offense": "robbery", "level": "felony"}, **more)


def test_where_a_binding_rule_is_unmet_no_offer_is_shown_and_the_likely_reason_comes_first(desk, cast):
    id = not_on_the_list()
    do(desk, id, "complainant", answer="no_complainant")
    shown = page(desk, id)
    assert "Ask the sergeant" not in shown
    assert "Record why diversion is not offered." in shown
    reasons = shown.split('name="reason" value="')[1:]
    assert reasons[0].startswith("not_eligible")


def presumed_out(**checks):
    return story.encountered(timezone.now(), checks={**story.CHECKS, "not-on-supervision": False, **checks})


def test_a_presumption_is_put_to_whoever_may_set_it_aside(desk, client, cast):
    id = presumed_out()
    do(desk, id, "complainant", answer="no_complainant")
    assert "Ask the prosecutor to set it aside" in page(desk, id)
    do(desk, id, "ask", role="prosecutor")
    assert "The prosecutor was asked" in page(desk, id)
    client.force_login(cast["pru"])
    shown = page(client, id)
    assert "You may set this aside" in shown
    assert "The person is not on probation or parole." in shown
    done = do(client, id, "set_aside", criterion="not-on-supervision", reason="old_matter")
    assert done.status_code == 302
    sheet = kept(cast, id)
    assert [(one.criterion, one.reason, one.by.name) for one in sheet.overrides] == [
        ("not-on-supervision", "old_matter", "Pru Prentice")
    ]
    approval = sheet.approvals[0].id
    answer = client.post(reverse("field:decide", args=[id, approval]), {"do": "approve"})
    assert answer.url == reverse("field:approvals")


def test_a_role_that_may_not_set_it_aside_is_refused_in_a_sentence(desk, cast):
    id = presumed_out()
    answer = do(desk, id, "set_aside", criterion="not-on-supervision", reason="old_matter")
    assert answer.status_code == 403
    assert "is for a prosecutor" in text(answer)


def test_the_sergeant_sets_aside_what_the_protocol_names_her_for(client, cast):
    id = story.encountered(timezone.now(), facts={**story.FACTS, "offense": "trespass", "level": "felony"})
    client.force_login(cast["sol"])
    assert "You may set this aside" in page(client, id)
    do(client, id, "set_aside", criterion="low-level-charge", reason="minor_part")
    assert kept(cast, id).finding.answer.value == "yes"


def test_calling_rings_the_first_on_call_and_a_double_tap_rings_once(desk, cast):
    id, number = story.accepted(timezone.now()), uuid.uuid4()
    shown = page(desk, id)
    assert "Call the case manager" in shown
    answers = [do(desk, id, "call", handoff=str(number), meet_at="by the pier") for _ in range(2)]
    assert {one.url for one in answers} == {reverse("field:handoff", args=[number])}
    (handoff,) = gate.live_handoffs(viewer=cast["ofelia"], now=timezone.now())
    assert ([ring.who.name for ring in handoff.rings], handoff.meet_at) == (["Dee Delacroix"], "by the pier")
    assert "Follow the handoff" in page(desk, id)


def test_a_call_before_the_person_accepted_is_refused_in_a_sentence(desk):
    id = story.screened(timezone.now())
    answer = do(desk, id, "call", handoff=str(uuid.uuid4()), meet_at="here")
    assert answer.status_code == 409
    assert "once the person has accepted" in text(answer)


@pytest.mark.parametrize(("said", "status"), [({"handoff": "none"}, 404), ({"meet_at": "x" * 5000}, 422)])
def test_a_call_that_makes_no_sense_is_refused(desk, said, status):
    id = story.accepted(timezone.now())
    assert do(desk, id, "call", **{"handoff": str(uuid.uuid4()), "meet_at": "", **said}).status_code == status


def test_changing_their_mind_after_accepting_is_kept(desk, cast):
    id = story.accepted(timezone.now())
    do(desk, id, "offer", outcome="declined", reason="wait_too_long")
    assert kept(cast, id).state == "declined"


def test_the_report_text_is_there_once_there_is_an_outcome(desk, cast):
    id = story.screened(timezone.now())
    assert "For the police report" not in page(desk, id)
    do(desk, id, "offer", outcome="accepted")
    shown = page(desk, id)
    assert "Diversion was offered and accepted." in shown
    assert "Approved by: Sergeant." in shown
    assert "data-copy" in shown
    assert "Juniper" not in shown.split("For the police report")[1].split("</pre>")[0]


def test_the_report_names_the_beat_where_no_place_was_written(desk, cast):
    id = story.screened(timezone.now(), scene=actions.Scene(beat="D1"))
    do(desk, id, "offer", outcome="accepted")
    assert "at beat D1." in page(desk, id)


def test_an_encounter_entered_in_error_is_kept_and_counts_no_more(desk, cast):
    id = story.encountered(timezone.now())
    assert "Mark as entered in error" in page(desk, id)
    do(desk, id, "mark_as_error")
    assert "It is kept, and counts no more." in page(desk, id)


def test_an_open_page_refetches_only_its_own_part(desk):
    id = story.encountered(timezone.now())
    part = page(desk, id, **LIVE)
    assert part.startswith('<div id="standing"')
    assert "<html" not in part


def test_a_page_that_waits_is_woken_by_its_encounter_and_its_approval(desk, cast):
    id = story.encountered(timezone.now())
    approval = waiting(cast, id)
    shown = page(desk, id)
    assert f"topic=encounter%3A{id}" in shown
    assert f"topic=approval%3A{approval}" in shown


def test_every_page_stays_out_of_every_cache(desk):
    id = story.encountered(timezone.now())
    for url in (reverse("field:start"), field.write_url(), reverse("field:encounter", args=[id])):
        assert desk.get(url).headers["Cache-Control"] == "no-store"
