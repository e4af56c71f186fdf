"""What else a person is called: written as told, leading where chosen, ended, found. And Nobody? And police?"""

import base64
import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from belltown.disclosure.classes import InformationClass as Class
from belltown.errors import BadInput, NotAllowed, NotFound
from belltown.linkage.described import Described
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate, migrations
from belltown_site.records.actions import rotation
from belltown_site.records.actions.persons import reindex
from belltown_site.records.guard import writes
from belltown_site.records.models import Participant, PersonKey
from belltown_site.records.sheets import PersonSheet
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import share, signed
from tests.lib.people import in_care, participant_of
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
OUTSIDE = ("ofelia", "sol", "pru", "del", "pam", "bea", "eli", "eve", "ada", "pat", "nobody")


@pytest.fixture
def juniper(site, now):
    return in_care(now, "Juniper Yarrow", "1990-05-02", name_given="June Yarrow")


def write(juniper, site, now, name, kind="alias", **more):
    return actions.names.write(juniper, name=name, kind=kind, by=site["cass"], now=now, **more)


def page(juniper, who, now):
    return gate.participant(juniper, viewer=who, now=now)


def other_names(juniper, who, now):
    return [line.name for line in page(juniper, who, now).other_names]


def keys_of(juniper):
    with opened():
        return {(key.kind, bytes(key.digest)) for key in PersonKey.objects.filter(participant=juniper)}


def test_any_number_of_names_stand_beside_the_one_that_leads(site, juniper, now):
    write(juniper, site, now, "June Bug")
    write(juniper, site, now, "Jay", unsure=True)
    write(juniper, site, now, "Julia Sedge", "former")
    sheet = page(juniper, site["cass"], now)
    assert sheet.person.label == "Juniper Yarrow"
    assert [(line.name, line.words, line.unsure) for line in sheet.other_names] == [
        ("June Yarrow", "Given or legal name", False),
        ("June Bug", "Street name, nickname or alias", False),
        ("Jay", "Street name, nickname or alias", True),
        ("Julia Sedge", "Former name", False),
    ]
    assert sheet.person.other_names == ("June Yarrow", "June Bug", "Jay", "Julia Sedge")
    assert sheet.other_names[1].written_by.name == site["cass"].name
    assert sheet.other_names[0].written_by is None


def test_the_chosen_name_leads_wherever_those_who_care_look(site, juniper, now):
    write(juniper, site, now, "Rowan Yarrow", "chosen")
    assert page(juniper, site["dee"], now).person.label == "Rowan Yarrow"
    assert [line.person.label for line in gate.people(viewer=site["cass"], now=now)] == ["Rowan Yarrow"]
    (due,) = gate.intakes_due(viewer=site["cass"], now=now)
    assert due.person.label == "Rowan Yarrow"
    assert gate.hold(due.hold_id, viewer=site["cass"], now=now).person.label == "Rowan Yarrow"
    assert "Juniper Yarrow" in other_names(juniper, site["cass"], now)


def test_a_later_chosen_name_leads_and_the_earlier_is_said_to_be_earlier(site, juniper, now):
    write(juniper, site, now, "Rowan", "chosen")
    write(juniper, site, now, "Ash", "chosen")
    sheet = page(juniper, site["cass"], now)
    assert sheet.person.label == "Ash"
    assert [line.words for line in sheet.other_names if line.name == "Rowan"] == ["Went by this before"]


def test_a_form_is_made_out_to_the_name_that_leads(site, juniper, now):
    write(juniper, site, now, "Rowan Yarrow", "chosen")
    paper = signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
    assert "Rowan Yarrow" in gate.consent(paper, viewer=site["cass"], now=now).form


@pytest.mark.parametrize("name", ["ofelia", "sol", "pru", "pam"])
def test_what_was_told_to_care_never_reaches_the_page_of_police_or_prosecution(site, juniper, now, name):
    write(juniper, site, now, "Rowan Yarrow", "chosen")
    actions.names.write_birth(juniper, born="1991-05-02", by=site["cass"], now=now)
    (hold,) = gate.holds(viewer=site["pru"], now=now)
    sheet = gate.encounter(hold.encounter_id, viewer=site[name], now=now)
    assert isinstance(sheet.person, PersonSheet)
    assert (sheet.person.label, sheet.person.born) == ("Juniper Yarrow", "1990-05-02")
    assert "Rowan" not in repr((sheet, gate.holds(viewer=site["pru"], now=now)))


def test_whoever_the_person_signed_for_sees_every_name_and_nobody_else(site, juniper, now):
    write(juniper, site, now, "June Bug")
    signed(juniper, share(site["del"], Class.IDENTITY), by=site["cass"], now=now)
    assert "June Bug" in other_names(juniper, site["del"], now)
    for name in set(OUTSIDE) - {"del"}:
        with pytest.raises(NotFound):
            page(juniper, site[name], now)


def test_a_name_taken_back_is_neither_shown_nor_found_and_stays_in_the_record(site, juniper, now):
    before = keys_of(juniper)
    alias = write(juniper, site, now, "June Bug")
    assert keys_of(juniper) > before
    assert actions.names.end(alias, by=site["dee"], now=now) == juniper
    assert keys_of(juniper) == before
    sheet = page(juniper, site["cass"], now)
    assert "June Bug" not in [line.name for line in sheet.other_names]
    assert [line.ended_at for line in sheet.names if line.name == "June Bug"] == [now]
    actions.names.end(alias, by=site["cass"], now=now)
    assert Entry.objects.filter(act="alias.end").count() == 1


def test_a_chosen_name_taken_back_gives_the_lead_back(site, juniper, now):
    alias = write(juniper, site, now, "Rowan", "chosen")
    actions.names.end(alias, by=site["cass"], now=now)
    assert page(juniper, site["cass"], now).person.label == "Juniper Yarrow"


def test_the_same_name_twice_is_one(site, juniper, now):
    assert write(juniper, site, now, "June Bug") == write(juniper, site, now, "  june  BUG ")
    assert other_names(juniper, site["cass"], now).count("June Bug") == 1


def test_somebody_without_a_chosen_name_goes_by_what_is_known(site, now):
    nameless = participant_of(story.handed_over(now, story.accepted(now, person=actions.Person(born="1990"))))
    assert page(nameless, site["cass"], now).person.label == "Name not known"
    write(nameless, site, now, "Tiger")
    assert page(nameless, site["cass"], now).person.label == "Tiger"
    write(nameless, site, now, "Tobias Reed", "given")
    assert page(nameless, site["cass"], now).person.label == "Tobias Reed"


class TestBirthDates:
    def births(self, juniper, site, now):
        sheet = page(juniper, site["cass"], now)
        return sheet.person.born, sheet.person.born_unsure, [line.born for line in sheet.other_births]

    def test_several_may_be_right_and_a_sure_one_leads(self, site, juniper, now):
        write = actions.names.write_birth
        write(juniper, born="1989", about=True, by=site["cass"], now=now)
        assert self.births(juniper, site, now) == ("1990-05-02", False, ["1989"])
        write(juniper, born="1991-05-02", by=site["cass"], now=now)
        assert self.births(juniper, site, now) == ("1991-05-02", False, ["1990-05-02", "1989"])

    def test_a_guess_leads_where_nothing_else_is_known(self, site, now):
        ash = in_care(now, "Ash")
        actions.names.write_birth(ash, born="1984-05", about=True, by=site["cass"], now=now)
        assert self.births(ash, site, now) == ("1984-05", True, [])

    def test_one_taken_back_no_longer_counts(self, site, juniper, now):
        before = keys_of(juniper)
        birth = actions.names.write_birth(juniper, born="1991-05-02", by=site["cass"], now=now)
        assert actions.names.end_birth(birth, by=site["cass"], now=now) == juniper
        assert self.births(juniper, site, now) == ("1990-05-02", False, [])
        assert keys_of(juniper) == before

    def test_the_same_date_twice_is_one(self, site, juniper, now):
        write = actions.names.write_birth
        same = [write(juniper, born="1991", about=True, by=site["cass"], now=now) for _ in range(2)]
        assert same[0] == same[1]

    @pytest.mark.parametrize("born", ["", "1991-13", "91", "1991-02-30", "soon"])
    def test_what_is_no_date_is_refused_with_an_example(self, site, juniper, now, born):
        with pytest.raises(BadInput, match="1984-05-02"):
            actions.names.write_birth(juniper, born=born, by=site["cass"], now=now)


@pytest.mark.parametrize(
    "told",
    [("", "alias", "called"), (" .,- ", "alias", "called"), ("x" * 201, "alias", "200"), ("Ash", "title", "one of")],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_saved(site, juniper, now, told):
    name, kind, said = told
    with pytest.raises(BadInput, match=said):
        write(juniper, site, now, name, kind)
    assert other_names(juniper, site["cass"], now) == ["June Yarrow"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_those_who_care_write_and_end_names(site, juniper, now, name):
    alias = write(juniper, site, now, "June Bug")
    birth = actions.names.write_birth(juniper, born="1991", by=site["cass"], now=now)
    for verb in (
        lambda: actions.names.write(juniper, name="X", kind="alias", by=site[name], now=now),
        lambda: actions.names.write_birth(juniper, born="1992", by=site[name], now=now),
        lambda: actions.names.end(alias, by=site[name], now=now),
        lambda: actions.names.end_birth(birth, by=site[name], now=now),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            verb()


def test_to_another_care_agency_neither_person_nor_name_is_there(site, juniper, now):
    alias, other = write(juniper, site, now, "June Bug"), someone_from_the_other_agency(Role.CASE_MANAGER)
    for verb in (
        lambda: actions.names.write(juniper, name="X", kind="alias", by=other, now=now),
        lambda: actions.names.end(alias, by=other, now=now),
    ):
        with pytest.raises(NotFound):
            verb()


def test_the_ledger_has_codes_and_no_name(site, juniper, now):
    write(juniper, site, now, "June Bug", "former")
    actions.names.write_birth(juniper, born="1991-05-02", about=True, by=site["cass"], now=now)
    lines = Entry.objects.filter(act__in=("alias.write", "birthdate.write"))
    assert [line.detail for line in lines] == [{"kind": "former"}, {"about": True}]
    assert not any(word in str(line.detail) + line.subject_id for line in lines for word in ("June", "1991"))


def test_no_name_lies_readable_in_the_database(site, juniper, now):
    write(juniper, site, now, "Bumblebee")
    actions.names.write_birth(juniper, born="1991-05-02", by=site["cass"], now=now)
    with opened(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM records_alias UNION ALL SELECT born FROM records_birthdate")
        kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(kept) == 2
    assert not any(b"Bumblebee" in value or b"1991" in value for value in kept)


def test_an_alias_is_found_by_the_officers_guard_which_shows_nobody(site, juniper, now):
    write(juniper, site, now, "Bumblebee Vetch")
    found = gate.known_persons(viewer=site["ofelia"], name="Bumblebee Vetch")
    assert found.may_be_known
    assert "Juniper" not in repr(found)


def test_police_correcting_their_own_words_leave_the_index_of_what_was_told(site, now):
    encounter = story.accepted(now)
    handoff = story.requested(now, encounter)
    actions.handoffs.accept(handoff, by=site["dee"], now=now, eta_minutes=5)
    juniper = participant_of(encounter)
    actions.names.write(juniper, name="Bumblebee", kind="alias", by=site["cass"], now=now)
    kept = keys_of(juniper)

    @writes
    def correct(*, by):
        reindex(Participant.objects.get(pk=juniper))

    correct(by=site["ofelia"])
    assert keys_of(juniper) == kept


OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_a_new_key_covers_what_was_told_and_then_the_old_one_may_go(site, now, settings):
    settings.BELLTOWN_KEYS = (OLD,)
    juniper = in_care(now, "Juniper Yarrow", "1990-05-02", contact="316-555-0142")
    write(juniper, site, now, "Bumblebee Vetch")
    actions.names.write_birth(juniper, born="1991-05-02", by=site["cass"], now=now)
    settings.BELLTOWN_KEYS = (NEW, OLD)
    assert rotation.rotate().unopened == {}
    settings.BELLTOWN_KEYS = (NEW,)
    assert "Bumblebee Vetch" in other_names(juniper, site["cass"], now)
    asked = Described(names=("Bumblebee Vetch",), born=("1991-05-02",), phones=("5550142",))
    (line,) = gate.candidates(asked, viewer=site["cass"], now=now)
    assert line.reasons == ("same full name", "same date of birth", "same phone number")


def test_whoever_was_there_before_is_found_by_the_new_keys_after_migrating(site, juniper, now):
    (file,) = Path(migrations.__file__).parent.glob("*_identity.py")
    migration = importlib.import_module(f"{migrations.__name__}.{file.stem}")
    kept = keys_of(juniper)
    with opened():
        PersonKey.objects.exclude(kind__in=("name", "sound", "born", "year")).delete()
        migration.index_anew(_AsMigrated, SimpleNamespace(connection=connection))
    assert keys_of(juniper) == kept


class _AsMigrated:
    """The models as a migration is handed them."""

    @staticmethod
    def get_model(_label, name):
        return {"Participant": Participant, "PersonKey": PersonKey}[name]
