"""A small story told through the vault's own verbs: an encounter as far along as a test wants it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from belltown.protocol.load import named, packaged_text
from belltown.vocabulary import OfferOutcome, Pathway, Role
from belltown_site.jurisdiction.models import DropOffCentre, OnCallShift, ProtocolVersionRecord, SitePreferences
from belltown_site.records import actions
from belltown_site.records.models import Encounter
from tests.lib.cast import make_person
from tests.lib.papers import intake_told_to, signed
from tests.lib.vault import opened

FACTS = {"offense": "drug_possession", "drug_grams": 1, "threat_of_harm": False, "age": 34, "in_catchment": True}
CHECKS = {"not-on-supervision": True, "no-recent-violence": True}
JUNIPER = actions.Person(
    chosen_name="Juniper Yarrow", name_given="June Yarrow", born="1990-05-02", contact="by the pier"
)


def set_up(now):
    """The invented county on its second protocol, with Dee, Cass and Cleo on call."""
    SitePreferences.objects.create(
        site="example-county", name="Example County", timezone="America/Chicago", fallback_phone="316-555-0110"
    )
    for key in ("example-county/2026-01-01", "example-county/2026-07-01"):
        version = named(key)
        ProtocolVersionRecord.objects.create(
            site=version.site, effective=version.effective, digest=version.digest, text=packaged_text(key),
            published_at=now, activated_at=now,
        )  # fmt: skip
    set_up_hours(now)


def set_up_hours(now):
    """Dee first, Cass next, Cleo deputy, from six hours before until six hours after."""
    for rank, name in enumerate(("dee", "cass", "cleo"), 1):
        OnCallShift.objects.create(
            user=make_person(name), rank=rank, starts=now - timedelta(hours=6), ends=now + timedelta(hours=6)
        )


def centre():
    details = {"address": "1 Pier", "phone": "316-555-0111", "hours": "always"}
    return DropOffCentre.objects.get_or_create(name="Harbor House (invented)", defaults=details)[0]


def encountered(
    now, *, by="ofelia", pathway=Pathway.ARREST_DIVERSION, facts=FACTS, checks=CHECKS, person=JUNIPER, **more
):
    """A new encounter of the officer's; eligible unless told otherwise."""
    return actions.encounters.start(
        more.pop("id", None) or uuid.uuid4(), pathway=pathway, by=_someone(by), now=now, facts=facts, checks=checks,
        person=person, **more,
    )  # fmt: skip


def screened(now, **more):
    """Nothing stands before the offer: nobody was harmed, and the sergeant gave leave."""
    id = encountered(now, **more)
    actions.encounters.complainant(id, answer="no_complainant", by=_someone(more.get("by", "ofelia")), now=now)
    approval = actions.approvals.request(id, by=_someone(more.get("by", "ofelia")), now=now)
    actions.approvals.approve(approval, by=_sergeant_of(more.get("by", "ofelia")), now=now)
    return id


def accepted(now, **more):
    """The person said yes."""
    id = screened(now, **more)
    actions.offers.record(id, outcome=OfferOutcome.ACCEPTED, by=_someone(more.get("by", "ofelia")), now=now)
    return id


def requested(now, encounter_id=None):
    """Someone is rung."""
    encounter_id = encounter_id or accepted(now)
    return actions.handoffs.request(
        uuid.uuid4(), encounter_id=encounter_id, meet_at="Third and Bell, by the kiosk", by=_someone("ofelia"), now=now
    )


def handed_over(now, encounter_id=None):
    """Dee came and the officer is free; returns the encounter's id."""
    encounter_id = encounter_id or accepted(now)
    handoff = requested(now, encounter_id)
    dee = _someone("dee")
    actions.handoffs.accept(handoff, by=dee, now=now, eta_minutes=10)
    actions.handoffs.arrive(handoff, by=dee, now=now + timedelta(minutes=12))
    actions.handoffs.release(handoff, by=dee, now=now + timedelta(minutes=15))
    return encounter_id


def intake_may_be_told(encounter_id, now, *, by="cass"):
    """The person signs that the prosecutor may be told when intake is done."""
    by = _someone(by)
    with opened():
        person = Encounter.objects.get(pk=encounter_id).participant_id
    return signed(person, intake_told_to(_someone("pru")), by=by, now=now)


def window_of(encounter_id, now, *, by="cass", account=None):
    """The own window of the person met in this encounter, opened before those who care; returns its account."""
    return actions.own_windows.open_here(person_in(encounter_id), by=_someone(by), now=now, account=account)


def person_in(encounter_id):
    """The id of the person met in this encounter."""
    with opened():
        return Encounter.objects.get(pk=encounter_id).participant_id


def _someone(name):
    return name if not isinstance(name, str) else make_person(name)


def _sergeant_of(officer):
    officer = _someone(officer)
    if officer.agency == make_person("sol").agency:
        return make_person("sol")
    from tests.lib.cast import someone_from_the_other_agency

    return someone_from_the_other_agency(Role.SERGEANT, "Sally Other")
