"""Who may do what, and how a refusal reads."""

import pytest

from belltown.errors import NotAllowed
from belltown.vocabulary import Role
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import ROLES, Permission, roles_with
from tests.lib import cast as people

P = Permission


def test_every_role_of_the_vocabulary_is_described_in_one_sentence():
    assert set(ROLES) == set(Role)
    for spec in ROLES.values():
        assert spec.description.endswith(".")
        assert spec.description.count(". ") == 0


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_belongs_to_somebody(permission):
    assert roles_with(permission)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.PROSECUTOR, Role.ADMINISTRATOR, Role.EVALUATOR])
def test_police_prosecution_and_those_who_only_count_never_see_a_caseload(role):
    assert not ROLES[role].permissions & {P.SEE_CASELOAD, P.SUPERVISE_CASELOADS}


def test_only_the_prosecutor_records_a_filing_decision():
    assert roles_with(P.DECIDE_FILING) == (Role.PROSECUTOR,)


def test_an_administrator_touches_no_participants_record():
    assert ROLES[Role.ADMINISTRATOR].permissions <= {
        P.MANAGE_ACCOUNTS,
        P.CHANGE_SITE,
        P.PUBLISH_PROTOCOL,
        P.VERIFY_LEDGER,
    }


@pytest.mark.django_db
class TestMay:
    @pytest.mark.parametrize("permission", Permission)
    def test_nobody_may_do_nothing_although_the_role_would(self, permission):
        nobody = people.nobody()
        assert nobody.spec.permissions
        assert not nobody.may(permission)
        with pytest.raises(NotAllowed):
            check_may(nobody, permission)

    def test_everybody_of_the_cast_may_do_what_the_role_says(self, cast):
        for name, user in cast.items():
            if name != "nobody":
                assert {p for p in Permission if user.may(p)} == user.spec.permissions

    def test_a_closed_account_may_do_nothing(self, cast):
        cast["ofelia"].is_active = False
        assert not any(cast["ofelia"].may(p) for p in Permission)
        with pytest.raises(NotAllowed, match="closed"):
            check_may(cast["ofelia"], P.SCREEN)

    def test_a_refusal_names_the_act_and_whom_to_ask(self, cast):
        with pytest.raises(NotAllowed) as refused:
            check_may(cast["ofelia"], P.DECIDE_FILING)
        assert str(refused.value) == "As officer you cannot record a filing decision. Please ask a prosecutor."

    def test_an_outsiders_refusal_names_the_agency(self):
        with pytest.raises(NotAllowed, match=r"Faraway Outreach .* is not a partner"):
            check_may(people.nobody(), P.SEE_CASELOAD)

    def test_a_visitor_is_asked_to_sign_in(self):
        with pytest.raises(NotAllowed, match="sign in"):
            check_may(None, P.SCREEN)

    def test_being_staff_or_superuser_means_nothing_here(self):
        assert not {"is_superuser", "is_staff", "user_permissions"} & {field.name for field in User._meta.get_fields()}

    def test_an_address_is_one_account_however_it_is_typed(self, cast):
        with pytest.raises(Exception, match="already exists"):
            User.objects.create_user(
                " OFELIA@demo.belltown.example ", name="Twin", agency=cast["ofelia"].agency, role="officer"
            )

    def test_an_agency_must_say_whether_it_has_signed(self):
        from django.db import IntegrityError

        from belltown_site.accounts.models import Agency

        with pytest.raises(IntegrityError):
            Agency.objects.create(name="Undecided", kind="police")
