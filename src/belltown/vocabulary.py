"""Closed lists in the field's own words. A word used anywhere in Belltown is defined once, here."""

from __future__ import annotations

from enum import StrEnum


class Pathway(StrEnum):
    """How a person comes to the door: "three doors to the same room" (LEAD Bureau toolkit, enrolment)."""

    ARREST_DIVERSION = "arrest_diversion"
    SOCIAL_CONTACT = "social_contact"
    COMMUNITY_REFERRAL = "community_referral"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class BjaPathway(StrEnum):
    """The Bureau of Justice Assistance's five pathways of first-responder diversion."""

    SELF_REFERRAL = "self_referral"
    ACTIVE_OUTREACH = "active_outreach"
    NALOXONE_PLUS = "naloxone_plus"
    OFFICER_PREVENTION = "officer_prevention"
    OFFICER_INTERVENTION = "officer_intervention"


class Role(StrEnum):
    """A seat in the work. Every account has exactly one."""

    OFFICER = "officer"
    SERGEANT = "sergeant"
    OUTREACH = "outreach"
    CASE_MANAGER = "case_manager"
    CLINICAL_SUPERVISOR = "clinical_supervisor"
    PROJECT_MANAGER = "project_manager"
    PROSECUTOR = "prosecutor"
    DEFENDER = "defender"
    BUSINESS_MEMBER = "business_member"
    COUNCIL_MEMBER = "council_member"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"
    PARTICIPANT = "participant"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Strength(StrEnum):
    """A hard criterion binds. A presumptive one may be set aside by the roles it names."""

    HARD = "hard"
    PRESUMPTIVE = "presumptive"


class ComplainantRule(StrEnum):
    """What the protocol gives the person harmed: nothing to ask, a voice, or a veto."""

    NONE = "none"
    CONSULTED = "consulted"
    VETO = "veto"


class OfferOutcome(StrEnum):
    """What became of an eligible encounter. All four are kept: they are the denominator of equity."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_OFFERED = "not_offered"
    OFFERED = "offered"


class DeclineReason(StrEnum):
    """Why the person said no, in the person's own sense. Never a mark against them."""

    NOT_INTERESTED_NOW = "not_interested_now"
    PREFERS_COURT = "prefers_court"
    ALREADY_HAS_SERVICES = "already_has_services"
    DISTRUSTS_SHARING = "distrusts_sharing"
    BAD_EXPERIENCE_BEFORE = "bad_experience_before"
    WAIT_TOO_LONG = "wait_too_long"
    DID_NOT_SAY = "did_not_say"


class NotOfferedReason(StrEnum):
    """Why an officer did not offer diversion. Discretion is its own fact with its own reason."""

    NOT_ELIGIBLE = "not_eligible"
    ELIGIBILITY_UNKNOWN = "eligibility_unknown"
    NO_CAPACITY = "no_capacity"
    NOBODY_ON_CALL = "nobody_on_call"
    PUBLIC_SAFETY = "public_safety"
    MEDICAL_EMERGENCY = "medical_emergency"
    PERSON_COULD_NOT_ENGAGE = "person_could_not_engage"
    COMPLAINANT_OBJECTED = "complainant_objected"
    APPROVAL_REFUSED = "approval_refused"
    OFFICER_DISCRETION = "officer_discretion"


class RefusalReason(StrEnum):
    """Why a referral was not taken. Unmet demand is itself a reportable figure (domain of Resolution 31916)."""

    INELIGIBLE = "ineligible"
    OUT_OF_AREA = "out_of_area"
    NO_CAPACITY = "no_capacity"
    DUPLICATE = "duplicate"
    NOT_LOCATED = "not_located"
    DECLINED = "declined"


class HandoffFailure(StrEnum):
    """Why a warm handoff did not happen."""

    NOBODY_ANSWERED = "nobody_answered"
    COULD_NOT_REACH_SCENE = "could_not_reach_scene"
    OFFICER_CALLED_AWAY = "officer_called_away"
    PERSON_LEFT = "person_left"
    PERSON_CHANGED_MIND = "person_changed_mind"
    TAKEN_TO_HOSPITAL = "taken_to_hospital"
    BOOKED_ON_OTHER_MATTER = "booked_on_other_matter"


class PauseReason(StrEnum):
    """Why a clock stands still. A pause is always for one of these, never for none."""

    JAIL = "jail"
    HOSPITAL = "hospital"
    RESIDENTIAL_TREATMENT = "residential_treatment"
    NO_INTAKE_SLOT = "no_intake_slot"
    DISASTER = "disaster"


class FilingDecision(StrEnum):
    """What the prosecutor recorded. Always a person's act; nothing is ever filed automatically."""

    NOT_FILED = "not_filed"
    FILED = "filed"
    HOLD_EXTENDED = "hold_extended"


class OffenseGroup(StrEnum):
    """Belltown's groups of charges, each with its NIBRS codes in `data.offenses`. Protocols speak of groups."""

    DRUG_POSSESSION = "drug_possession"
    DRUG_SALE = "drug_sale"
    DRUG_EQUIPMENT = "drug_equipment"
    PUBLIC_DRUG_USE = "public_drug_use"
    UNDER_INFLUENCE = "under_influence"
    PROSTITUTION = "prostitution"
    PROMOTING_PROSTITUTION = "promoting_prostitution"
    THEFT = "theft"
    STOLEN_PROPERTY = "stolen_property"
    VANDALISM = "vandalism"
    FRAUD = "fraud"
    TRESPASS = "trespass"
    LOITERING = "loitering"
    DISORDERLY = "disorderly"
    DRUNKENNESS = "drunkenness"
    LIQUOR = "liquor"
    TRANSIT = "transit"
    PEDESTRIAN = "pedestrian"
    PARK_RULES = "park_rules"
    FAILURE_TO_APPEAR = "failure_to_appear"
    SUPERVISION_VIOLATION = "supervision_violation"
    DRIVING = "driving"
    DRIVING_IMPAIRED = "driving_impaired"
    SIMPLE_ASSAULT = "simple_assault"
    AGGRAVATED_ASSAULT = "aggravated_assault"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL = "sexual"
    HOMICIDE = "homicide"
    KIDNAPPING = "kidnapping"
    TRAFFICKING = "trafficking"
    ROBBERY = "robbery"
    BURGLARY = "burglary"
    VEHICLE_THEFT = "vehicle_theft"
    ARSON = "arson"
    WEAPONS = "weapons"
    OTHER = "other"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
