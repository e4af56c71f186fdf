"""Findings in sentences, for the officer, and for the police report, which says less."""

from __future__ import annotations

from datetime import date

from belltown.protocol.answers import NO, UNKNOWN, YES, Answer
from belltown.protocol.decide import Finding, Reason, Standing
from belltown.protocol.differences import difference
from belltown.protocol.facts import AskedOf, Fact
from belltown.protocol.phrases import listed, test_in_words
from belltown.protocol.version import Criterion
from belltown.vocabulary import NotOfferedReason, OfferOutcome, Role

__all__ = [
    "check_question",
    "citation",
    "difference",
    "fact_question",
    "finding_sentences",
    "headline",
    "reason_sentence",
    "report_text",
    "test_in_words",
]

_ANSWERS = {YES: "Met", NO: "Not met", UNKNOWN: "Unknown"}
_UNITS = {"g": "grams"}
_STANDINGS = {Standing.OVERRIDE: "Set aside", Standing.NOT_APPLICABLE: "Does not apply"}

REPORTABLE_FACTS = frozenset({"offense", "level", "warrant_only", "drug_kind", "drug_grams", "dosage_units",
                              "in_catchment"})  # fmt: skip
"""Facts of the event itself. A police report recites criteria on these alone: nothing of history, health or consent."""

_REPORTABLE_REASONS = frozenset({
    NotOfferedReason.NO_CAPACITY, NotOfferedReason.NOBODY_ON_CALL, NotOfferedReason.OFFICER_DISCRETION,
    NotOfferedReason.PUBLIC_SAFETY, NotOfferedReason.COMPLAINANT_OBJECTED, NotOfferedReason.APPROVAL_REFUSED,
})  # fmt: skip

_OUTCOMES = {
    OfferOutcome.ACCEPTED: "Diversion was offered and accepted",
    OfferOutcome.DECLINED: "Diversion was offered and declined",
    OfferOutcome.OFFERED: "Diversion was offered; the answer is awaited",
    OfferOutcome.NOT_OFFERED: "Diversion was not offered",
}


def finding_sentences(finding: Finding) -> list[str]:
    """One sentence for each criterion, in the protocol's order, with its citation."""
    return [reason_sentence(reason) for reason in finding.because]


def reason_sentence(reason: Reason) -> str:
    """One criterion: met, not met, unknown, set aside or not applicable; its text; its citation; what is missing."""
    answer = _STANDINGS.get(reason.standing, _ANSWERS[reason.answer])
    checked = ", by a check" if reason.standing is Standing.CHECK else ""
    sentence = f"{answer}{checked}: {_stop(reason.criterion.text)} [{citation(reason.criterion)}]"
    missing = _missing(reason)
    return f"{sentence} Still to answer: {' '.join(missing)}" if missing else sentence


def citation(criterion: Criterion) -> str:
    """Source and place, with the mark "unverified" where nobody has compared the text with its source."""
    parts = [criterion.source.title, criterion.place, "" if criterion.verified else "unverified"]
    return ", ".join(part for part in parts if part)


def headline(finding: Finding) -> str:
    """The finding in one sentence that an officer understands."""
    door = finding.pathway.label.lower()
    if finding.answer is YES:
        return f"Eligible for {door}."
    if finding.answer is UNKNOWN:
        return _not_yet(finding)
    unmet = [reason.criterion.text.strip().rstrip(".") for reason in finding.because if reason.answer is NO]
    return f"Not eligible for {door}. Not met: {'; '.join(unmet)}.{_who_may(finding.overridable_by)}"


def check_question(criterion: Criterion) -> str:
    """The question to whoever may look into the records, which are never copied."""
    return f"Has someone checked: {criterion.text.strip().rstrip('.')}?"


def fact_question(fact: Fact) -> str:
    """The fact's question, with its unit where the question does not name it."""
    unit = _UNITS.get(fact.unit, fact.unit)
    return fact.question if unit in fact.question else f"{fact.question} ({unit})"


def report_text(
    finding: Finding,
    *,
    on: date,
    place_words: str,
    outcome: OfferOutcome,
    not_offered: NotOfferedReason | None = None,
    approved_by: Role | None = None,
) -> str:
    """Text to paste into a police report. It holds nothing of the person's history, health or reasons for declining.

    Only criteria that rest on facts of the event are recited; of the others it says how many there were. A reason
    for not offering that tells of health or eligibility is left out.
    """
    lines = [
        f"{finding.pathway.label} was considered on {_day(on)}, at {_one_line(place_words) or 'a place not recorded'}.",
        f"Protocol {finding.protocol} (digest {finding.digest[:12]}): {_plain_answer(finding.answer)}.",
        *_recited(finding),
        _outcome(outcome, not_offered),
    ]
    if approved_by:
        lines.append(f"Approved by: {approved_by.label}.")
    return "\n".join([*lines, "The protocol's answer advises; the decision is a person's."])


def _recited(finding: Finding) -> list[str]:
    told = [reason for reason in finding.because if _is_reportable(reason.criterion)]
    lines = [f"- {_STANDINGS.get(one.standing, _ANSWERS[one.answer])}: {_stop(one.criterion.text)}" for one in told]
    if kept := len(finding.because) - len(told):
        lines.append(f"- {kept} more {'criterion' if kept == 1 else 'criteria'} of the protocol, not recited here.")
    return lines


def _is_reportable(criterion: Criterion) -> bool:
    return all(fact.id in REPORTABLE_FACTS for fact in criterion.facts)


def _outcome(outcome: OfferOutcome, why: NotOfferedReason | None) -> str:
    if outcome is OfferOutcome.NOT_OFFERED and why in _REPORTABLE_REASONS and why:
        return f"{_OUTCOMES[outcome]}: {why.replace('_', ' ')}."
    return f"{_OUTCOMES[outcome]}."


def _plain_answer(answer: Answer) -> str:
    return {YES: "eligible", NO: "not eligible", UNKNOWN: "eligibility not settled"}[answer]


def _missing(reason: Reason) -> list[str]:
    asked = [fact_question(fact) for fact in reason.missing if fact.asked_of is not AskedOf.RECORDS]
    return [*asked, check_question(reason.criterion)] if len(asked) < len(reason.missing) else asked


def _not_yet(finding: Finding) -> str:
    missing = {sentence for reason in finding.because for sentence in _missing(reason)}
    return f"Cannot tell yet: {len(missing)} {'answer' if len(missing) == 1 else 'answers'} missing."


def _who_may(roles: tuple[Role, ...]) -> str:
    if not roles:
        return ""
    return f" The {listed([role.label.lower() for role in roles], 'or the')} may set this aside."


def _stop(text: str) -> str:
    return f"{text.strip().rstrip('.')}."


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _day(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"
