"""Set a site up from a jurisdiction pack that comes with Belltown: its protocol, areas, agencies, drop-off centers.

Doing it twice changes nothing that people have changed since.
"""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from belltown.errors import BadPack, Fault
from belltown.protocol.load import available, named, packaged_text
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.jurisdiction.areas import store_areas
from belltown_site.jurisdiction.models import DropOffCentre, SitePreferences
from belltown_site.jurisdiction.protocols import activate, publish


def set_up_site(site: str) -> SitePreferences:
    """The site's choices, areas, agencies and drop-off centers. Raises BadPack for a site that has no pack."""
    version = named(newest_key(site))
    partners = read_partners(site)
    with transaction.atomic():
        choices, _ = SitePreferences.objects.get_or_create(
            pk=1,
            defaults={
                "site": site,
                "name": version.name,
                "timezone": version.timezone,
                "fallback_phone": str((partners.get("on_call") or {}).get("phone", "")),
            },
        )
        _keep_partners(partners)
        if outline := _packaged(site, "catchment.geojson"):
            store_areas(outline, site=site)
    return choices


def publish_packaged(site: str, *, publisher: User, activator: User, now: datetime) -> int:
    """Publish every packaged version of the site and bring it into force; returns how many there are."""
    keys = _keys(site)
    for key in keys:
        record = publish(packaged_text(key), by=publisher, now=now)
        if not record.retired_at:
            activate(record, by=activator, now=now)
    return len(keys)


def newest_key(site: str) -> str:
    """The key of the site's newest version. Raises BadPack when none comes with Belltown."""
    keys = _keys(site)
    if not keys:
        sites = sorted({key.partition("/")[0] for key in available()})
        raise BadPack(f"There is no pack for [{site}]. Write one of: {', '.join(sites)}.")
    return keys[-1]


def _keys(site: str) -> list[str]:
    return [key for key in available() if key.partition("/")[0] == site]


def read_partners(site: str) -> dict[str, Any]:
    """What the pack's partners.yaml says; empty without one. Raises BadPack naming every fault."""
    text = _packaged(site, "partners.yaml")
    partners = yaml.safe_load(text) if text else {}
    faults = [*_faults_in(partners, "agencies", ("name", "kind", "partner"))]
    faults += _faults_in(partners, "drop_off", ("name", "address", "phone", "hours"))
    faults += [
        Fault(f"agencies[{agency.get('id')}]", f"[{agency['kind']}] is no kind of agency")
        for agency in partners.get("agencies") or []
        if agency.get("kind") not in (None, *AgencyKind.values)
    ]
    if faults:
        raise BadPack(f"The partners of [{site}] have faults.", faults)
    return partners


def _faults_in(partners: dict[str, Any], key: str, needed: tuple[str, ...]) -> list[Fault]:
    rows = enumerate(partners.get(key) or [], 1)
    return [
        Fault(f"partners.yaml: {key} {at}", f"needs [{name}]") for at, row in rows for name in needed if name not in row
    ]


def _keep_partners(partners: dict[str, Any]) -> None:
    for agency in partners.get("agencies") or []:
        details = {name: agency.get(name, "") for name in ("phone", "email", "address")}
        Agency.objects.get_or_create(
            name=agency["name"], defaults={"kind": agency["kind"], "partner": agency["partner"], **details}
        )
    for centre in partners.get("drop_off") or []:
        DropOffCentre.objects.get_or_create(
            name=centre["name"],
            defaults={name: centre.get(name, "") for name in ("address", "phone", "hours", "notes")},
        )


def _packaged(site: str, name: str) -> str:
    file = files("belltown") / "jurisdictions" / site / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""
