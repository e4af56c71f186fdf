"""The catchment and its beats: where a place lies. The place itself is asked about and forgotten here."""

from __future__ import annotations

import json
from typing import Any

from belltown.errors import BadPack, Fault
from belltown.protocol.catchment import Catchment
from belltown_site.jurisdiction.models import Area, AreaKind

CATCHMENT_CODE = "catchment"


def in_catchment(lat: float, lon: float, *, site: str) -> bool | None:
    """Whether the place lies in the program's area; None when none is drawn. Raises ValueError off the map."""
    outline = Area.objects.filter(site=site, kind=AreaKind.CATCHMENT).first()
    return _shape(outline).contains(lat, lon) if outline else None


def beat_at(lat: float, lon: float, *, site: str) -> Area | None:
    """The beat the place lies in, the first by code where two share a border; None outside all of them."""
    beats = Area.objects.filter(site=site, kind=AreaKind.BEAT).order_by("code")
    return next((beat for beat in beats if _shape(beat).contains(lat, lon)), None)


def beats(*, site: str) -> tuple[tuple[str, str], ...]:
    """The code and the name of every beat of the program's area, by code."""
    return tuple(Area.objects.filter(site=site, kind=AreaKind.BEAT).order_by("code").values_list("code", "name"))


def store_areas(text: str, *, site: str) -> int:
    """Keep a catchment file's outlines: every polygon together as the catchment, each named feature as a beat.

    Returns how many areas there are. Raises BadPack naming every fault. A feature's properties may say `beat` and
    `name`; features without a beat are part of the catchment alone.
    """
    Catchment.of_text(text, name="catchment.geojson")
    data = json.loads(text)
    features = data.get("features") or [data]
    _keep(site, CATCHMENT_CODE, "The whole program area", AreaKind.CATCHMENT, data)
    beats = [feature for feature in features if _code(feature)]
    _check_distinct([_code(beat) for beat in beats])
    for beat in beats:
        _keep(site, _code(beat), str(beat["properties"].get("name") or _code(beat)), AreaKind.BEAT, beat["geometry"])
    return len(beats) + 1


def _code(feature: dict[str, Any]) -> str:
    return str((feature.get("properties") or {}).get("beat") or "")


def _check_distinct(codes: list[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadPack(
            "The program area names a beat twice.",
            [Fault("catchment.geojson", f"[{code}] stands twice") for code in twice],
        )


def _keep(site: str, code: str, name: str, kind: AreaKind, geometry: dict[str, Any]) -> None:
    Area.objects.update_or_create(
        site=site, code=code, defaults={"name": name[:200], "kind": kind, "geometry": geometry}
    )


def _shape(area: Area) -> Catchment:
    return Catchment.of_text(json.dumps(area.geometry), name=area.code)
