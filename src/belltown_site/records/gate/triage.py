"""The sheets of the community desk."""

from __future__ import annotations

from uuid import UUID

from belltown.disclosure.classes import InformationClass as Class
from belltown.disclosure.classes import may_ever_see
from belltown.vocabulary import Pathway, RefusalReason, Role
from belltown.workflow import referral as workflow
from belltown_site.accounts.models import User
from belltown_site.jurisdiction.protocols import version_of
from belltown_site.records.gate import fetch, lines
from belltown_site.records.gate.reach import CARE, NEVER_YOURS, as_uuid, is_here, is_of_the_program, no_such
from belltown_site.records.gate.witness import seen, seen_list, shown_of
from belltown_site.records.guard import reads
from belltown_site.records.models import Referral
from belltown_site.records.sheets import Purpose, Received, ReferralSheet, Withheld

State = workflow.State
OPEN = (State.RECEIVED, State.SCREENING, State.WAITING, State.APPROVED, State.NOT_LOCATED, State.CONTACTED)
MOST = 200


def machine_of(referral: Referral) -> workflow.Machine[State, workflow.Event]:
    """The referral's workflow under the protocol in force when it came."""
    rules = version_of(referral.protocol_digest).pathways.get(Pathway(referral.pathway))
    return workflow.machine(rules.approval if rules else ())


@reads
def referrals(*, viewer: User, purpose: Purpose = Purpose.TRIAGE, closed: bool = False) -> tuple[ReferralSheet, ...]:
    """The referrals that want something done, the oldest first; or those closed, the newest first."""
    if not may_read(viewer):
        return ()
    wanted = fetch.referrals().filter(state__in=OPEN)
    if closed:
        wanted = fetch.referrals().exclude(state__in=OPEN).order_by("-received_at")
    rows = list(wanted[:MOST])
    seen_list(viewer, "referrals", map(shown_of, rows), purpose)
    return tuple(_sheet(one, viewer) for one in rows)


@reads
def referral(id: UUID | str, *, viewer: User, purpose: Purpose = Purpose.TRIAGE) -> ReferralSheet:
    """One referral. Raises NotFound alike for none and for one not theirs to see."""
    found = fetch.referrals().filter(pk=as_uuid(id, "referral")).first() if may_read(viewer) else None
    if found is None:
        raise no_such("referral")
    seen(viewer, "referral", "referral", found.pk, purpose)
    return _sheet(found, viewer)


@reads
def my_referrals(*, viewer: User) -> tuple[Received, ...]:
    """The referrals this viewer made: received, and no more."""
    if not is_here(viewer):
        return ()
    mine = Referral.objects.filter(received_by=viewer).order_by("-received_at")[:MOST]
    return tuple(Received(one.pk, one.received_at) for one in mine)


def may_read(viewer: User) -> bool:
    """Whether referrals are the viewer's business: a neighbor asks whichever care can come, and the program."""
    return is_here(viewer) and (Role(viewer.role) in CARE or is_of_the_program(viewer))


def _sheet(found: Referral, viewer: User) -> ReferralSheet:
    role = Role(viewer.role)

    def show(kind: Class, value: str) -> str | Withheld:
        return value if may_ever_see(role, kind) else Withheld(NEVER_YOURS)

    return ReferralSheet(
        id=found.pk,
        pathway=Pathway(found.pathway),
        state=State(found.state),
        received_at=found.received_at,
        received_by=lines.who_or_none(found.received_by),
        about=show(Class.IDENTITY, found.about),
        where=show(Class.CONTACT, found.where),
        words=show(Class.NOTE, found.words),
        referrer_name=show(Class.IDENTITY, found.referrer_name),
        referrer_contact=show(Class.CONTACT, found.referrer_contact),
        reason=RefusalReason(found.reason) if found.reason else None,
        decided_by=lines.who_or_none(found.decided_by),
        decided_at=found.decided_at,
        acts=machine_of(found).open_to(State(found.state), role),
    )
