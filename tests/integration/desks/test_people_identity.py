"""Finding people, naming them and linking records on the people's desk. And Nobody? And the other agency?"""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from belltown.vocabulary import Role
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import make_cast, someone_from_the_other_agency
from tests.lib.people import in_care, in_other_care, participant_of

pytestmark = pytest.mark.django_db
PEOPLE = ("ofelia", "sol", "pru", "del", "pam")


@pytest.fixture
def cast():
    story.set_up(timezone.now())
    return make_cast()


@pytest.fixture
def robert(cast):
    return in_care(timezone.now(), "Robert García", "1990-05-02", contact="316-555-0142")


@pytest.fixture
def bob(cast):
    return in_care(timezone.now(), "Bob Garcia", "1990-05-02")


def get(client, user, page, /, *args):
    client.force_login(user)
    return client.get(reverse(page, args=args))


def post(client, user, page, /, *args, htmx=False, **data):
    client.force_login(user)
    return client.post(reverse(page, args=args), data, headers={"HX-Request": "true"} if htmx else {})


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


class TestFinding:
    def test_shows_who_may_be_meant_with_the_reasons_and_how_much_they_say(self, client, cast, robert):
        page = text(post(client, cast["cass"], "people:find", name="Bob Garcia", born="1990"))
        assert "1 person who may be meant" in page
        assert "Robert García" in page
        assert "Bob is a nickname of Robert; born the same year." in page
        assert "Likely" in page

    def test_sends_nothing_in_the_address(self, client, cast, robert):
        assert get(client, cast["cass"], "people:find").status_code == 200
        asked = client.get(reverse("people:find"), {"name": "Robert"})
        assert "García" not in text(asked)
        page = text(asked)
        assert 'method="post"' in page
        assert 'method="get"' not in page

    def test_a_part_of_the_page_alone_is_answered_to_a_part(self, client, cast, robert):
        page = text(post(client, cast["cass"], "people:find", name="Robert Garcia", htmx=True))
        assert "Robert García" in page
        assert "<html" not in page

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({}, "Please say something"),
            ({"born": "soon"}, "is no date of birth"),
            ({"phone": "555"}, "last 7 digits"),
            ({"name": "x" * 201}, "200"),
        ],
    )
    def test_what_cannot_be_looked_for_is_said(self, client, cast, robert, said, told):
        for htmx in (False, True):
            answer = post(client, cast["cass"], "people:find", htmx=htmx, **said)
            assert answer.status_code == 422
            assert told in text(answer)

    def test_nobody_found_is_no_proof(self, client, cast, robert):
        assert "That is no proof" in text(post(client, cast["cass"], "people:find", name="Reed Vetch"))

    @pytest.mark.parametrize("name", PEOPLE)
    def test_to_those_outside_everybody_is_nobody(self, client, cast, robert, name):
        page = text(post(client, cast[name], "people:find", name="Robert Garcia", born="1990-05-02"))
        assert "Nobody found" in page
        assert "García" not in page

    def test_another_agency_finds_nobody_of_ours(self, client, cast, robert):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        assert "Nobody found" in text(post(client, other, "people:find", name="Robert Garcia"))

    @pytest.mark.parametrize("name", ["bea", "eli", "eve", "ada", "pat", "nobody"])
    def test_seats_without_people_are_told_whom_to_ask(self, client, cast, robert, name):
        assert post(client, cast[name], "people:find", name="Robert").status_code == 403

    def test_names_are_escaped(self, client, cast):
        in_care(timezone.now(), "<script>x</script> Vetch")
        page = post(client, cast["cass"], "people:find", name="script x script Vetch").content.decode()
        assert "<script>x" not in page


class TestIntroducing:
    @pytest.fixture
    def unnamed(self, cast):
        return story.handed_over(timezone.now(), story.accepted(timezone.now(), person=actions.Person()))

    def test_somebody_like_nobody_is_written_down_at_once(self, client, cast, robert, unnamed):
        answer = post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Reed Vetch")
        assert answer.url == reverse("people:person", args=[participant_of(unnamed)])

    def test_somebody_like_another_is_asked_for_first(self, client, cast, robert, unnamed):
        answer = post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia")
        assert answer.status_code == 200
        assert "One of these, or somebody new?" in text(answer)
        assert str(robert) in text(answer)
        assert participant_of(unnamed) is None

    def test_one_of_these_is_linked(self, client, cast, robert, unnamed):
        post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia", same_as=str(robert))
        sheet = gate.participant(participant_of(unnamed), viewer=cast["cass"], now=timezone.now())
        assert [one.record.id for one in sheet.linked] == [robert]

    def test_somebody_new_is_not(self, client, cast, robert, unnamed):
        post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia", same_as="new")
        assert gate.participant(participant_of(unnamed), viewer=cast["cass"], now=timezone.now()).linked == ()

    def test_nothing_chosen_is_asked_again(self, client, cast, robert, unnamed):
        answer = post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia", same_as="")
        assert answer.status_code == 422
        assert participant_of(unnamed) is None

    def test_a_record_that_was_not_on_offer_is_not_linked(self, client, cast, robert, unnamed):
        theirs = in_other_care(timezone.now(), "Bob Garcia")
        answer = post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia", same_as=str(theirs))
        assert answer.status_code == 422
        assert participant_of(unnamed) is None

    def test_outreach_sees_who_it_may_be_and_tells_a_case_manager(self, client, cast, robert, unnamed):
        page = text(post(client, cast["dee"], "people:introduce", unnamed, chosen_name="Bob Garcia"))
        assert "tell a case manager" in page
        assert "Robert García" in page
        post(client, cast["dee"], "people:introduce", unnamed, chosen_name="Bob Garcia", same_as="new")
        (pair,) = gate.likely_same(viewer=cast["cass"], now=timezone.now()).pairs
        assert {pair.left.id, pair.right.id} == {robert, participant_of(unnamed)}

    def test_people_of_another_agency_are_not_among_these(self, client, cast, unnamed):
        in_other_care(timezone.now(), "Bob Garcia")
        answer = post(client, cast["cass"], "people:introduce", unnamed, chosen_name="Bob Garcia")
        assert answer.status_code == 302


class TestNames:
    def test_are_written_down_shown_and_taken_back(self, client, cast, robert):
        post(client, cast["cass"], "people:names", robert, name="Tiger", kind="alias", unsure="on")
        page = text(get(client, cast["dee"], "people:person", robert))
        assert "Also called Tiger" in page
        assert "street name, nickname or alias, not sure" in page
        address = re.search(r'action="(/people/name/[^"]+)"', text(get(client, cast["cass"], "people:names", robert)))
        client.post(address[1])
        assert "Tiger" not in text(get(client, cast["cass"], "people:person", robert))

    def test_the_chosen_one_leads(self, client, cast, robert):
        post(client, cast["cass"], "people:names", robert, name="Rowan", kind="chosen")
        assert "<h1>Rowan</h1>" in text(get(client, cast["cass"], "people:person", robert))
        assert "Rowan" in text(get(client, cast["cass"], "people:people"))

    def test_dates_are_written_as_people_write_them(self, client, cast, robert):
        assert post(client, cast["cass"], "people:birth", robert, born="5/3/1991", about="on").status_code == 302
        page = text(get(client, cast["cass"], "people:person", robert))
        assert "1990-05-02<br>or 1991-05-03 (not sure)" in page
        address = re.search(r'action="(/people/birth/[^"]+)"', text(get(client, cast["cass"], "people:names", robert)))
        client.post(address[1])
        assert "1991" not in text(get(client, cast["cass"], "people:person", robert))

    @pytest.mark.parametrize(
        ("where", "said"), [("names", {"name": "", "kind": "alias"}), ("names", {"name": "A"}), ("birth", {"born": ""})]
    )
    def test_what_cannot_be_kept_is_said(self, client, cast, robert, where, said):
        assert post(client, cast["cass"], f"people:{where}", robert, **said).status_code == 422

    @pytest.mark.parametrize("where", ["names", "birth"])
    @pytest.mark.parametrize("name", [*PEOPLE, "nobody"])
    def test_are_for_those_who_care_alone(self, client, cast, robert, where, name):
        answer = post(client, cast[name], f"people:{where}", robert, name="X", kind="alias", born="1990")
        assert answer.status_code in (403, 404)


class TestLinking:
    def test_a_pair_is_shown_side_by_side_and_linked_in_one_step(self, client, cast, robert, bob):
        page = text(get(client, cast["cass"], "people:same"))
        assert "Bob is a nickname of Robert; same date of birth." in page
        answer = post(client, cast["cass"], "people:link", one=robert, other=bob)
        assert answer.url == reverse("people:same")
        page = text(client.get(reverse("people:person", args=[robert])))
        assert "Also known here as Bob Garcia" in page
        assert "Also known here as" in text(client.get(reverse("people:people")))

    def test_and_taken_apart_in_one_step(self, client, cast, robert, bob):
        said = actions.links.link(one=robert, other=bob, by=cast["cass"], now=timezone.now())
        assert post(client, cast["cleo"], "people:unlink", said).status_code == 302
        assert "Also known here as" not in text(get(client, cast["cass"], "people:person", robert))

    def test_two_people_are_remembered_and_may_be_taken_back(self, client, cast, robert, bob):
        post(client, cast["cass"], "people:not_same", one=robert, other=bob)
        page = text(get(client, cast["cass"], "people:same"))
        assert "No two records are much alike" in page
        assert "Said to be two people" in page
        refused = post(client, cast["cass"], "people:link", one=robert, other=bob)
        assert refused.status_code == 409
        assert "please take it back first" in text(refused)
        (line,) = gate.likely_same(viewer=cast["cass"], now=timezone.now()).not_same
        post(client, cast["cass"], "people:lift_not_same", line.id)
        assert post(client, cast["cass"], "people:link", one=robert, other=bob).status_code == 302

    def test_a_new_name_brings_the_pair_back_with_what_was_said(self, client, cast, robert, bob):
        post(client, cast["cass"], "people:not_same", one=robert, other=bob)
        post(client, cast["cass"], "people:names", bob, name="Robert Garcia", kind="given")
        page = text(get(client, cast["cass"], "people:same"))
        assert "that they are two people. A name or a date has changed since." in page
        assert "One person: link them" not in page

    def test_another_record_is_looked_up_from_the_persons_page(self, client, cast, robert):
        reed = in_care(timezone.now(), "Reed Vetch")
        assert "No other record" in text(get(client, cast["cass"], "people:others", robert))
        page = text(post(client, cast["cass"], "people:others", robert, name="Reed Vetch"))
        assert "One person: link them" in page
        answer = post(client, cast["cass"], "people:link", one=robert, other=reed, back=robert)
        assert answer.url == reverse("people:person", args=[robert])
        assert "Nobody else in your agency" in text(
            post(client, cast["cass"], "people:others", robert, name="Reed Vetch")
        )

    def test_nothing_to_look_for_is_said(self, client, cast, robert):
        assert post(client, cast["cass"], "people:others", robert).status_code == 422

    def test_outreach_sees_what_is_linked_and_has_no_buttons(self, client, cast, robert, bob):
        actions.links.link(one=robert, other=bob, by=cast["cass"], now=timezone.now())
        page = text(get(client, cast["dee"], "people:person", robert))
        assert "Also known here as Bob Garcia" in page
        assert "Take apart" not in page
        assert "Other records of this person" not in page
        assert "Maybe the same person" not in text(get(client, cast["dee"], "people:people"))

    @pytest.mark.parametrize("name", [*PEOPLE, "dee", "nobody"])
    def test_only_those_who_may_say_so(self, client, cast, robert, bob, name):
        for where in ("people:link", "people:not_same"):
            assert post(client, cast[name], where, one=robert, other=bob).status_code == 403

    @pytest.mark.parametrize("pair", [{}, {"one": "x", "other": "y"}, {"one": str(uuid.uuid4())}])
    def test_what_is_no_pair_is_not_there(self, client, cast, pair):
        assert post(client, cast["cass"], "people:link", **pair).status_code == 404

    def test_a_record_of_another_agency_is_not_there(self, client, cast, robert):
        theirs = in_other_care(timezone.now(), "Robert Garcia")
        assert post(client, cast["cass"], "people:link", one=robert, other=theirs).status_code == 404
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        assert get(client, other, "people:others", robert).status_code == 404


def test_the_field_desks_guard_stays_a_yes_or_no(client, cast, robert, bob):
    answer = text(post(client, cast["ofelia"], "field:known", name="Bob Garcia", born="1990-05-02"))
    assert "may already take part" in answer
    assert "Robert" not in answer
    assert str(robert) not in answer
