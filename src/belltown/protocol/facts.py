"""Facts: what a rule may ask about an encounter. Declared once; the declaration asks, checks and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from belltown.vocabulary import OffenseGroup

NEVER = date.min
"""The value of a LAST_DATE fact when the thing is known never to have happened. Sorts before every real date."""

LARGEST_NUMBER = 1e15
"""Numbers at or past this are no measurement; below it every whole number is exact in every reading."""

Value = bool | int | float | str | date


class Kind(StrEnum):
    """What values a fact takes."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    LAST_DATE = "last_date"


class AskedOf(StrEnum):
    """Who can answer. A fact asked of RECORDS is never stored: only that its criterion was checked, by whom, when."""

    OFFICER = "officer"
    PERSON = "person"
    RECORDS = "records"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with its kind of answer. `unit` for numbers, `choices` for choices."""

    id: str
    kind: Kind
    question: str
    asked_of: AskedOf = AskedOf.OFFICER
    unit: str = ""
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.isidentifier():
            raise ValueError(f"the fact id [{self.id}] must be a plain identifier such as drug_grams")
        if not self.question.strip():
            raise ValueError(f"the fact [{self.id}] needs a question a person can answer")
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"the fact [{self.id}] must have choices exactly when its kind is choice")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError(f"the fact [{self.id}] lists a choice twice")

    def fault_in(self, value: object) -> str | None:
        """Why `value` cannot be this fact's value, in words; None when it can."""
        match self.kind:
            case Kind.YES_NO:
                return None if isinstance(value, bool) else "must be true or false"
            case Kind.NUMBER:
                return _number_fault(value)
            case Kind.CHOICE:
                return None if value in self.choices else f"must be one of {', '.join(self.choices)}"
            case Kind.LAST_DATE:
                return None if type(value) is date else "must be a date (YYYY-MM-DD) or never"


def _number_fault(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    if not 0 <= value < LARGEST_NUMBER:
        return "must be a finite number, zero or more"
    return None


STANDARD_FACTS: dict[str, Fact] = {
    fact.id: fact
    for fact in (
        Fact("offense", Kind.CHOICE, "What is the offense?", choices=tuple(OffenseGroup)),
        Fact("level", Kind.CHOICE, "How serious is the charge?", choices=("infraction", "misdemeanor", "felony")),
        Fact("warrant_only", Kind.YES_NO, "Is the arrest on a warrant alone, with no new offense?"),
        Fact("drug_kind", Kind.CHOICE, "Which drug?", choices=(
            "opioid", "prescription_opioid_pills", "cocaine", "methamphetamine", "cannabis", "other")),
        Fact("drug_grams", Kind.NUMBER, "How much, in grams?", unit="g"),
        Fact("dosage_units", Kind.NUMBER, "How many pills or doses?", unit="doses"),
        Fact("subsistence", Kind.YES_NO, "Do the circumstances show dealing only to live or to support own use?"),
        Fact("age", Kind.NUMBER, "How old is the person?", unit="years"),
        Fact("amenable", Kind.YES_NO, "Does the person seem open to diversion?"),
        Fact("interested", Kind.YES_NO, "Does the person want to take part?", AskedOf.PERSON),
        Fact("exploits_minors", Kind.YES_NO, "Is there sign of exploiting minors or others in drug dealing?"),
        Fact("promotes_prostitution", Kind.YES_NO, "Is there sign of promoting prostitution?"),
        Fact("sale_to_minor", Kind.YES_NO, "Was it a sale to a minor, or in a school zone?"),
        Fact("threat_of_harm", Kind.YES_NO, "Does the person threaten harm to others?"),
        Fact("in_catchment", Kind.YES_NO, "Is it inside the program area?"),
        Fact("capacity_remains", Kind.YES_NO, "Is there room on a caseload?", AskedOf.SYSTEM),
        Fact("treatment_court_case", Kind.YES_NO, "Is a drug-court or mental-health-court case pending?",
             AskedOf.RECORDS),
        Fact("no_contact_order", Kind.YES_NO, "Does an order bar contact with a current participant?",
             AskedOf.RECORDS),
        Fact("on_supervision", Kind.YES_NO, "Is the person on probation or parole?", AskedOf.RECORDS),
        Fact("last_violent_conviction", Kind.LAST_DATE, "When was the last conviction for a violent crime?",
             AskedOf.RECORDS),
        Fact("last_involvement", Kind.LAST_DATE,
             "When was the person last known to be involved in low-level drug activity or prostitution here?"),
        Fact("evidence_records", Kind.YES_NO, "Do police records show that involvement?", AskedOf.RECORDS),
        Fact("evidence_observed", Kind.YES_NO, "Has an officer seen that involvement?"),
        Fact("evidence_reliable", Kind.YES_NO, "Has a reliable source told of that involvement?"),
        Fact("high_risk_of_arrest", Kind.YES_NO, "Is the person at high risk of arrest in future?"),
    )
}  # fmt: skip
"""Facts every jurisdiction shares, so that feeds and screens can fill them. A pack may declare more."""
