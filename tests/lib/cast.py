"""The cast as plain factory functions. Every test of a sheet asks: and Nobody? and the other agency?"""

from __future__ import annotations

from belltown.vocabulary import Role
from belltown_site.accounts.demo import CAST, make_agency, make_cast, make_person
from belltown_site.accounts.models import Agency, AgencyKind, User

__all__ = ["CAST", "make_agency", "make_cast", "make_person", "other_agency", "someone_from_the_other_agency"]


def ofelia() -> User:
    return make_person("ofelia")


def sol() -> User:
    return make_person("sol")


def cass() -> User:
    return make_person("cass")


def cleo() -> User:
    return make_person("cleo")


def dee() -> User:
    return make_person("dee")


def pru() -> User:
    return make_person("pru")


def del_() -> User:
    return make_person("del")


def pam() -> User:
    return make_person("pam")


def bea() -> User:
    return make_person("bea")


def eli() -> User:
    return make_person("eli")


def eve() -> User:
    return make_person("eve")


def ada() -> User:
    return make_person("ada")


def pat() -> User:
    return make_person("pat")


def nobody() -> User:
    return make_person("nobody")


def other_agency(kind: AgencyKind = AgencyKind.CASE_MANAGEMENT) -> Agency:
    """A second partner agency of the same kind as one of the cast's: a partner, yet not theirs."""
    agency, _ = Agency.objects.get_or_create(
        name=f"The other {kind.label.lower()} (invented)", defaults={"kind": kind, "partner": True}
    )
    return agency


_KIND_OF_ROLE = {
    Role.OFFICER: AgencyKind.POLICE,
    Role.SERGEANT: AgencyKind.POLICE,
    Role.PROSECUTOR: AgencyKind.PROSECUTOR,
    Role.DEFENDER: AgencyKind.DEFENDER,
}


def someone_from_the_other_agency(role: Role, name: str = "Otto Other") -> User:
    """Someone with this role in a second partner agency."""
    email = f"{name.partition(' ')[0].lower()}.{role.value}@other.belltown.example"
    found = User.objects.select_related("agency").filter(email=email).first()
    agency = other_agency(_KIND_OF_ROLE.get(role, AgencyKind.CASE_MANAGEMENT))
    return found or User.objects.create_user(email, name=name, agency=agency, role=role.value)
