"""One's own window tells of every opening in an emergency: who, why in their words, what the second person said."""

from datetime import timedelta

import pytest

from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.emergencies import WORDS, broken

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROWAN = actions.Person(chosen_name="Rowan Sedge", born="1980")
AT_WORK = ("ofelia", "sol", "dee", "cass", "cleo", "pru", "del", "pam", "bea", "eli", "eve", "ada")


@pytest.fixture
def juniper(site, now):
    """The account behind Juniper's window."""
    return story.window_of(story.handed_over(now - 2 * DAY), now)


@pytest.fixture
def rowan(site, now, juniper):
    """Another participant's account."""
    return story.window_of(story.handed_over(now - DAY, story.accepted(now - DAY, person=ROWAN)), now)


@pytest.fixture
def glass(juniper, now):
    return broken(someone_from_the_other_agency(Role.OUTREACH), now)[1]


def test_nothing_was_opened(juniper):
    assert gate.own_emergencies(viewer=juniper) == ()


def test_who_opened_it_and_why_in_their_own_words(juniper, glass):
    (told,) = gate.own_emergencies(viewer=juniper)
    assert (told.name, told.role, told.nature, told.words) == (
        "Otto Other", Role.OUTREACH, EmergencyNature.OVERDOSE, WORDS,
    )  # fmt: skip
    assert (told.verdict, told.verdict_words) == (None, "")


def test_what_the_second_person_said_of_it(site, juniper, glass, now):
    actions.glasses.review(glass, verdict=Verdict.NOT_IN_ORDER, words="You could have asked.", by=site["cleo"], now=now)
    (told,) = gate.own_emergencies(viewer=juniper)
    assert (told.verdict, told.verdict_words) == (Verdict.NOT_IN_ORDER, "You could have asked.")


def test_another_participant_reads_nothing_of_it(rowan, glass):
    assert gate.own_emergencies(viewer=rowan) == ()


@pytest.mark.parametrize("name", AT_WORK)
def test_nobody_at_work_has_a_window_to_read_it_in(site, glass, name):
    with pytest.raises(NotAllowed):
        gate.own_emergencies(viewer=site[name])


def test_reading_it_leaves_a_line_without_words(juniper, glass):
    gate.own_emergencies(viewer=juniper)
    line = Entry.objects.filter(by_id=juniper.pk).latest("pk")
    assert line.purpose == "own"
    assert WORDS not in str(line.detail)
