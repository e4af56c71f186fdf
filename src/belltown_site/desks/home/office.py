"""The first pages of those who keep the partnership, or watch it."""

from __future__ import annotations

from datetime import datetime

from belltown_site.accounts.models import User
from belltown_site.desks.home.care import referral_of
from belltown_site.desks.home.counting import counts_for
from belltown_site.desks.home.law import FOR_A_PERSON
from belltown_site.desks.home.page import HomePage, action, actions
from belltown_site.desks.home.police import approval_of, call_of
from belltown_site.desks.home.reviews import accounts_waiting, reviews_of
from belltown_site.records import gate
from belltown_site.records.sheets import OpeningCounts, Received
from belltown_site.web.components import Waiting
from belltown_site.web.templatetags.belltown import when


def project_manager(user: User, now: datetime) -> HomePage:
    """Approvals, handoffs that nobody answers, referrals; then the referrals desk."""
    board = gate.dispatch_board(viewer=user, now=now)
    unanswered = [call for call in board.live if call.state == "exhausted"]
    holds = gate.holds(viewer=user, now=now)
    return HomePage(
        nothing="No approval, call or referral waits for you.",
        waiting=(
            *map(call_of, unanswered),
            *map(approval_of, gate.approvals(viewer=user)),
            *map(referral_of, gate.referrals(viewer=user)),
            *reviews_of(user, now),
        ),
        action=action("Open the referrals", "community:queue"),
        also=actions(
            ("Dispatch board", "dispatch:board"),
            ("On-call roster", "dispatch:roster"),
            ("Counts", "home:counts"),
            ("Agencies", "office:agencies"),
            ("The ledger", "office:ledger"),
            ("Papers for a legal case", "home:proceedings"),
        ),
        facts=(
            board.capacity.sentence,
            f"{_counted(len(board.live), 'handoff')} under way.",
            *_openings_fact(gate.openings_waiting(viewer=user, now=now)),
            _holds_fact(len(holds), sum(line.state in FOR_A_PERSON for line in holds)),
        ),
        watches=("handoff", "approval", "referral", "hold"),
    )


def business_member(user: User, now: datetime) -> HomePage:  # noqa: ARG001
    """The referrals this person made: received, and no more; then a new one."""
    return HomePage(
        nothing="Nothing waits for you.",
        action=action("Refer a person", "community:refer"),
        also=actions(("Counts", "home:counts"), ("The protocol in force", "public:protocol")),
        facts=("You hear that a referral was received. What follows belongs to the person.",),
        recent_title="Your referrals",
        recent=tuple(map(_received, gate.my_referrals(viewer=user))),
    )


def council_member(user: User, now: datetime) -> HomePage:
    """The protocol, and the promise about counts."""
    return HomePage(
        nothing="How diversion goes here",
        action=action("Read the protocol in force", "public:protocol"),
        also=actions(("The ledger", "office:ledger")),
        facts=("You never see a participant's record; you see counts that name nobody.",),
        **counts_for(user, now),
    )


def evaluator(user: User, now: datetime) -> HomePage:
    """As for the council: rules and counts."""
    return HomePage(
        nothing="How diversion goes here",
        action=action("Read the protocol in force", "public:protocol"),
        also=actions(("The ledger", "office:ledger")),
        facts=("You see coded records and counts, never a name.",),
        **counts_for(user, now),
    )


def administrator(user: User, now: datetime) -> HomePage:
    """Accounts whose end a reviewer asked for, and locked ones; then the accounts."""
    return HomePage(
        nothing="Nothing waits for you.",
        waiting=accounts_waiting(user, now),
        action=action("Open the accounts", "office:accounts"),
        also=actions(
            ("Agencies", "office:agencies"),
            ("Yearly access review", "office:access"),
            ("The ledger", "office:ledger"),
            ("Papers for a legal case", "home:proceedings"),
        ),
        facts=("You keep accounts and the installation in order, and see no participant's record.",),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number or 'No'} {noun}{'' if number == 1 else 's'}"


def _openings_fact(found: OpeningCounts) -> tuple[str, ...]:
    """How many wait for a second person anywhere, and how many too long: counts, and no names."""
    if not found.waiting:
        return ()
    late = f"; {found.late} for more than three days" if found.late else ""
    return (f"{_counted(found.waiting, 'emergency opening')} not yet reviewed{late}.",)


def _holds_fact(number: int, wanting: int) -> str:
    if not number:
        return "No filing hold is open."
    decide = f"; {wanting} for the prosecutor to decide" if wanting else ""
    return f"{_counted(number, 'filing hold')} open{decide}."


def _received(one: Received) -> Waiting:
    return Waiting("Received", "", when(one.received_at))
