"""What changed between two protocol versions, in sentences for the people who must agree to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from belltown.protocol.phrases import listed, test_in_words
from belltown.protocol.version import ClockRule, Criterion, OnCallHours, PathwayRules, ProtocolVersion, Source

K = TypeVar("K", bound=str)
T = TypeVar("T")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def difference(old: ProtocolVersion, new: ProtocolVersion) -> list[str]:
    """Each change from `old` to `new` as a sentence; empty when the rules are the same."""
    return [
        *_heads(old, new),
        *_compared(_by_id(old), _by_id(new), "The criterion", _criterion, _criterion_added),
        *_order(old, new),
        *_compared(old.pathways, new.pathways, "The pathway", _pathway, _pathway_added),
        *_clocks(old, new),
        *_on_call(old, new),
        *_compared(old.facts, new.facts, "The fact", lambda a, b: ["is asked otherwise"] if a != b else []),
        *_compared(old.sources, new.sources, "The source", _source),
    ]


def _by_id(version: ProtocolVersion) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in version.criteria}


def _compared(
    old: Mapping[K, T],
    new: Mapping[K, T],
    what: str,
    changes: Callable[[T, T], list[str]],
    added: Callable[[T], str] = lambda _: "",
) -> Iterator[str]:
    for name, thing in new.items():
        if name not in old:
            yield f"{what} [{name}] is added{added(thing)}."
        else:
            yield from (f"{what} [{name}] {change}." for change in changes(old[name], thing))
    yield from (f"{what} [{name}] is removed." for name in old if name not in new)


def _changed(what: str, old: object, new: object) -> list[str]:
    return [] if old == new else [f"changes its {what} from {old or 'none'} to {new or 'none'}"]


def _heads(old: ProtocolVersion, new: ProtocolVersion) -> list[str]:
    pairs: list[tuple[str, object, object]] = [
        ("site", old.site, new.site),
        ("name", old.name, new.name),
        ("first day in force", old.effective, new.effective),
        ("time zone", old.timezone, new.timezone),
        ("state whose public holidays it keeps", old.holidays, new.holidays),
        ("summary", f'"{old.summary}"', f'"{new.summary}"'),
        ("mark as invented", _yes(old.invented), _yes(new.invented)),
    ]
    return [f"The protocol {change}." for what, a, b in pairs for change in _changed(what, a, b)]


def _criterion_added(criterion: Criterion) -> str:
    return f": {criterion.text.strip().rstrip('.')} ({_rule(criterion)}; for {_names(criterion.pathways)})"


def _criterion(old: Criterion, new: Criterion) -> list[str]:
    return [
        *_changed("text", f'"{old.text}"', f'"{new.text}"'),
        *_rule_changed(old, new),
        *_changed("strength", old.strength.value, new.strength.value),
        *_changed("right to set it aside", _names(old.override), _names(new.override)),
        *_changed("pathways", _names(old.pathways), _names(new.pathways)),
        *_changed("source", _cited(old), _cited(new)),
        *_changed("mark as verified", _yes(old.verified), _yes(new.verified)),
    ]


def _rule_changed(old: Criterion, new: Criterion) -> list[str]:
    """A rule may be spelled in another way that reads alike, as a list of one value and that value do."""
    said = _changed("rule", f'"{_rule(old)}"', f'"{_rule(new)}"')
    respelled = (old.test, old.when) != (new.test, new.when)
    return said or (["spells its rule in another way that reads alike"] if respelled else [])


def _rule(criterion: Criterion) -> str:
    rule = test_in_words(criterion.test)
    return f"if {test_in_words(criterion.when)}: {rule}" if criterion.when else rule


def _cited(criterion: Criterion) -> str:
    return f"[{criterion.source.id}]{f', {criterion.place}' if criterion.place else ''}"


def _order(old: ProtocolVersion, new: ProtocolVersion) -> list[str]:
    before, after = list(_by_id(old)), list(_by_id(new))
    kept = [name for name in after if name in before]
    moved = [name for name in before if name in after] != kept
    return ["The criteria come in another order; that changes no answer."] if moved else []


def _pathway_added(rules: PathwayRules) -> str:
    return f", approved by {_names(rules.approval) or 'nobody'}"


def _pathway(old: PathwayRules, new: PathwayRules) -> list[str]:
    return [
        *_changed("BJA pathway", old.bja and old.bja.value, new.bja and new.bja.value),
        *_changed("need of an open charge", _yes(old.open_charge), _yes(new.open_charge)),
        *_changed("approval", _names(old.approval), _names(new.approval)),
        *_changed("say of the person harmed", old.complainant.value, new.complainant.value),
        *_changed("steps that complete intake", _names(old.intake), _names(new.intake)),
    ]


def _clocks(old: ProtocolVersion, new: ProtocolVersion) -> Iterator[str]:
    for pathway, rules in new.pathways.items():
        before = old.pathways[pathway].clocks if pathway in old.pathways else {}
        what = f"On the pathway [{pathway}], the clock"
        yield from _compared(before, rules.clocks, what, _clock, lambda clock: f": {_limit(clock)}")


def _clock(old: ClockRule, new: ClockRule) -> list[str]:
    return [
        *_changed("limit", _limit(old), _limit(new)),
        *_changed("pauses", _names(old.pauses), _names(new.pauses)),
        *_changed("source", f"[{old.source.id}]", f"[{new.source.id}]"),
        *_changed("mark as verified", _yes(old.verified), _yes(new.verified)),
    ]


def _limit(clock: ClockRule) -> str:
    named = [(clock.minutes, "minute"), (clock.days, "day"), (clock.business_days, "business day")]
    return next(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in named if count)


def _on_call(old: ProtocolVersion, new: ProtocolVersion) -> list[str]:
    before, after = _hours(old.on_call), _hours(new.on_call)
    return [f"The on-call hours change from {before} to {after}."] if before != after else []


def _hours(shifts: tuple[OnCallHours, ...]) -> str:
    said = [f"{_weekdays(one.days)} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in shifts]
    return "; ".join(said) or "none"


def _weekdays(days: tuple[int, ...]) -> str:
    return listed([_DAYS[day] for day in days], "and")


def _source(old: Source, new: Source) -> list[str]:
    return [*_changed("title", f'"{old.title}"', f'"{new.title}"'), *_changed("address", old.url, new.url)]


def _names(names: tuple[str, ...]) -> str:
    return listed([str(name).replace("_", " ") for name in names], "and") if names else ""


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
