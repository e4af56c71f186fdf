"""The one way to read the vault. Each function is named for the sheet it returns and takes the viewer and a purpose."""

from belltown_site.records.gate.circling import circle
from belltown_site.records.gate.consenting import (
    accounting,
    consent,
    keeping_back,
    paper_choices,
    seats_outside,
    signed_page,
)
from belltown_site.records.gate.counting import counts
from belltown_site.records.gate.encounters import agency_encounters, approvals, draft, encounter, field_home
from belltown_site.records.gate.filing import hold, holds, intakes_due
from belltown_site.records.gate.finding import candidates, others_like
from belltown_site.records.gate.glasses import open_glasses, opening, openings, openings_waiting
from belltown_site.records.gate.handing_over import holdings
from belltown_site.records.gate.handoffs import dispatch_board, handoff, live_handoffs, my_rings
from belltown_site.records.gate.own import own_form, own_page, own_papers, own_questions, own_record
from belltown_site.records.gate.own_looks import own_emergencies, own_looks
from belltown_site.records.gate.people import participant, people
from belltown_site.records.gate.persons import known_persons
from belltown_site.records.gate.room import capacity
from belltown_site.records.gate.same import likely_same
from belltown_site.records.gate.triage import my_referrals, referral, referrals
from belltown_site.records.gate.windows import asked_by, questions_waiting

__all__ = [
    "accounting",
    "agency_encounters",
    "approvals",
    "asked_by",
    "candidates",
    "capacity",
    "circle",
    "consent",
    "counts",
    "dispatch_board",
    "draft",
    "encounter",
    "field_home",
    "handoff",
    "hold",
    "holdings",
    "holds",
    "intakes_due",
    "keeping_back",
    "known_persons",
    "likely_same",
    "live_handoffs",
    "my_referrals",
    "my_rings",
    "open_glasses",
    "opening",
    "openings",
    "openings_waiting",
    "others_like",
    "own_emergencies",
    "own_form",
    "own_looks",
    "own_page",
    "own_papers",
    "own_questions",
    "own_record",
    "paper_choices",
    "participant",
    "people",
    "questions_waiting",
    "referral",
    "referrals",
    "seats_outside",
    "signed_page",
]
