"""A paper signed by hand: its picture is kept sealed, somebody vouches for it, and only its own agency sees it."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.consent import CopyWay
from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.ledger.models import Entry
from belltown_site.records import actions, gate
from belltown_site.records.actions import rotation
from belltown_site.records.fields import current_key_id, key_id_of
from belltown_site.records.guard import door, standing_of
from belltown_site.records.models import SignedPage
from belltown_site.web.pictures import MOST_PAGES, Drawn
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency
from tests.lib.papers import STROKES, drafted, share
from tests.lib.vault import opened

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PICTURE = Drawn((b"\xff\xd8\xffthe first page", b"\xff\xd8\xffthe second page"))
OUTSIDE = ("ofelia", "sol", "pru", "del", "pam", "bea", "eli", "eve", "ada", "pat", "nobody")


@pytest.fixture
def cast(site):
    return site


@pytest.fixture
def juniper(cast, now):
    story.handed_over(now)
    (line,) = gate.people(viewer=cast["cass"], now=now)
    return line.id


@pytest.fixture
def paper(cast, juniper, now):
    return drafted(juniper, share(cast["del"], Class.IDENTITY), by=cast["cass"], now=now)


@pytest.fixture
def photographed(cast, paper, now):
    actions.papers.add_picture(paper, picture=PICTURE, by=cast["cass"], now=now)
    return paper


def seen(cast, paper, now):
    return gate.consent(paper, viewer=cast["cass"], now=now)


def today(now):
    return now.astimezone(__import__("zoneinfo").ZoneInfo("America/Chicago")).date()


def confirm(cast, paper, now, *, on=None, by="cass", seen_digest=None):
    digest = seen(cast, paper, now).pages_digest if seen_digest is None else seen_digest
    actions.consents.sign(
        paper, way="paper", signature=digest, signed_on=on or today(now), by=cast[by], now=now
    )  # fmt: skip


class TestSigning:
    def test_a_picture_alone_puts_nothing_in_force(self, cast, photographed, now):
        assert seen(cast, photographed, now).line.is_draft
        assert gate.people(viewer=cast["del"], now=now) == ()

    def test_whoever_looked_puts_it_in_force_with_the_day_on_the_paper(self, cast, photographed, now):
        later = now + 3 * DAY
        confirm(cast, photographed, later, on=today(now) + DAY, by="dee")
        sheet = seen(cast, photographed, later)
        assert (sheet.line.is_in_force, sheet.line.signed_on) == (True, today(now) + DAY)
        assert (sheet.signing, sheet.witness.name) == ("Signed by hand on paper, kept as a picture", cast["dee"].name)
        assert len(gate.people(viewer=cast["del"], now=later)) == 1

    @pytest.mark.parametrize("days", [-1, 1])
    def test_no_day_before_the_form_or_after_today(self, cast, photographed, now, days):
        with pytest.raises(BadInput, match="when this form was made, and today"):
            confirm(cast, photographed, now, on=today(now) + days * DAY)
        assert seen(cast, photographed, now).line.is_draft

    def test_a_day_must_be_told(self, cast, photographed, now):
        digest = seen(cast, photographed, now).pages_digest
        with pytest.raises(BadInput, match="must be the day on the paper"):
            actions.consents.sign(photographed, way="paper", signature=digest, by=cast["cass"], now=now)

    def test_without_a_picture_nothing_is_signed(self, cast, paper, now):
        with pytest.raises(BadInput, match="add a photo"):
            confirm(cast, paper, now, seen_digest="")

    @pytest.mark.parametrize("digest", ["", "0" * 64, "looks fine"])
    def test_only_the_picture_that_was_looked_at_counts(self, cast, photographed, now, digest):
        with pytest.raises(NotPossible, match="has changed since you looked"):
            confirm(cast, photographed, now, seen_digest=digest)
        assert seen(cast, photographed, now).line.is_draft

    def test_a_page_added_after_the_look_must_be_looked_at(self, cast, photographed, now):
        before = seen(cast, photographed, now).pages_digest
        actions.papers.add_picture(photographed, picture=Drawn((b"\xff\xd8\xffthird",)), by=cast["dee"], now=now)
        with pytest.raises(NotPossible, match="has changed"):
            confirm(cast, photographed, now, seen_digest=before)

    def test_a_day_on_the_screen_is_always_today(self, cast, paper, now):
        actions.consents.sign(
            paper, way="finger", signature=STROKES, signed_on=today(now) - 9 * DAY, by=cast["cass"], now=now
        )
        assert seen(cast, paper, now).line.signed_on == today(now)

    def test_afterwards_the_picture_stays_as_it_was_looked_at(self, cast, photographed, now):
        confirm(cast, photographed, now)
        for verb in (
            lambda: actions.papers.add_picture(photographed, picture=PICTURE, by=cast["cass"], now=now),
            lambda: actions.papers.clear_picture(photographed, by=cast["cass"], now=now),
        ):
            with pytest.raises(NotPossible, match="signed already"):
                verb()

    def test_a_paper_that_was_put_away_takes_no_picture(self, cast, paper, now):
        actions.consents.revoke(paper, by=cast["cass"], now=now)
        with pytest.raises(NotPossible, match="put away"):
            actions.papers.add_picture(paper, picture=PICTURE, by=cast["cass"], now=now)


class TestThePicture:
    def test_is_shown_page_by_page(self, cast, photographed, now):
        sheet = seen(cast, photographed, now)
        assert [page.number for page in sheet.pages] == [1, 2]
        shown = gate.signed_page(photographed, 2, viewer=cast["dee"], now=now)
        assert shown.content == PICTURE.pages[1]

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_is_nobodys_outside_even_where_the_paper_names_them(self, cast, photographed, now, name):
        confirm(cast, photographed, now)
        with pytest.raises((NotAllowed, NotFound)):
            gate.signed_page(photographed, 1, viewer=cast[name], now=now)

    def test_is_not_there_for_another_care_agency(self, cast, photographed, now):
        other = someone_from_the_other_agency(Role.CASE_MANAGER)
        for verb in (
            lambda: gate.signed_page(photographed, 1, viewer=other, now=now),
            lambda: actions.papers.add_picture(photographed, picture=PICTURE, by=other, now=now),
            lambda: actions.papers.clear_picture(photographed, by=other, now=now),
            lambda: actions.papers.give_copy(uuid.uuid4(), consent=photographed, way="shown", by=other, now=now),
        ):
            with pytest.raises(NotFound):
                verb()

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_nobody_outside_adds_takes_away_or_notes_a_copy(self, cast, photographed, now, name):
        for verb in (
            lambda: actions.papers.add_picture(photographed, picture=PICTURE, by=cast[name], now=now),
            lambda: actions.papers.clear_picture(photographed, by=cast[name], now=now),
            lambda: actions.papers.give_copy(uuid.uuid4(), consent=photographed, way="shown", by=cast[name], now=now),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                verb()

    @pytest.mark.parametrize("number", [0, 3, 99])
    def test_a_page_that_is_not_there_reads_the_same(self, cast, photographed, now, number):
        with pytest.raises(NotFound, match="or it is not yours"):
            gate.signed_page(photographed, number, viewer=cast["cass"], now=now)

    def test_the_same_picture_twice_is_one(self, cast, photographed, now):
        actions.papers.add_picture(photographed, picture=PICTURE, by=cast["cass"], now=now)
        assert len(seen(cast, photographed, now).pages) == 2

    def test_more_pages_than_a_form_can_have_are_refused(self, cast, photographed, now):
        many = Drawn(tuple(b"\xff\xd8\xff%d" % number for number in range(MOST_PAGES)))
        with pytest.raises(BadInput, match="more than eight"):
            actions.papers.add_picture(photographed, picture=many, by=cast["cass"], now=now)
        assert len(seen(cast, photographed, now).pages) == 2

    def test_can_be_taken_away_and_taken_again(self, cast, photographed, now):
        actions.papers.clear_picture(photographed, by=cast["cass"], now=now)
        assert seen(cast, photographed, now).pages == ()
        assert seen(cast, photographed, now).pages_digest == ""
        actions.papers.add_picture(photographed, picture=PICTURE, by=cast["cass"], now=now)
        assert len(seen(cast, photographed, now).pages) == 2

    def test_lies_sealed_in_the_database(self, cast, photographed, now):
        with opened(), connection.cursor() as cursor:
            cursor.execute("SELECT content FROM records_signedpage")
            stored = [bytes(row[0]) for row in cursor.fetchall()]
        assert stored
        assert not any(b"page" in one or one.startswith(b"\xff\xd8") for one in stored)
        assert all(key_id_of(one) == current_key_id() for one in stored)

    def test_is_sealed_anew_under_a_new_key(self, cast, photographed, now, settings):
        import base64

        old = settings.BELLTOWN_KEYS
        settings.BELLTOWN_KEYS = (base64.b64encode(bytes([7]) * 32).decode(), *old)
        assert rotation.rotate().unopened == {}
        settings.BELLTOWN_KEYS = settings.BELLTOWN_KEYS[:1]
        assert gate.signed_page(photographed, 1, viewer=cast["cass"], now=now).content == PICTURE.pages[0]

    def test_every_look_at_it_is_in_the_ledger_and_among_the_looks(self, cast, juniper, photographed, now):
        gate.signed_page(photographed, 1, viewer=cast["dee"], now=now)
        line = Entry.objects.get(act="read.signed_page")
        assert (line.subject_kind, line.subject_id) == ("consent", str(photographed))
        looks = gate.participant(juniper, viewer=cast["cass"], now=now).looks
        assert "The picture of a signed form" in {look.what for look in looks}

    def test_the_ledger_tells_what_was_done_with_it(self, cast, photographed, now):
        actions.papers.clear_picture(photographed, by=cast["cass"], now=now)
        actions.papers.add_picture(photographed, picture=PICTURE, by=cast["cass"], now=now)
        confirm(cast, photographed, now)
        acts = Entry.objects.filter(subject_id=str(photographed)).exclude(act__startswith="read.").order_by("pk")
        assert [(one.act, one.detail) for one in acts][1:] == [
            ("consent.add_picture", {"pages": 2}),
            ("consent.clear_picture", {"pages": 2}),
            ("consent.add_picture", {"pages": 2}),
            ("consent.sign", {"kind": "named_recipient", "way": "paper"}),
        ]


class TestTheCopy:
    def test_none_was_given_until_somebody_says_so(self, cast, paper, now):
        assert seen(cast, paper, now).copies == ()

    @pytest.mark.parametrize("way", CopyWay)
    def test_is_noted_with_who_when_and_how(self, cast, paper, now, way):
        actions.papers.give_copy(uuid.uuid4(), consent=paper, way=way, by=cast["dee"], now=now)
        (copy,) = seen(cast, paper, now).copies
        assert (copy.way, copy.by.name, copy.at) == (way, cast["dee"].name, now)
        assert Entry.objects.get(act="consent.give_copy").detail == {"way": way.value}

    def test_a_second_tap_is_not_a_second_copy(self, cast, paper, now):
        id = uuid.uuid4()
        for _ in range(2):
            actions.papers.give_copy(id, consent=paper, way="shown", by=cast["dee"], now=now)
        assert len(seen(cast, paper, now).copies) == 1

    def test_a_way_that_is_none_is_refused(self, cast, paper, now):
        with pytest.raises(BadInput, match="not on its list"):
            actions.papers.give_copy(uuid.uuid4(), consent=paper, way="pigeon", by=cast["dee"], now=now)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")
@pytest.mark.parametrize("name", [name for name in OUTSIDE if name != "pam"])
def test_the_database_itself_shows_a_picture_to_nobody_outside(cast, photographed, now, name):
    """The wall in the database is a little coarser: it knows project managers everywhere, whom the gate refuses."""
    confirm(cast, photographed, now)
    with door(standing_of(cast[name]), whole=False):
        assert not SignedPage.objects.exists()
    with door(standing_of(cast["dee"]), whole=False):
        assert SignedPage.objects.count() == 2
