"""Accounts: opened by invitation, moved, released, reset, ended. And Nobody? And one's own?"""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from belltown.errors import BadInput, NotAllowed, NotFound, NotPossible
from belltown.vocabulary import Role
from belltown_site.accounts import factors, lockout, sessions, totp
from belltown_site.accounts.demo import AGENCIES, CAST
from belltown_site.accounts.fitting import SEATS, check_fits, seats_of
from belltown_site.accounts.models import AgencyKind, OpenSession, User
from belltown_site.jurisdiction.models import OnCallShift
from belltown_site.jurisdiction.roster import roster
from belltown_site.ledger.models import Entry
from belltown_site.office import changing, invitations
from belltown_site.office.accounts import account, accounts
from belltown_site.office.models import Invitation
from belltown_site.records import gate
from tests.integration.accounts.factors import PASSWORD, SECRET, code_now, sign_in, signed_in, with_password
from tests.integration.records import story
from tests.lib.cast import someone_from_the_other_agency

pytestmark = pytest.mark.django_db
OTHERS = sorted(set(CAST) - {"ada"})
LONG = "my cat sleeps on the radio"


def opened(cast, now, **more):
    values = {"email": "New@care.example", "name": "Nell New", "agency": cast["cass"].agency, "role": Role.OUTREACH}
    values |= {"unit": "Night", "phone": "", "by": cast["ada"], "now": now, **more}
    return invitations.open_account(**values)


def last(act):
    return Entry.objects.filter(act=act).latest("pk")


class TestSeats:
    def test_every_kind_of_agency_has_its_seats_and_every_role_a_place(self):
        assert set(SEATS) == set(AgencyKind)
        assert set().union(*SEATS.values()) == set(Role) - {Role.PARTICIPANT}

    @pytest.mark.parametrize("name", sorted(set(CAST) - {"pat"}))
    def test_the_cast_sits_where_it_may(self, name):
        check_fits(CAST[name].role, AGENCIES[CAST[name].agency].kind)

    @pytest.mark.parametrize("kind", AgencyKind)
    @pytest.mark.parametrize("role", Role)
    def test_any_other_seat_is_refused_and_the_refusal_names_those_there_are(self, kind, role):
        if role in seats_of(kind):
            check_fits(role, kind)
            return
        with pytest.raises(BadInput) as caught:
            check_fits(role, kind)
        assert kind.label.lower() in caught.value.faults[0].reason

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT])
    def test_the_police_sit_with_the_police_alone(self, role):
        assert [kind for kind in AgencyKind if role in SEATS[kind]] == [AgencyKind.POLICE]

    def test_no_agency_that_may_charge_or_care_gives_out_accounts(self):
        keepers = {kind for kind in AgencyKind if Role.ADMINISTRATOR in SEATS[kind]}
        assert keepers == {AgencyKind.PROGRAM_OFFICE, AgencyKind.GOVERNMENT}


class TestTheList:
    def test_tells_of_each_account_its_seat_and_how_it_stands(self, cast, now):
        with_password("ofelia")
        lockout.note_wrong(cast["sol"].email, now=now)
        for _ in range(5):
            lockout.count_attempt(cast["sol"].email, "192.0.2.1", now=now)
            lockout.note_wrong(cast["sol"].email, now=now)
        lines = {line.name: line for line in accounts(by=cast["ada"], now=now)}
        assert lines["Ofelia Okafor"].has_second_factor
        assert not lines["Sol Sandoval"].has_second_factor
        assert (lines["Sol Sandoval"].is_locked, lines["Sol Sandoval"].standing) == (True, "Locked")
        assert lines["Nobody Nemo"].standing == "Agency is no partner"
        assert lines["Ada Adeyemi"].is_you
        assert len(lines) == len(CAST) - 1

    def test_no_participant_stands_in_it_and_their_account_does_not_exist_here(self, client, cast, now):
        assert cast["pat"].name not in {line.name for line in accounts(by=cast["ada"], now=now)}
        client.force_login(cast["ada"])
        for page in ("", "seat/", "reset/", "leave/", "reopen/"):
            pats, nobodys = (client.get(f"/office/account/{id}/{page}") for id in (cast["pat"].pk, uuid.uuid4()))
            assert pats.status_code == nobodys.status_code == 404
        with pytest.raises(NotFound):
            changing.close(cast["pat"].pk, shifts_to=None, by=cast["ada"], now=now)
        assert not client.get("/office/access/").content.decode().count(cast["pat"].name)

    @pytest.mark.parametrize("name", OTHERS)
    def test_is_for_administrators_alone(self, cast, now, name):
        for look in (
            lambda: accounts(by=cast[name], now=now),
            lambda: account(cast["cass"].pk, by=cast[name], now=now),
        ):
            with pytest.raises(NotAllowed):
                look()

    def test_says_who_would_soon_close_by_themselves(self, cast, now):
        User.objects.filter(pk=cast["bea"].pk).update(
            opened_at=now - timedelta(days=300), last_login=now - timedelta(80)
        )
        closing = {line.name: line.closes_on for line in accounts(by=cast["ada"], now=now) if line.closes_on}
        assert closing == {"Bea Baptiste": now - timedelta(80) + timedelta(days=90)}

    def test_however_many_accounts_the_same_queries(self, cast, now, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            accounts(by=cast["ada"], now=now)

    def test_shows_an_administrator_no_participant(self, client, cast, now):
        story.handed_over(now)
        client.force_login(cast["ada"])
        for page in ("/home/", "/office/", "/office/agencies/", f"/office/account/{cast['dee'].pk}/leave/"):
            assert "Juniper" not in client.get(page).content.decode()
        assert gate.people(viewer=cast["ada"], now=now) == ()


class TestInvitations:
    def test_from_the_administrators_form_to_a_first_sign_in(self, client, cast, now):
        client.force_login(cast["ada"])
        form = {"name": "Nell New", "email": "New@care.example", "agency": str(cast["cass"].agency_id),
                "role": "outreach", "unit": "", "phone": "", "way": "hand"}  # fmt: skip
        page = client.post("/office/open/", form)
        link = page.context["link"].removeprefix("http://testserver")
        assert link in page.content.decode()
        newcomer = Client()
        assert "Nell" in newcomer.get(link).content.decode()
        assert newcomer.post(link, {"password": LONG, "repeat": LONG})["Location"] == "/sign-in/protect"
        assert not signed_in(newcomer)
        newcomer.get("/account/authenticator")
        user = User.objects.get(email="new@care.example")
        factors.add_authenticator(user, SECRET, totp.code_for(SECRET, totp.step_at(now)), now=now)
        assert sign_in(Client(), user.email, LONG)["Location"] == "/"
        assert newcomer.get(link).status_code == 404

    def test_by_mail_it_tells_the_agency_and_nothing_else(self, client, cast):
        client.force_login(cast["ada"])
        form = {"name": "Nell New", "email": "new@care.example", "agency": str(cast["cass"].agency_id),
                "role": "outreach", "way": "mail"}  # fmt: skip
        assert client.post("/office/open/", form).status_code == 302
        (letter,) = mail.outbox
        assert letter.to == ["new@care.example"]
        assert "Nell" not in letter.subject + letter.body
        assert "/office/invitation/" in letter.body

    def test_where_no_mail_server_answers_it_is_shown(self, client, cast, monkeypatch):
        def fail(*_args, **_more):
            raise OSError("no route")

        monkeypatch.setattr("belltown_site.office.mailing.send_mail", fail)
        client.force_login(cast["ada"])
        form = {"name": "Nell New", "email": "new@care.example", "agency": str(cast["cass"].agency_id),
                "role": "outreach", "way": "mail"}  # fmt: skip
        page = client.post("/office/open/", form)
        assert page.context["not_sent"]
        assert "hand the link over yourself" in page.content.decode()

    def test_only_a_keyed_digest_is_kept(self, cast, now):
        _, secret = opened(cast, now)
        kept = Invitation.objects.get()
        assert str(secret) not in str(vars(kept))
        assert str(secret) not in str(list(Entry.objects.values()))

    def test_it_ends_after_three_days(self, cast, now):
        _, secret = opened(cast, now)
        assert invitations.invited(secret, now + timedelta(days=2, hours=23)).name == "Nell New"
        with pytest.raises(NotFound, match="no longer good"):
            invitations.invited(secret, now + timedelta(days=3))

    def test_it_works_once(self, cast, now):
        _, secret = opened(cast, now)
        invitations.accept(secret, password=LONG, now=now)
        with pytest.raises(NotFound):
            invitations.accept(secret, password="another sentence altogether", now=now)

    def test_a_new_one_ends_the_one_before(self, cast, now):
        user, first = opened(cast, now)
        _, second = invitations.invite_again(user.pk, by=cast["ada"], now=now)
        assert invitations.invited(second, now) == user
        with pytest.raises(NotFound):
            invitations.invited(first, now)

    def test_whoever_is_set_up_gets_none(self, cast, now):
        with pytest.raises(NotPossible, match="set up or closed"):
            invitations.invite_again(with_password("cass").pk, by=cast["ada"], now=now)

    @pytest.mark.parametrize("how", ["closed", "withdrawn"])
    def test_it_ends_with_the_account_and_with_the_agency(self, cast, now, how):
        user, secret = opened(cast, now)
        if how == "closed":
            changing.close(user.pk, shifts_to=None, by=cast["ada"], now=now)
        else:
            user.agency.partner = False
            user.agency.save()
        with pytest.raises(NotFound):
            invitations.invited(secret, now)

    def test_one_that_never_was_looks_like_one_that_is_over(self, client, cast, now):
        _, secret = opened(cast, now)
        invitations.accept(secret, password=LONG, now=now)
        used, never = (client.get(f"/office/invitation/{one}/") for one in (secret, uuid.uuid4()))
        assert used.status_code == never.status_code == 404
        assert used.content == never.content

    @pytest.mark.parametrize("password", ["short", "password12345678"])
    def test_a_weak_password_uses_nothing_up(self, client, cast, now, password):
        _, secret = opened(cast, now)
        answer = client.post(f"/office/invitation/{secret}/", {"password": password, "repeat": password})
        assert answer.status_code == 422
        assert invitations.invited(secret, now)

    def test_a_seat_that_does_not_fit_opens_nothing(self, cast, now):
        with pytest.raises(BadInput, match="does not fit"):
            opened(cast, now, role=Role.OFFICER)
        assert not User.objects.filter(email="new@care.example").exists()

    def test_an_address_that_is_taken_is_said_beside_its_field(self, client, cast):
        client.force_login(cast["ada"])
        form = {"name": "Nell New", "email": cast["cass"].email, "agency": str(cast["cass"].agency_id),
                "role": "outreach", "way": "hand"}  # fmt: skip
        answer = client.post("/office/open/", form)
        assert answer.status_code == 422
        assert "email" in answer.context["form"].errors

    @pytest.mark.parametrize("name", OTHERS)
    def test_nobody_else_opens_an_account(self, cast, now, name):
        with pytest.raises(NotAllowed):
            opened(cast, now, by=cast[name])


class TestChanging:
    def test_a_new_seat_ends_every_session_and_leaves_its_line(self, client, cast, now):
        client.force_login(cast["dee"])
        ended = changing.change_seat(
            cast["dee"].pk, agency=cast["cass"].agency, role=Role.CASE_MANAGER, unit="Day", by=cast["ada"]
        )
        assert ended == 1
        assert client.get("/account").status_code == 302
        line = last("account.change")
        assert (line.by_id, line.subject_id) == (cast["ada"].pk, str(cast["dee"].pk))
        assert (line.detail["was"], line.detail["role"]) == ("outreach", "case_manager")

    @pytest.mark.parametrize(
        "act",
        [
            lambda me: changing.change_seat(me.pk, agency=me.agency, role=Role.PROJECT_MANAGER, unit="", by=me),
            lambda me: changing.close(me.pk, shifts_to=None, by=me, now=me.opened_at),
            lambda me: changing.release(me.pk, by=me),
            lambda me: changing.reset_factors(me.pk, checked_by=me, by=me),
        ],
    )
    def test_nobody_changes_their_own_account(self, cast, act):
        with pytest.raises(NotAllowed, match="their own account"):
            act(cast["ada"])
        assert User.objects.get(pk=cast["ada"].pk).role == Role.ADMINISTRATOR

    def test_the_page_of_ones_own_account_offers_nothing(self, client, cast):
        client.force_login(cast["ada"])
        page = client.get(f"/office/account/{cast['ada'].pk}/").content.decode()
        assert "another administrator changes it" in page
        assert "This person leaves" not in page

    def test_a_police_seat_outside_the_police_is_refused_with_reasons(self, client, cast):
        client.force_login(cast["ada"])
        form = {"agency": str(cast["cass"].agency_id), "role": "sergeant", "unit": ""}
        answer = client.post(f"/office/account/{cast['dee'].pk}/seat/", form)
        assert answer.status_code == 422
        assert "case management" in str(answer.context["form"].errors["role"])
        assert User.objects.get(pk=cast["dee"].pk).role == Role.OUTREACH

    def test_releasing_a_lock(self, cast, now):
        for _ in range(5):
            lockout.count_attempt(cast["dee"].email, "192.0.2.1", now=now)
            lockout.note_wrong(cast["dee"].email, now=now)
        assert account(cast["dee"].pk, by=cast["ada"], now=now).is_locked
        changing.release(cast["dee"].pk, by=cast["ada"])
        assert not account(cast["dee"].pk, by=cast["ada"], now=now).is_locked
        assert last("account.release").by_id == cast["ada"].pk

    def test_lost_factors_are_taken_away_on_a_second_persons_word(self, cast):
        dee = with_password("dee")
        changing.reset_factors(dee.pk, checked_by=cast["cleo"], by=cast["ada"])
        assert not factors.has_second_factor(dee)
        assert last("account.reset").detail == {"checked_by": str(cast["cleo"].pk)}

    @pytest.mark.parametrize("second", ["ada", "dee", "closed"])
    def test_neither_who_acts_nor_who_asks_is_a_second_person(self, cast, second):
        dee = with_password("dee")
        if second == "closed":
            cast["cleo"].is_active = False
        with pytest.raises(BadInput):
            changing.reset_factors(dee.pk, checked_by=cast.get(second, cast["cleo"]), by=cast["ada"])
        assert factors.has_second_factor(dee)

    def test_each_page_that_changes_an_account_asks_who_one_is_once_more(self, client, cast, now):
        client.force_login(cast["ada"])
        OpenSession.objects.update(proved_at=now - timedelta(minutes=6))
        id = cast["dee"].pk
        for page in ("open/", f"account/{id}/seat/", f"account/{id}/reset/", f"account/{id}/leave/", "agencies/add/"):
            assert client.get(f"/office/{page}")["Location"].startswith("/sign-in/again")
        for page in (f"account/{id}/release/", f"account/{id}/invite/"):
            assert client.post(f"/office/{page}").headers["Belltown-Sign-In"] == "again"


class TestLeaving:
    def test_the_page_counts_what_waits_and_names_nobody(self, client, cast, now):
        encounter = story.accepted(now)
        handoff = story.requested(now, encounter)
        from belltown_site.records import actions

        actions.handoffs.accept(handoff, by=cast["dee"], now=now, eta_minutes=10)
        client.force_login(cast["ada"])
        page = client.get(f"/office/account/{cast['dee'].pk}/leave/").content.decode()
        assert "On-call shifts ahead" in page
        assert "Handoffs under way" in page
        assert "Juniper" not in page
        held = gate.holdings(cast["dee"].pk, viewer=cast["ada"])
        assert (held.handoffs, held.rings, held.seat_is_shared) == (1, 0, False)

    def test_what_waits_at_a_seat_is_counted_for_that_seat(self, cast, now):
        from belltown_site.records import actions

        asked = story.encountered(now)
        actions.encounters.complainant(asked, answer="no_complainant", by=cast["ofelia"], now=now)
        actions.approvals.request(asked, by=cast["ofelia"], now=now)
        assert gate.holdings(cast["sol"].pk, viewer=cast["ada"]).approvals == 1
        assert gate.holdings(cast["ofelia"].pk, viewer=cast["ada"]).encounters == 1
        other = someone_from_the_other_agency(Role.SERGEANT)
        assert gate.holdings(other.pk, viewer=cast["ada"]).approvals == 0

    @pytest.mark.parametrize("name", OTHERS)
    def test_nobody_else_learns_what_waits_for_others(self, cast, name):
        with pytest.raises(NotAllowed):
            gate.holdings(cast["dee"].pk, viewer=cast[name])

    def test_closing_ends_sessions_everywhere_at_once_and_keeps_what_they_wrote(self, client, cast, now):
        elsewhere = Client()
        for one in (client, elsewhere):
            one.force_login(cast["dee"])
        left = changing.close(cast["dee"].pk, shifts_to=cast["cass"], by=cast["ada"], now=now)
        assert left.sessions == 2
        assert {client.get("/account").status_code, elsewhere.get("/account").status_code} == {302}
        line = last("account.close")
        assert (line.by_id, line.subject_id) == (cast["ada"].pk, str(cast["dee"].pk))

    def test_shifts_go_to_the_one_who_was_chosen(self, cast, now):
        OnCallShift.objects.filter(user=cast["cass"]).delete()
        left = changing.close(cast["dee"].pk, shifts_to=cast["cass"], by=cast["ada"], now=now)
        assert (left.shifts.handed, left.shifts.uncovered) == (1, 0)
        assert roster(now)[0].name == cast["cass"].name
        assert roster(now)[0].covering == cast["dee"].name

    def test_hours_at_which_they_are_on_call_already_stay_uncovered(self, cast, now):
        left = changing.close(cast["dee"].pk, shifts_to=cast["cass"], by=cast["ada"], now=now)
        assert (left.shifts.handed, left.shifts.uncovered) == (0, 1)

    def test_uncovered_only_when_that_is_said(self, client, cast, now):
        client.force_login(cast["ada"])
        page = f"/office/account/{cast['dee'].pk}/leave/"
        assert client.post(page, {}).status_code == 422
        assert User.objects.get(pk=cast["dee"].pk).is_active
        assert client.post(page, {"shifts_to": "nobody"}).status_code == 302
        assert not User.objects.get(pk=cast["dee"].pk).is_active
        assert cast["dee"].name not in {one.name for one in roster(now)}

    def test_somebody_of_another_agency_takes_no_shifts(self, cast, now):
        other = someone_from_the_other_agency(Role.OUTREACH)
        with pytest.raises(NotPossible, match="cannot cover"):
            changing.close(cast["dee"].pk, shifts_to=other, by=cast["ada"], now=now)
        assert User.objects.get(pk=cast["dee"].pk).is_active

    def test_closed_twice_is_said(self, cast, now):
        changing.close(cast["bea"].pk, shifts_to=None, by=cast["ada"], now=now)
        with pytest.raises(NotPossible, match="closed already"):
            changing.close(cast["bea"].pk, shifts_to=None, by=cast["ada"], now=now)

    def test_opened_again_they_start_anew(self, cast, now):
        dee = with_password("dee")
        changing.close(dee.pk, shifts_to=None, by=cast["ada"], now=now)
        _, secret = invitations.reopen(dee.pk, by=cast["ada"], now=now)
        client = Client()
        assert sign_in(client, dee.email, PASSWORD).status_code == 422
        assert not factors.has_second_factor(dee)
        invitations.accept(secret, password=LONG, now=now)
        assert User.objects.get(pk=dee.pk).is_active
        with pytest.raises(NotPossible, match="open already"):
            invitations.reopen(dee.pk, by=cast["ada"], now=now)


class TestTheWitness:
    def test_a_refused_sign_in_is_noted_known_or_not_alike(self, client, cast):
        for email in (with_password("dee").email, "stranger@nowhere.example"):
            client.post("/sign-in", {"email": email, "password": "a guess"})
        lines = Entry.objects.filter(act="sign_in.refused").order_by("pk")
        assert [line.subject_id for line in lines] == [str(cast["dee"].pk), "unknown"]
        assert "stranger" not in str(list(lines.values()))

    def test_the_lock_is_noted(self, client, cast):
        dee = with_password("dee")
        for _ in range(5):
            client.post("/sign-in", {"email": dee.email, "password": "a guess"})
        assert last("sign_in.locked").subject_id == str(dee.pk)
        assert Entry.objects.filter(act="sign_in.refused").count() == 4

    def test_a_right_one_is_not(self, client, cast):
        sign_in(client, with_password("dee").email)
        assert code_now()
        assert not Entry.objects.filter(act__startswith="sign_in.").exists()

    def test_commands_at_the_server_and_the_quarter_of_a_year_leave_their_lines(self, cast, now, capsys):
        from django.core.management import call_command

        from belltown_site.accounts.closing import close_unused

        call_command("release_account", cast["dee"].email)
        call_command("reset_second_step", cast["dee"].email)
        call_command("close_account", cast["dee"].email)
        User.objects.filter(pk=cast["bea"].pk).update(opened_at=now - timedelta(days=91))
        close_unused(now)
        lines = Entry.objects.filter(act__startswith="account.").order_by("pk").values_list("act", "detail__why")
        assert list(lines) == [
            ("account.release", "console"), ("account.reset", "console"), ("account.close", "console"),
            ("account.close", "unused"),
        ]  # fmt: skip
        assert sessions.end_all(cast["bea"]) == 0
