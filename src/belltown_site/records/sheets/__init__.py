"""What the gate hands out: frozen values, each field a value or `Withheld`. Sheets are not models."""

from belltown_site.records.sheets.base import PersonSheet, Purpose, Who, Withheld
from belltown_site.records.sheets.counts import CountsSheet
from belltown_site.records.sheets.encounter import (
    ApprovalLine,
    Charge,
    CheckLine,
    ComplainantLine,
    DraftSheet,
    EncounterLine,
    EncounterSheet,
    FieldHome,
    HandoffBrief,
    HoldBrief,
    KnownGuard,
    OfferLine,
    OverrideLine,
    Relation,
)
from belltown_site.records.sheets.handoff import (
    CapacitySheet,
    CentreLine,
    DispatchBoard,
    HandoffSheet,
    MyRing,
    RingLine,
)
from belltown_site.records.sheets.hold import DecisionLine, HoldLine, HoldSheet, IntakeDue, IntakeLine, PauseLine
from belltown_site.records.sheets.referral import Received, ReferralSheet

__all__ = [
    "ApprovalLine",
    "CapacitySheet",
    "CentreLine",
    "Charge",
    "CheckLine",
    "ComplainantLine",
    "CountsSheet",
    "DecisionLine",
    "DispatchBoard",
    "DraftSheet",
    "EncounterLine",
    "EncounterSheet",
    "FieldHome",
    "HandoffBrief",
    "HandoffSheet",
    "HoldBrief",
    "HoldLine",
    "HoldSheet",
    "IntakeDue",
    "IntakeLine",
    "KnownGuard",
    "MyRing",
    "OfferLine",
    "OverrideLine",
    "PauseLine",
    "PersonSheet",
    "Purpose",
    "Received",
    "ReferralSheet",
    "Relation",
    "RingLine",
    "Who",
    "Withheld",
]
