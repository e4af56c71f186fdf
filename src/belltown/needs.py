"""What people need, in the words of published programs: the domains of a plan, and of a search for services.

Union of the lists that LEAD programs publish: California Penal Code 1001.88, King County's referral form, Community
Health Project Los Angeles, and the program principles of the LEAD National Support Bureau.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Sector(StrEnum):
    """The kinds of help that agencies give together."""

    HOUSING = "housing"
    DAILY_LIFE = "daily_life"
    COUNSELLING = "counselling"
    MENTAL_HEALTH = "mental_health"
    DRUG_TREATMENT = "drug_treatment"
    HEALTH_CARE = "health_care"
    WORK = "work"
    PAPERS_AND_LAW = "papers_and_law"


class Need(StrEnum):
    """One domain of need. The codes are our own taxonomy; services carry them as HSDS attributes."""

    SHELTER_TONIGHT = "shelter_tonight"
    INTERIM_HOUSING = "interim_housing"
    PERMANENT_HOUSING = "permanent_housing"
    FOOD = "food"
    CLOTHING = "clothing"
    SHOWERS = "showers"
    STORAGE = "storage"
    PETS = "pets"
    PHONE = "phone"
    TRANSPORT = "transport"
    COUNSELLING = "counselling"
    FAMILY = "family"
    CHILD_CARE = "child_care"
    MENTAL_HEALTH = "mental_health"
    CRISIS = "crisis"
    DRUG_TREATMENT = "drug_treatment"
    MEDICATION_TREATMENT = "medication_treatment"
    OVERDOSE_PREVENTION = "overdose_prevention"
    SAFER_USE = "safer_use"
    MEDICAL = "medical"
    DENTAL = "dental"
    WOUND_CARE = "wound_care"
    HIV_HCV = "hiv_hcv"
    HORMONE_THERAPY = "hormone_therapy"
    EMPLOYMENT = "employment"
    JOB_TRAINING = "job_training"
    EDUCATION = "education"
    IDENTITY_DOCUMENTS = "identity_documents"
    BENEFITS = "benefits"
    COURT = "court"
    CIVIL_LEGAL = "civil_legal"


@dataclass(frozen=True, slots=True)
class NeedWords:
    """A need as a page says it: what it is called, and what it covers."""

    sector: Sector
    label: str
    hint: str


_H, _D, _C, _M = Sector.HOUSING, Sector.DAILY_LIFE, Sector.COUNSELLING, Sector.MENTAL_HEALTH
_T, _X, _W, _P = Sector.DRUG_TREATMENT, Sector.HEALTH_CARE, Sector.WORK, Sector.PAPERS_AND_LAW

NEEDS = MappingProxyType({
    Need.SHELTER_TONIGHT: NeedWords(_H, "A bed tonight", "shelter, safe haven, hotel night"),
    Need.INTERIM_HOUSING: NeedWords(_H, "A room for a while", "bridge and transitional housing"),
    Need.PERMANENT_HOUSING: NeedWords(_H, "A home", "supportive housing, vouchers, help to find a place"),
    Need.FOOD: NeedWords(_D, "Food", "meals, pantries"),
    Need.CLOTHING: NeedWords(_D, "Clothes and laundry", "clothing, blankets, laundry"),
    Need.SHOWERS: NeedWords(_D, "Shower and toilet", "hygiene"),
    Need.STORAGE: NeedWords(_D, "A place for belongings", "lockers, storage"),
    Need.PETS: NeedWords(_D, "Care for a pet", "boarding, food, vet"),
    Need.PHONE: NeedWords(_D, "Phone and mail", "phones, charging, a mailing address"),
    Need.TRANSPORT: NeedWords(_D, "A way there", "bus passes, rides"),
    Need.COUNSELLING: NeedWords(_C, "Somebody to talk to", "counselling, peer support, grief"),
    Need.FAMILY: NeedWords(_C, "Family", "reunion, parenting, safety at home"),
    Need.CHILD_CARE: NeedWords(_C, "Child care", "day care, vouchers"),
    Need.MENTAL_HEALTH: NeedWords(_M, "Mental-health care", "therapy, psychiatry, medication"),
    Need.CRISIS: NeedWords(_M, "A crisis now", "crisis line, walk-in, respite"),
    Need.DRUG_TREATMENT: NeedWords(_T, "Drug or alcohol treatment", "detox, outpatient, residential"),
    Need.MEDICATION_TREATMENT: NeedWords(_T, "Medication for opioid use", "buprenorphine, methadone"),
    Need.OVERDOSE_PREVENTION: NeedWords(_T, "Naloxone", "overdose prevention, drug checking"),
    Need.SAFER_USE: NeedWords(_T, "Safer-use supplies", "syringe services, disposal"),
    Need.MEDICAL: NeedWords(_X, "Doctor or clinic", "primary care, street medicine"),
    Need.DENTAL: NeedWords(_X, "Dentist", "dental care"),
    Need.WOUND_CARE: NeedWords(_X, "Wound care", "wounds, foot care"),
    Need.HIV_HCV: NeedWords(_X, "HIV and hepatitis C", "testing, treatment, PrEP"),
    Need.HORMONE_THERAPY: NeedWords(_X, "Hormone therapy", "gender-affirming care"),
    Need.EMPLOYMENT: NeedWords(_W, "Work", "day labor, placement, supported work"),
    Need.JOB_TRAINING: NeedWords(_W, "Job training", "skills, certificates, apprenticeships"),
    Need.EDUCATION: NeedWords(_W, "School", "GED, reading, English"),
    Need.IDENTITY_DOCUMENTS: NeedWords(_P, "ID and documents", "state ID, birth certificate, DMV"),
    Need.BENEFITS: NeedWords(_P, "Benefits and insurance", "Medicaid, SNAP, SSI"),
    Need.COURT: NeedWords(_P, "Court", "warrants, court dates, record clearing"),
    Need.CIVIL_LEGAL: NeedWords(_P, "Civil legal aid", "tenancy, debt, family law"),
})  # fmt: skip

SECTORS = MappingProxyType({
    Sector.HOUSING: "Housing", Sector.DAILY_LIFE: "Food, shower, daily life",
    Sector.COUNSELLING: "Counselling and family", Sector.MENTAL_HEALTH: "Mental health",
    Sector.DRUG_TREATMENT: "Drugs and alcohol", Sector.HEALTH_CARE: "Health care",
    Sector.WORK: "Work and school", Sector.PAPERS_AND_LAW: "Papers and law",
})  # fmt: skip
"""The sectors as a page heads them, in the order in which they are shown."""


def needs_of(sector: Sector) -> tuple[Need, ...]:
    """The needs of one sector, in their order."""
    return tuple(need for need, words in NEEDS.items() if words.sector is sector)
