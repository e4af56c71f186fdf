"""Where an encounter stands, and the one card of what comes next, worked out for its page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from belltown.protocol.answers import NO, UNKNOWN
from belltown.protocol.facts import Kind
from belltown.protocol.version import Criterion
from belltown.protocol.words import report_text
from belltown.vocabulary import ComplainantRule, NotOfferedReason, OfferOutcome, Role, Strength
from belltown.workflow.encounter import Event, State
from belltown.workflow.handoff import LIVE
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission
from belltown_site.desks.field import words
from belltown_site.desks.field.forms import ELSEWHERE
from belltown_site.desks.field.questions import AGE
from belltown_site.records.sheets import ApprovalLine, CapacitySheet, EncounterSheet, HandoffBrief, Relation, Withheld
from belltown_site.web.components import Step

POLICE_SIDE = (Relation.AUTHOR, Relation.SUPERVISOR)
BEFORE = (State.COMPLAINANT_PENDING, State.APPROVAL_PENDING, State.SCREENED)
AFTER_YES = (State.ACCEPTED, State.HANDED_OVER, State.HANDOFF_FAILED)
LIKELY_WHEN_UNMET = (NotOfferedReason.NOT_ELIGIBLE,)
LIKELY_WHEN_OPEN = (NotOfferedReason.ELIGIBILITY_UNKNOWN,)


@dataclass(frozen=True, slots=True)
class Standing:
    """One encounter's page for one viewer."""

    sheet: EncounterSheet
    viewer: User
    capacity: CapacitySheet | None = None

    @property
    def police_side(self) -> bool:
        return self.sheet.relation in POLICE_SIDE and self.viewer.may(Permission.SCREEN)

    @property
    def events(self) -> frozenset[Event]:
        """What this viewer may do now."""
        return frozenset(act.event for act in self.sheet.acts)

    @property
    def sees_finding(self) -> bool:
        return not isinstance(self.sheet.finding, Withheld)

    @property
    def title(self) -> str:
        charge = "" if isinstance(self.sheet.charge, Withheld) else self.sheet.charge.label
        return charge if self._charge_told else self.sheet.pathway.label

    @property
    def _charge_told(self) -> bool:
        return not isinstance(self.sheet.charge, Withheld) and bool(self.sheet.charge.group or self.sheet.charge.text)

    @property
    def amounts(self) -> tuple[tuple[str, str], ...]:
        """What was measured, with its question: grams, dollars. The approver reads it too."""
        if isinstance(self.sheet.facts, Withheld):
            return ()
        known = self.sheet.version.facts
        measured = [(known[id], value) for id, value in self.sheet.facts.items() if known[id].kind is Kind.NUMBER]
        return tuple((fact.question, f"{value:g} {fact.unit}") for fact, value in measured if fact.id != AGE)

    @property
    def state_words(self) -> str:
        return words.STATES[self.sheet.state]

    @property
    def card(self) -> str:
        """The template of what comes next for this viewer."""
        if not self.police_side or (self.waits_for_me and self.sheet.relation is not Relation.AUTHOR):
            return ""
        return f"field/cards/{_CARDS[self.sheet.state]}.html"

    @property
    def waits_for_me(self) -> ApprovalLine | None:
        """The approval this viewer is asked for."""
        if isinstance(self.sheet.approvals, Withheld):
            return None
        return next((one for one in self.waiting if one.role.value == self.viewer.role), None)

    @property
    def waiting(self) -> tuple[ApprovalLine, ...]:
        if isinstance(self.sheet.approvals, Withheld):
            return ()
        return tuple(one for one in self.sheet.approvals if one.granted is None and not one.withdrawn)

    @property
    def asked(self) -> ApprovalLine | None:
        """The approval that the offer waits for."""
        return next((one for one in self.waiting if one.role in self.approvers), None)

    @property
    def approvers(self) -> tuple[Role, ...]:
        return self.sheet.version.pathways[self.sheet.pathway].approval

    @property
    def to_set_aside(self) -> tuple[Criterion, ...]:
        """The unmet presumptive criteria that this viewer may set aside now."""
        if not self.sees_finding or self.sheet.state not in BEFORE or not self.viewer.may(Permission.OVERRIDE):
            return ()
        return tuple(one for one in self._unmet if Role(self.viewer.role) in one.override)

    @property
    def may_be_asked(self) -> tuple[Role, ...]:
        """Who else could set aside what stands in the way, and has not been asked."""
        if not self.sees_finding or not self.police_side or self.sheet.state not in BEFORE:
            return ()
        asked = {one.role for one in self.waiting}
        roles = (role for role in self.sheet.finding.overridable_by if role.value != self.viewer.role)
        return tuple(role for role in roles if role not in asked)

    @property
    def asked_aside(self) -> tuple[ApprovalLine, ...]:
        """Questions to those who may set a criterion aside, waiting still."""
        return tuple(one for one in self.waiting if one.role not in self.approvers)

    @property
    def _unmet(self) -> tuple[Criterion, ...]:
        unmet = (reason.criterion for reason in self.sheet.finding.because if reason.answer is NO)
        return tuple(one for one in unmet if one.strength is Strength.PRESUMPTIVE)

    @property
    def unmet(self) -> bool:
        return self.sees_finding and self.sheet.finding.answer is NO

    @property
    def open_rules(self) -> int:
        return sum(one.answer is UNKNOWN for one in self.sheet.finding.because) if self.sees_finding else 0

    @property
    def not_offered_reasons(self) -> tuple[tuple[str, str], ...]:
        """Reasons for not offering, the likeliest first."""
        likely = LIKELY_WHEN_UNMET if self.unmet else LIKELY_WHEN_OPEN if self.open_rules else ()
        if self.capacity and not self.capacity.remains:
            likely = (*likely, NotOfferedReason.NO_CAPACITY)
        ordered = dict.fromkeys((*likely, *words.NOT_OFFERED))
        return tuple((one.value, words.NOT_OFFERED[one]) for one in ordered)

    @property
    def live_handoff(self) -> HandoffBrief | None:
        handoffs = () if isinstance(self.sheet.handoffs, Withheld) else self.sheet.handoffs
        return next((one for one in handoffs if one.state in LIVE), None)

    @property
    def veto(self) -> bool:
        return self.sheet.version.pathways[self.sheet.pathway].complainant is ComplainantRule.VETO

    @property
    def complainant_answers(self) -> tuple[tuple[str, str], ...]:
        return words.COMPLAINANT

    @property
    def decline_reasons(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.value, text) for one, text in words.DECLINED.items())

    @property
    def refusals(self) -> tuple[tuple[str, str], ...]:
        return words.REFUSALS

    @property
    def aside_reasons(self) -> tuple[tuple[str, str], ...]:
        return words.OVERRIDES

    @property
    def may_correct(self) -> bool:
        return self.sheet.state in BEFORE

    @property
    def may_mark_as_error(self) -> bool:
        return Event.MARK_AS_ERROR in self.events

    @property
    def handoff_id(self) -> UUID:
        """The number of a handoff that may be asked for from this page: however often it is sent, it is one."""
        return uuid4()

    @property
    def reason_words(self) -> str:
        """Why it was declined or not offered, as last recorded."""
        last = self._last_offer
        codes = {**{one.value: text for one, text in words.DECLINED.items()},
                 **{one.value: text for one, text in words.NOT_OFFERED.items()}}  # fmt: skip
        return codes.get(last.reason, "") if last else ""

    @property
    def report(self) -> str:
        """Text for the police report, once there is an outcome."""
        last = self._last_offer
        if last is None or not self.police_side or not self.sees_finding:
            return ""
        refused = NotOfferedReason(last.reason) if last.outcome is OfferOutcome.NOT_OFFERED and last.reason else None
        granted = [one.role for one in self.sheet.approvals if one.granted and not one.withdrawn]
        return report_text(
            self.sheet.finding, on=self.sheet.on, place_words=self._place_words, outcome=last.outcome,
            not_offered=refused, approved_by=granted[-1] if granted else None,
        )  # fmt: skip

    @property
    def _place_words(self) -> str:
        beat = "" if self.sheet.beat in ("", ELSEWHERE) else f"beat {self.sheet.beat}"
        return ", ".join(part for part in (self.sheet.place, beat) if part)

    @property
    def _last_offer(self):  # noqa: ANN202
        offers = () if isinstance(self.sheet.offers, Withheld) else self.sheet.offers
        return offers[-1] if offers else None

    @property
    def topics(self) -> tuple[str, ...]:
        """What wakes this page."""
        live = self.live_handoff
        waits = tuple(f"approval:{one.id}" for one in self.waiting)
        return (f"encounter:{self.sheet.id}", *waits, *((f"handoff:{live.id}",) if live else ()))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way from here to the handoff, as far as this protocol goes."""
        rules, state = self.sheet.version.pathways[self.sheet.pathway], self.sheet.state
        way = [State.COMPLAINANT_PENDING] if rules.complainant is not ComplainantRule.NONE else []
        way += [State.APPROVAL_PENDING] if rules.approval else []
        way += [State.SCREENED, State.OFFERED, State.ACCEPTED, State.HANDED_OVER]
        return tuple(_step(one, state, way) for one in way)


_CARDS = {
    State.COMPLAINANT_PENDING: "complainant",
    State.APPROVAL_PENDING: "approval",
    State.SCREENED: "offer",
    State.OFFERED: "answer",
    State.ACCEPTED: "call",
    State.HANDOFF_FAILED: "call",
    State.DECLINED: "declined",
    State.NOT_OFFERED: "not_offered",
    State.HANDED_OVER: "done",
    State.ENTERED_IN_ERROR: "error",
}
_STEPS = {
    State.COMPLAINANT_PENDING: "The person harmed is asked",
    State.APPROVAL_PENDING: "Approval",
    State.SCREENED: "The offer",
    State.OFFERED: "The person's answer",
    State.ACCEPTED: "The case manager is called",
    State.HANDED_OVER: "Handed over, you are released",
}
_ENDED = {
    State.NOT_OFFERED: (State.SCREENED, "Not offered"),
    State.DECLINED: (State.OFFERED, "Declined"),
    State.HANDOFF_FAILED: (State.ACCEPTED, "The handoff failed"),
}


def _step(one: State, state: State, way: list[State]) -> Step:
    ended, note = _ENDED.get(state, (None, ""))
    here = ended or state
    at = way.index(here) if here in way else -1
    place = way.index(one)
    if state is State.HANDED_OVER or place < at:
        return Step(_STEPS[one], "done")
    if place == at:
        return Step(_STEPS[one], "failed" if ended else "now", note=note)
    return Step(_STEPS[one], "next")
