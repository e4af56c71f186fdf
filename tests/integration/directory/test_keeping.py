"""Keeping the directory right: facts with who and when. And Nobody? And those who only look?"""

import uuid
from datetime import timedelta

import pytest

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown_site.directory import keeping
from belltown_site.directory.models import CapacityUpdate, Report, ReportKind, ServiceEdit, Through, Verification
from belltown_site.directory.sheets import review_queue, room_board, service_sheet
from belltown_site.ledger.models import Entry
from tests.integration.directory import county

pytestmark = pytest.mark.django_db
BEDS = "Lantern House drop-off and beds"


@pytest.fixture(autouse=True)
def _county(now):
    county.settle(now)


def acts(by, now):
    """Everything that keeps the directory, each tried once."""
    beds, line = county.service(BEDS), county.room(BEDS)
    report = Report.objects.create(service=beds, kind=ReportKind.OTHER, at=now)
    return {
        "verify": lambda: keeping.verify(service_id=beds.pk, by=by, now=now),
        "count": lambda: keeping.count_room(line_id=line.pk, available=1, by=by, now=now),
        "correct": lambda: keeping.correct(service_id=beds.pk, changes={"alert": "x"}, by=by, now=now),
        "settle": lambda: keeping.settle(report_id=report.pk, by=by, now=now),
    }


@pytest.mark.parametrize("name", ["nobody", "ofelia", "pru", "eve", "ada", "pat", "bea"])
def test_those_who_do_not_keep_it_change_nothing(cast, now, name):
    for act in acts(cast[name], now).values():
        with pytest.raises(NotAllowed):
            act()
    assert not Verification.objects.exists()
    assert not ServiceEdit.objects.exists()
    assert not CapacityUpdate.objects.exclude(through=Through.IMPORT).exists()


def test_each_act_leaves_one_line_of_ids_and_codes(cast, now):
    for name, act in acts(cast["cass"], now).items():
        if name != "settle":  # to verify has settled it
            act()
    lines = Entry.objects.filter(by_id=cast["cass"].pk).order_by("sequence")
    assert [one.act for one in lines] == ["directory.verify", "directory.count", "directory.correct"]
    assert not [one for one in lines if "Lantern" in f"{one.detail} {one.subject_id}"]


def test_a_report_waits_until_it_is_settled_once(cast, now):
    beds = county.service(BEDS)
    keeping.report_wrong(service_id=beds.pk, kind=ReportKind.PHONE, words=" rings out ", by=cast["ofelia"], now=now)
    (wrong,) = review_queue(now=now).wrong
    assert (wrong.kind, wrong.words, wrong.who) == ("The phone number is wrong", "rings out", "Ofelia Okafor")
    assert service_sheet(beds.pk, now=now).reports == 1
    keeping.settle(report_id=wrong.id, by=cast["cass"], now=now)
    assert review_queue(now=now).wrong == ()
    with pytest.raises(NotPossible, match="settled already"):
        keeping.settle(report_id=wrong.id, by=cast["cass"], now=now)
    with pytest.raises(NotAllowed):
        keeping.report_wrong(service_id=beds.pk, kind=ReportKind.PHONE, words="", by=cast["nobody"], now=now)


def test_to_verify_settles_what_was_said_to_be_wrong(cast, now):
    beds = county.service(BEDS)
    keeping.report_wrong(service_id=beds.pk, kind=ReportKind.OTHER, words="", by=cast["cass"], now=now)
    keeping.verify(service_id=beds.pk, by=cast["cass"], now=now)
    assert review_queue(now=now).wrong == ()
    assert service_sheet(beds.pk, now=now).checked == "just now"


@pytest.mark.parametrize("figure", [-1, 19, 10**9])
def test_a_figure_that_cannot_be_is_refused(cast, now, figure):
    line = county.room(BEDS)
    with pytest.raises(BadInput, match="from 0 to 18"):
        keeping.count_room(line_id=line.pk, available=figure, by=cast["cass"], now=now)
    assert county.room(BEDS).available == line.available


def test_an_older_figure_never_replaces_a_newer_one(cast, now):
    line = county.room(BEDS)
    keeping.count_room(line_id=line.pk, available=3, by=cast["cass"], now=now)
    keeping.count_room(line_id=line.pk, available=9, by=cast["cass"], now=now - timedelta(hours=1))
    assert (county.room(BEDS).available, CapacityUpdate.objects.filter(line=line).count()) == (3, 3)


def test_what_only_the_publisher_says_is_not_corrected_here(cast, now):
    with pytest.raises(BadInput, match="comes from the publisher"):
        keeping.correct(service_id=county.service(BEDS).pk, changes={"name": "X"}, by=cast["cass"], now=now)
    assert keeping.correct(service_id=county.service(BEDS).pk, changes={"alert": ""}, by=cast["cass"], now=now) == ()


def test_what_is_not_there_is_not_found(cast, now):
    nowhere = uuid.uuid4()
    for act in (
        lambda: keeping.verify(service_id=nowhere, by=cast["cass"], now=now),
        lambda: keeping.count_room(line_id=nowhere, available=1, by=cast["cass"], now=now),
        lambda: keeping.settle(report_id=nowhere, by=cast["cass"], now=now),
        lambda: service_sheet(nowhere, now=now),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_sheet_says_all_in_words_and_what_is_not_known_is_not_there(now):
    sheet = service_sheet(county.service("Methadone clinic").pk, now=now)
    assert sheet.hours == ("Monday to Saturday, 5:30 am to 11 am",)
    assert sheet.open_words == "Closed now, opens tomorrow 5:30 am"
    assert sheet.ages == "18 and over"
    assert "Takes Medicaid" in sheet.takes
    assert sheet.refuses == ("ID is needed",)
    assert sheet.bring == ("Photo ID; we help to get one",)
    assert sheet.cost == ("A week, without insurance: $70",)
    assert sheet.access == ("Step-free",)
    assert sheet.places[0][:2] == ("Foundry Clinic", "22 Foundry Lane, Example City, 67904")


def test_a_website_that_is_no_web_address_is_not_linked(now):
    beds = county.service(BEDS)
    beds.rest["url"] = "javascript:alert(1)"
    beds.save()
    assert service_sheet(beds.pk, now=now).website == ""


def test_the_board_says_how_old_and_from_whom(cast, now):
    line = county.room(BEDS)
    keeping.count_room(line_id=line.pk, available=2, by=cast["cass"], now=now, through=Through.CALL)
    mine = next(one for one in room_board(now=now + timedelta(minutes=40)) if one.id == line.pk)
    assert (mine.words, mine.through, mine.stale) == ("2 beds as of 40 minutes ago", "by phone", False)
    old = next(one for one in room_board(now=now + timedelta(hours=30)) if one.id == line.pk)
    assert (old.words, old.stale) == ("was 2 beds, yesterday, 2 pm", True)


def test_the_queue_puts_the_longest_unseen_first(now):
    queue = review_queue(now=now)
    assert queue.unseen[0].checked == "Never verified"
    assert queue.unseen_total == len(queue.unseen) > 5
    assert [line.at for line in queue.stale] == sorted(line.at for line in queue.stale)
    assert queue.waiting == len(queue.stale) + queue.unseen_total
