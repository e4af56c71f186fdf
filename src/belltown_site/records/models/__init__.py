"""The tables of the vault, one noun a file. Only `records.gate` and `records.actions` may import them."""

from belltown_site.records.models.alias import Alias, BirthDate, NameKind
from belltown_site.records.models.approval import Approval, ApprovalRefusal
from belltown_site.records.models.base import VaultModel, classes_of
from belltown_site.records.models.check import Check
from belltown_site.records.models.circle import Circle, CircleMember
from belltown_site.records.models.complainant import ComplainantAnswer, ComplainantWord
from belltown_site.records.models.consent import Consent, ConsentShare, Restriction, RevokedThrough, SigningWay
from belltown_site.records.models.encounter import Encounter
from belltown_site.records.models.glass import Glass
from belltown_site.records.models.handoff import Handoff
from belltown_site.records.models.hold import Decision, Hold, Pause
from belltown_site.records.models.intake import Intake
from belltown_site.records.models.link import Link, NotSame
from belltown_site.records.models.offer import Offer
from belltown_site.records.models.outbox import Channel, OutboxMessage, Sending
from belltown_site.records.models.override import Override, OverrideReason
from belltown_site.records.models.own_window import EntryWay, OwnWindow, WindowCode
from belltown_site.records.models.paper import CopyGiven, SignedPage
from belltown_site.records.models.participant import Participant, PersonKey
from belltown_site.records.models.question import Question
from belltown_site.records.models.referral import Referral
from belltown_site.records.models.ring import AnsweredThrough, Ring, RingOutcome

__all__ = [
    "Alias",
    "AnsweredThrough",
    "Approval",
    "ApprovalRefusal",
    "BirthDate",
    "Channel",
    "Check",
    "Circle",
    "CircleMember",
    "ComplainantAnswer",
    "ComplainantWord",
    "Consent",
    "ConsentShare",
    "CopyGiven",
    "Decision",
    "Encounter",
    "EntryWay",
    "Glass",
    "Handoff",
    "Hold",
    "Intake",
    "Link",
    "NameKind",
    "NotSame",
    "Offer",
    "OutboxMessage",
    "Override",
    "OverrideReason",
    "OwnWindow",
    "Participant",
    "Pause",
    "PersonKey",
    "Question",
    "Referral",
    "Restriction",
    "RevokedThrough",
    "Ring",
    "RingOutcome",
    "Sending",
    "SignedPage",
    "SigningWay",
    "VaultModel",
    "WindowCode",
    "classes_of",
]
