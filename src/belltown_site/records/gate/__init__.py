"""The one way to read the vault. Each function is named for the sheet it returns and takes the viewer and a purpose."""

from belltown_site.records.gate.consenting import accounting, consent, paper_choices
from belltown_site.records.gate.counting import counts
from belltown_site.records.gate.encounters import agency_encounters, approvals, draft, encounter, field_home
from belltown_site.records.gate.filing import hold, holds, intakes_due
from belltown_site.records.gate.finding import candidates, others_like
from belltown_site.records.gate.handoffs import dispatch_board, handoff, live_handoffs, my_rings
from belltown_site.records.gate.people import participant, people
from belltown_site.records.gate.persons import known_persons
from belltown_site.records.gate.room import capacity
from belltown_site.records.gate.same import likely_same
from belltown_site.records.gate.triage import my_referrals, referral, referrals

__all__ = [
    "accounting",
    "agency_encounters",
    "approvals",
    "candidates",
    "capacity",
    "consent",
    "counts",
    "dispatch_board",
    "draft",
    "encounter",
    "field_home",
    "handoff",
    "hold",
    "holds",
    "intakes_due",
    "known_persons",
    "likely_same",
    "live_handoffs",
    "my_referrals",
    "my_rings",
    "others_like",
    "paper_choices",
    "participant",
    "people",
    "referral",
    "referrals",
]
