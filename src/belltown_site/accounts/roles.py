"""What each role is and may do. A role opens a kind of act; the gate then asks about this record and purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from belltown.vocabulary import Role


class Permission(StrEnum):
    """One kind of act. The value is a phrase that completes "you may ..."."""

    SCREEN = "screen an encounter and offer diversion"
    REQUEST_HANDOFF = "ask for a warm handoff"
    APPROVE = "approve a diversion"
    ANSWER_CALLS = "answer on-call requests and meet people at the scene"
    WATCH_DISPATCH = "watch on-call requests as they ring"
    ARRANGE_ROSTER = "arrange the on-call roster"
    CONFIRM_INTAKE = "confirm that intake is complete"
    REFER = "refer a person as a partner"
    TRIAGE_REFERRALS = "accept or refuse referrals"
    SEE_PEOPLE = "see the people who take part, as far as each allows"
    KEEP_CONSENTS = "keep participants' consents"
    OPEN_IN_EMERGENCY = "open a person's record in an emergency"
    DRAW_CIRCLES = "say who alone may know of a person"
    LINK_RECORDS = "say that two records are one person, or are not"
    SEE_CASELOAD = "see your own caseload"
    SUPERVISE_CASELOADS = "see the caseloads of the people you supervise"
    SEE_HOLDS = "see filing holds and their clocks"
    DECIDE_FILING = "record a filing decision"
    OVERRIDE = "set aside a presumptive criterion where the protocol names your role"
    SEE_COUNTS = "see counts that name nobody"
    PUBLISH_PROTOCOL = "publish a protocol version"
    ACTIVATE_PROTOCOL = "bring a protocol version into force"
    CHANGE_SITE = "change this site's settings"
    MANAGE_ACCOUNTS = "open and close accounts"
    VERIFY_LEDGER = "verify the ledger"
    REVIEW_LOOKS = "review each week what your agency's people looked at"
    FIND_SERVICES = "find services for people"
    KEEP_DIRECTORY = "keep the directory of services right"
    SEE_OWN = "see what is kept about yourself"


P = Permission


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role as people speak of it. `description` is one plain sentence."""

    name: str
    description: str
    permissions: frozenset[Permission]


def _spec(name: str, description: str, *permissions: Permission) -> RoleSpec:
    return RoleSpec(name, description, frozenset(permissions))


ROLES: dict[Role, RoleSpec] = {
    Role.OFFICER: _spec(
        "Officer",
        "Meets a person over a low-level offense, offers diversion and hands the person warmly to a case manager.",
        P.SCREEN, P.REQUEST_HANDOFF, P.OVERRIDE, P.SEE_PEOPLE, P.FIND_SERVICES,
    ),
    Role.SERGEANT: _spec(
        "Sergeant",
        "Supervises officers' discretion and approves diversions where the protocol asks for it.",
        P.SCREEN, P.REQUEST_HANDOFF, P.APPROVE, P.OVERRIDE, P.WATCH_DISPATCH, P.SEE_PEOPLE, P.SEE_COUNTS,
        P.REVIEW_LOOKS,
        P.FIND_SERVICES,
    ),
    Role.OUTREACH: _spec(
        "Outreach worker",
        "Answers the on-call phone, meets people at the scene and searches for those who could not be reached.",
        P.ANSWER_CALLS, P.WATCH_DISPATCH, P.CONFIRM_INTAKE, P.SEE_PEOPLE, P.KEEP_CONSENTS, P.SEE_CASELOAD, P.REFER,
        P.OPEN_IN_EMERGENCY,
        P.FIND_SERVICES, P.KEEP_DIRECTORY,
    ),
    Role.CASE_MANAGER: _spec(
        "Case manager",
        "Walks with participants for as long as they want, on the street and through every door.",
        P.ANSWER_CALLS, P.WATCH_DISPATCH, P.CONFIRM_INTAKE, P.SEE_PEOPLE, P.KEEP_CONSENTS, P.LINK_RECORDS,
        P.SEE_CASELOAD, P.REFER, P.OPEN_IN_EMERGENCY, P.DRAW_CIRCLES,
        P.FIND_SERVICES, P.KEEP_DIRECTORY,
    ),
    Role.CLINICAL_SUPERVISOR: _spec(
        "Clinical supervisor",
        "Supervises case managers' practice, arranges the on-call roster and keeps caseloads bearable.",
        P.ANSWER_CALLS, P.WATCH_DISPATCH, P.ARRANGE_ROSTER, P.CONFIRM_INTAKE, P.SEE_PEOPLE, P.KEEP_CONSENTS,
        P.LINK_RECORDS, P.OPEN_IN_EMERGENCY, P.DRAW_CIRCLES, P.SEE_CASELOAD, P.SUPERVISE_CASELOADS,
        P.TRIAGE_REFERRALS, P.REFER, P.SEE_COUNTS, P.REVIEW_LOOKS,
        P.FIND_SERVICES, P.KEEP_DIRECTORY,
    ),
    Role.PROJECT_MANAGER: _spec(
        "Project manager",
        "Keeps the partners together: processes referrals, staffs the work group, does what the council decides.",
        P.APPROVE, P.OVERRIDE, P.WATCH_DISPATCH, P.SEE_PEOPLE, P.ARRANGE_ROSTER, P.TRIAGE_REFERRALS, P.REFER,
        P.SEE_HOLDS, P.SEE_COUNTS, P.PUBLISH_PROTOCOL, P.ACTIVATE_PROTOCOL, P.CHANGE_SITE, P.VERIFY_LEDGER,
        P.REVIEW_LOOKS,
        P.FIND_SERVICES, P.KEEP_DIRECTORY,
    ),
    Role.PROSECUTOR: _spec(
        "Prosecutor",
        "Holds diverted charges while their clocks run and records the filing decision.",
        P.SEE_HOLDS, P.SEE_PEOPLE, P.DECIDE_FILING, P.OVERRIDE, P.APPROVE, P.SEE_COUNTS, P.REVIEW_LOOKS,
    ),
    Role.DEFENDER: _spec(
        "Defender",
        "Stands up for participants in the work group and watches the clocks of their charges.",
        P.SEE_HOLDS, P.SEE_PEOPLE, P.REFER, P.SEE_COUNTS, P.FIND_SERVICES,
    ),
    Role.BUSINESS_MEMBER: _spec(
        "Business or neighborhood member",
        "Names places and people that worry the neighborhood, and hears back that a referral was received.",
        P.REFER, P.SEE_COUNTS,
    ),
    Role.COUNCIL_MEMBER: _spec(
        "Council member",
        "Decides with the other agencies on policy and resources, from counts that name nobody.",
        P.SEE_COUNTS, P.ACTIVATE_PROTOCOL, P.VERIFY_LEDGER,
    ),
    Role.EVALUATOR: _spec(
        "Evaluator",
        "Studies whether the program works and whether it is fair, from coded records and protected counts.",
        P.SEE_COUNTS, P.VERIFY_LEDGER,
    ),
    Role.ADMINISTRATOR: _spec(
        "Administrator",
        "Keeps accounts and the installation in order, and sees no participant's record.",
        P.MANAGE_ACCOUNTS, P.CHANGE_SITE, P.PUBLISH_PROTOCOL, P.VERIFY_LEDGER,
    ),
    Role.PARTICIPANT: _spec(
        "Participant",
        "Takes part, sees what is kept about them and who has looked.",
        P.SEE_OWN,
    ),
}  # fmt: skip


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that may do this, in the vocabulary's order."""
    return tuple(role for role, spec in ROLES.items() if permission in spec.permissions)


def whom_to_ask(permission: Permission) -> str:
    """The roles that may do this, in words: "a sergeant or a project manager"."""
    names = [_with_article(ROLES[role].name.lower()) for role in roles_with(permission)]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
