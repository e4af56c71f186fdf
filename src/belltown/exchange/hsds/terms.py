"""Our own terms, and how other taxonomies' terms say the same: needs that a service meets, people it takes.

Open Eligibility 2.0 (CC BY-SA 3.0) is referred to by the names of its terms; no 211 taxonomy is here: its codes pass
through as they came, and a site that holds a licence maps them with terms of its own.
"""

from __future__ import annotations

import uuid
from types import MappingProxyType

from belltown.exchange.hsds.cells import Value
from belltown.exchange.hsds.criteria import CRITERIA
from belltown.exchange.hsds.package import Row
from belltown.needs import NEEDS, Need

ELIGIBILITY = "eligibility"


def own_id(word: str) -> str:
    """The id of a taxonomy or term of ours: the same in every package."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:belltown:{word}"))


NEEDS_TAXONOMY, CRITERIA_TAXONOMY = own_id("needs"), own_id("eligibility")

OPEN_ELIGIBILITY = MappingProxyType({
    "emergency shelter": Need.SHELTER_TONIGHT, "short-term housing": Need.INTERIM_HOUSING,
    "safe housing": Need.INTERIM_HOUSING, "long-term housing": Need.PERMANENT_HOUSING,
    "help find housing": Need.PERMANENT_HOUSING, "housing vouchers": Need.PERMANENT_HOUSING,
    "meals": Need.FOOD, "food pantry": Need.FOOD, "food delivery": Need.FOOD, "clothing": Need.CLOTHING,
    "personal hygiene": Need.SHOWERS, "animal welfare": Need.PETS, "phone services": Need.PHONE,
    "bus passes": Need.TRANSPORT, "counseling": Need.COUNSELLING, "peer support": Need.COUNSELLING,
    "support groups": Need.COUNSELLING, "childcare": Need.CHILD_CARE,
    "mental health care": Need.MENTAL_HEALTH, "psychiatric emergency services": Need.CRISIS,
    "help hotlines": Need.CRISIS, "addiction & recovery": Need.DRUG_TREATMENT, "detox": Need.DRUG_TREATMENT,
    "outpatient treatment": Need.DRUG_TREATMENT, "residential treatment": Need.DRUG_TREATMENT,
    "medical care": Need.MEDICAL, "dental care": Need.DENTAL, "hiv treatment": Need.HIV_HCV,
    "help find work": Need.EMPLOYMENT, "job placement": Need.EMPLOYMENT, "skills & training": Need.JOB_TRAINING,
    "specialized training": Need.JOB_TRAINING, "alternative education": Need.EDUCATION,
    "ged/high-school equivalency": Need.EDUCATION, "identification recovery": Need.IDENTITY_DOCUMENTS,
    "government benefits": Need.BENEFITS, "health insurance": Need.BENEFITS, "representation": Need.CIVIL_LEGAL,
    "advocacy & legal aid": Need.CIVIL_LEGAL,
})  # fmt: skip


def need_of(term: Row, taxonomy: Row | None) -> Need | None:
    """The need a term speaks of; None where it speaks of none, or in a taxonomy that nobody mapped."""
    code, name = str(term.get("code", "")), str(term["name"]).strip().lower()
    if term.get("taxonomy_id") == NEEDS_TAXONOMY:
        return Need(code) if code in NEEDS else None
    said = " ".join(str(one) for one in (term.get("taxonomy", ""), *((taxonomy or {}).values()))).lower()
    return OPEN_ELIGIBILITY.get(name) if "open eligibility" in said or "openeligibility" in said else None


def criterion_of(attribute: Row, term: Row) -> tuple[str, bool] | None:
    """The criterion an attribute states, and whether it holds; None where it states none of ours."""
    code = str(term.get("code", ""))
    if attribute.get("link_type") != ELIGIBILITY or term.get("taxonomy_id") != CRITERIA_TAXONOMY:
        return None
    value = str(attribute.get("value", "yes")).strip().lower()
    return (code, value == "yes") if code in CRITERIA and value in ("yes", "no") else None


def own_terms() -> dict[str, dict[str, dict[str, Value]]]:
    """Our taxonomies and terms as rows of HSDS: what a package that uses them carries along."""
    taxonomies = (
        {"id": NEEDS_TAXONOMY, "name": "Belltown needs", "description": "What people in a diversion program need."},
        {"id": CRITERIA_TAXONOMY, "name": "Belltown eligibility", "description": "Whom a service takes: yes or no."},
    )
    terms = [
        *(_term(NEEDS_TAXONOMY, need.value, words.label, words.hint) for need, words in NEEDS.items()),
        *(_term(CRITERIA_TAXONOMY, one.code, one.label, one.yes) for one in CRITERIA.values()),
    ]
    return {
        "taxonomy": {one["id"]: dict(one) for one in taxonomies},
        "taxonomy_term": {str(one["id"]): one for one in terms},
    }


def _term(taxonomy: str, code: str, name: str, description: str) -> dict[str, Value]:
    return {
        "id": own_id(code), "code": code, "name": name, "description": f"{description[:1].upper()}{description[1:]}.",
        "taxonomy_id": taxonomy,
    }  # fmt: skip
