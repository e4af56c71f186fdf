"""The yearly look at who has an account."""

import csv
from datetime import timedelta

import pytest

from belltown.errors import NotAllowed, NotFound
from belltown.vocabulary import Role
from belltown_site.accounts.demo import CAST
from belltown_site.accounts.models import User
from belltown_site.ledger.models import Entry
from belltown_site.office import access, changing
from belltown_site.office.access import State
from belltown_site.office.accounts import account
from tests.lib.cast import someone_from_the_other_agency

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
REVIEWERS = ("sol", "cleo", "pru", "pam")


def states(cast, now, who="ada"):
    return {line.name.partition(" ")[0].lower(): line.state for line in access.access_review(by=cast[who], now=now)}


def test_a_new_account_is_due_and_after_a_year_overdue(cast, now):
    assert set(states(cast, now).values()) == {State.DUE}
    assert set(states(cast, now + YEAR + timedelta(days=1)).values()) == {State.OVERDUE}


def test_a_word_holds_a_year(cast, now):
    access.say(cast["ofelia"].pk, keep=True, by=cast["sol"], now=now)
    for days, state in ((0, State.CONFIRMED), (334, State.CONFIRMED), (336, State.DUE), (366, State.OVERDUE)):
        assert states(cast, now + timedelta(days=days))["ofelia"] is state


def test_a_new_seat_wants_a_new_word(cast, now):
    access.say(cast["ofelia"].pk, keep=True, by=cast["sol"], now=now)
    changing.change_seat(cast["ofelia"].pk, agency=cast["sol"].agency, role=Role.SERGEANT, unit="", by=cast["ada"])
    assert states(cast, now)["ofelia"] is State.DUE


def test_remove_asks_the_administrator_and_closes_nothing_by_itself(client, cast, now):
    access.say(cast["dee"].pk, keep=False, by=cast["cleo"], now=now)
    assert states(cast, now)["dee"] is State.TO_END
    assert account(cast["dee"].pk, by=cast["ada"], now=now).asked_by == cast["cleo"].name
    assert User.objects.get(pk=cast["dee"].pk).is_active
    client.force_login(cast["ada"])
    assert "Account: Dee Delacroix" in client.get("/home/").content.decode()


def test_an_account_opened_again_is_not_still_to_be_closed(cast, now):
    from belltown_site.office import invitations

    access.say(cast["dee"].pk, keep=False, by=cast["cleo"], now=now)
    changing.close(cast["dee"].pk, shifts_to=None, by=cast["ada"], now=now)
    later = now + timedelta(days=2)
    invitations.reopen(cast["dee"].pk, by=cast["ada"], now=later)
    assert states(cast, later)["dee"] is State.DUE
    assert account(cast["dee"].pk, by=cast["ada"], now=later).asked_by == ""


def test_each_reviewer_says_it_of_their_own_agency(cast, now):
    assert set(states(cast, now, "sol")) == {"ofelia", "pam"}  # nobody else reviews the site's own reviewer
    assert set(states(cast, now, "cleo")) == {"cass", "dee", "pam"}
    other = someone_from_the_other_agency(Role.CASE_MANAGER)
    for who in ("sol", "pru"):
        with pytest.raises(NotFound):
            access.say(other.pk, keep=True, by=cast[who], now=now)


def test_the_project_manager_says_it_of_every_agency_but_not_of_herself(cast, now):
    assert set(states(cast, now, "pam")) == set(CAST) - {"pam", "pat"}
    with pytest.raises(NotFound):
        access.say(cast["pam"].pk, keep=True, by=cast["pam"], now=now)


@pytest.mark.parametrize("name", REVIEWERS)
def test_nobody_says_it_of_themselves(cast, now, name):
    assert name not in states(cast, now, name)


@pytest.mark.parametrize("name", sorted(set(CAST) - set(REVIEWERS)))
def test_nobody_else_says_it(cast, now, name):
    with pytest.raises(NotAllowed):
        access.say(cast["ofelia"].pk, keep=True, by=cast[name], now=now)


def test_each_word_is_in_the_ledger(cast, now):
    access.say(cast["ofelia"].pk, keep=True, by=cast["sol"], now=now)
    line = Entry.objects.filter(act="account.review").get()
    assert (line.by_id, line.subject_id, line.detail) == (
        cast["sol"].pk, str(cast["ofelia"].pk), {"role": "officer", "keep": True},
    )  # fmt: skip


def test_the_page_shows_what_waits_first_and_takes_the_word(client, cast, now):
    client.force_login(cast["sol"])
    assert "Ofelia Okafor" in client.get("/office/access/").content.decode()
    for who in ("ofelia", "pam"):
        assert client.post(f"/office/access/{cast[who].pk}/", {"keep": "yes"}).status_code == 302
    assert "Nothing waits for a word" in client.get("/office/access/").content.decode()


def test_the_file_lists_every_account_with_its_seat_in_words_and_its_last_use(client, cast):
    User.objects.filter(pk=cast["bea"].pk).update(name="=HYPERLINK(1)")
    client.force_login(cast["ada"])
    answer = client.get("/office/access/accounts.csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert len(rows) == len(CAST) - 1
    assert {row["Role"] for row in rows} >= {"Officer", "Project manager"}
    assert {row["Last used"] for row in rows if row["Name"].startswith("Dee")} == {"never"}
    assert not any(row["Name"].startswith("=") for row in rows)
