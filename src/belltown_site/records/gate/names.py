"""What a person is called and when they may be born, from what was written when they were met and what was told since.

What is told to those who care lies in rows of its own and never changes what police wrote, nor what police then read.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch

from belltown.disclosure.classes import InformationClass as Class
from belltown.linkage.described import Described, phones_in
from belltown.linkage.names import normal_name
from belltown_site.records.gate import lines
from belltown_site.records.gate.lines import who
from belltown_site.records.gate.reach import Eyes
from belltown_site.records.guard import reads_as_worker
from belltown_site.records.models import Alias, BirthDate, NameKind, Participant
from belltown_site.records.sheets import BirthLine, NameLine, PersonSheet, Relation, Withheld

AT_FIRST = "Written when they were met"
BEFORE = "Went by this before"


def told(prefix: str = "") -> tuple[Prefetch, Prefetch]:
    """What was told of each participant since they were met, fetched with them; whoever may not see it finds none."""
    return (
        Prefetch(f"{prefix}aliases", Alias.objects.select_related("written_by__agency")),
        Prefetch(f"{prefix}birth_dates", BirthDate.objects.select_related("written_by__agency")),
    )


def person_for(participant: Participant | None, eyes: Eyes) -> PersonSheet | Withheld | None:
    """The person as `lines.person`, and to those who took over by the name that leads. `told` must be fetched."""
    if participant is None or eyes.relation is not Relation.RESPONDER:
        return lines.person(participant, eyes)
    return person_sheet(participant, eyes.show(Class.CONTACT, participant.contact))


def name_lines(row: Participant) -> tuple[NameLine, ...]:
    """Every name, the leading one first and the ended ones last. `told` must have been fetched with the row."""
    leading = _leading_name(row)
    rows = [_name_line(alias, alias == leading) for alias in row.aliases.all()]
    first = [
        NameLine(None, name, words, row.name_unsure, leading == name)
        for name, words in ((row.chosen_name, AT_FIRST), (row.name_given, NameKind.GIVEN.label))
        if name
    ]
    return _distinct(sorted([*first, *rows], key=lambda line: (not line.leads, line.ended_at is not None)))


def birth_lines(row: Participant) -> tuple[BirthLine, ...]:
    """Every date of birth that may be right, the surest first and the ended ones last."""
    leading = _leading_birth(row)
    rows = [
        BirthLine(one.pk, one.born, one.about, one == leading, who(one.written_by), one.written_at, one.ended_at)
        for one in row.birth_dates.all()
    ]
    first = [BirthLine(None, row.born, row.born_unsure, leading is None)] if row.born else []
    return tuple(sorted([*first, *rows], key=lambda line: (not line.leads, line.ended_at is not None)))


def person_sheet(row: Participant, contact: str | Withheld) -> PersonSheet:
    """The person as those who care and those they signed for know them. `told` must have been fetched with the row."""
    names, births = name_lines(row), birth_lines(row)
    standing = [line for line in names if not line.ended_at]
    days = [line for line in births if not line.ended_at]
    leading = standing[0] if standing else None
    return PersonSheet(
        id=row.pk,
        chosen_name=leading.name if leading else "",
        name_given=next((line.name for line in standing if line.words == NameKind.GIVEN.label), ""),
        name_unsure=leading.unsure if leading else False,
        born=days[0].born if days else "",
        born_unsure=days[0].about if days else False,
        contact=contact,
        other_names=tuple(line.name for line in standing[1:]),
        other_births=tuple(line.born for line in days[1:]),
    )


def described(row: Participant, aliases: Iterable[Alias], births: Iterable[BirthDate], contact: str = "") -> Described:
    """All that is said of the person and still stands, to be compared. `contact`: empty where it is not to be used."""
    names = [(row.chosen_name, row.name_unsure), (row.name_given, row.name_unsure)]
    names += [(one.name, one.unsure) for one in aliases if one.ended_at is None]
    dates = [(row.born, row.born_unsure), *((one.born, one.about) for one in births if one.ended_at is None)]
    known, days = [one for one in names if one[0]], [one for one in dates if one[0]]
    return Described(
        names=tuple(name for name, _ in known),
        born=tuple(day for day, _ in days),
        phones=phones_in(contact),
        unsure=all(unsure for _, unsure in known),
        about=all(about for _, about in days),
    )


@reads_as_worker("what was told to those who care stays in the index also while police correct their own words")
def all_told(row: Participant) -> tuple[tuple[Alias, ...], tuple[BirthDate, ...]]:
    """Every name and date ever told of this person."""
    return tuple(Alias.objects.filter(participant=row)), tuple(BirthDate.objects.filter(participant=row))


def _leading_name(row: Participant) -> Alias | str:
    """The latest chosen name that stands; else what was written at first; else a given name, or any."""
    standing = [one for one in row.aliases.all() if one.ended_at is None]
    latest = {one.kind: one for one in standing}
    found = latest.get(NameKind.CHOSEN) or row.chosen_name or latest.get(NameKind.GIVEN) or row.name_given
    return found or latest.get(NameKind.ALIAS) or ""


def _leading_birth(row: Participant) -> BirthDate | None:
    """The latest date told for sure; None for the one written at first, or where there is none."""
    standing = [one for one in row.birth_dates.all() if one.ended_at is None]
    sure = [one for one in standing if not one.about]
    if sure:
        return sure[-1]
    return None if row.born or not standing else standing[-1]


def _name_line(one: Alias, leads: bool) -> NameLine:
    kind = NameKind(one.kind)
    words = BEFORE if kind is NameKind.CHOSEN and not leads else kind.label
    return NameLine(one.pk, one.name, words, one.unsure, leads, who(one.written_by), one.written_at, one.ended_at)


def _distinct(lines: Iterable[NameLine]) -> tuple[NameLine, ...]:
    """Without what says the same as a name before it, unless it can be ended."""
    kept: dict[tuple[str, object], NameLine] = {}
    said: set[str] = set()
    for line in lines:
        same = normal_name(line.name)
        if line.id or same not in said:
            kept.setdefault((same, line.id), line)
        said.add(same)
    return tuple(kept.values())
