"""The charges to tap: the groups most often met first, and whatever a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from belltown.protocol.rules import In, Is
from belltown.protocol.sense import leaves
from belltown.protocol.version import ProtocolVersion
from belltown.vocabulary import OffenseGroup, Pathway
from belltown_site.jurisdiction import offenses as charges
from belltown_site.records.sheets import Charge

TILES = 6
Group = OffenseGroup
OFTEN = (
    Group.DRUG_POSSESSION, Group.THEFT, Group.TRESPASS, Group.PROSTITUTION, Group.PUBLIC_DRUG_USE, Group.DRUG_SALE,
    Group.DISORDERLY, Group.DRUG_EQUIPMENT, Group.TRANSIT, Group.VANDALISM, Group.LOITERING, Group.DRUNKENNESS,
)  # fmt: skip
"""What officers most often divert for, by the published counts of several sites; a protocol's own list goes first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile. `value` is what the form sends: a group, or a group and a local code."""

    value: str
    label: str
    group: OffenseGroup
    hint: str = ""
    code: str = ""
    level: str = ""


def tiles(version: ProtocolVersion, pathway: Pathway) -> tuple[Choice, ...]:
    """The six groups most often met at this door."""
    named = _groups_named(version, pathway)
    ordered = [*(group for group in OFTEN if group in named), *(group for group in OFTEN if group not in named)]
    return tuple(of_group(group) for group in ordered[:TILES])


def of_group(group: OffenseGroup) -> Choice:
    return Choice(group.value, group.label, group)


def find(words: str, site: str) -> tuple[Choice, ...]:
    """The charges these words or this code fit, best first; a charge that may be several groups once for each."""
    return tuple(_of_charge(charge, group) for charge in charges.search(words, site=site) for group in charge.groups)


def chosen(value: str, site: str) -> Choice | None:
    """The choice that sends this value; None for one there is not."""
    group, _, code = value.partition("|")
    if group not in tuple(OffenseGroup):
        return None
    if not code:
        return of_group(OffenseGroup(group))
    charge = charges.charge_of(code, site=site)
    return _of_charge(charge, OffenseGroup(group)) if charge and group in charge.groups else None


def of_sheet(charge: Charge, site: str) -> Choice | None:
    """The choice that an encounter's charge was."""
    if charge.group is None:
        return None
    return chosen(f"{charge.group.value}|{charge.code}" if charge.code else charge.group.value, site)


def _of_charge(charge: charges.Charge, group: OffenseGroup) -> Choice:
    several = f" ({group.label.lower()})" if len(charge.groups) > 1 else ""
    hint = ", ".join(part for part in (charge.code, charge.level) if part)
    return Choice(f"{group.value}|{charge.code}", charge.name + several, group, hint, charge.code, charge.level)


def _groups_named(version: ProtocolVersion, pathway: Pathway) -> set[str]:
    tests = [leaf for one in version.criteria_for(pathway) if one.when is None for leaf in leaves(one.test)]
    listed = [value for leaf in tests if isinstance(leaf, In) and leaf.fact.id == "offense" for value in leaf.values]
    return {*listed, *(str(leaf.value) for leaf in tests if isinstance(leaf, Is) and leaf.fact.id == "offense")}
