"""Pages for people, printed from the data: a protocol version, and the facts that rules may ask about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from belltown.errors import BadInput, Fault
from belltown.protocol.facts import STANDARD_FACTS, Fact, Kind
from belltown.protocol.form import meant, shown
from belltown.protocol.phrases import listed, test_in_words, words_of
from belltown.protocol.version import ClockRule, Criterion, OnCallHours, PathwayRules, ProtocolVersion, Source
from belltown.vocabulary import ComplainantRule, Pathway, Strength

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COMPLAINANT = {
    ComplainantRule.NONE: "not asked",
    ComplainantRule.CONSULTED: "consulted before the offer; an objection does not block it",
    ComplainantRule.VETO: "consulted before the offer; an objection blocks it",
}
_KINDS = {
    Kind.YES_NO: "yes or no",
    Kind.NUMBER: "a number",
    Kind.CHOICE: "one of a list",
    Kind.LAST_DATE: "a date, or never",
}


def narrowed(version: ProtocolVersion, pathway: str) -> ProtocolVersion:
    """The version with that one pathway left. Raises BadInput when it does not open it."""
    if pathway not in version.pathways:
        reason = f"{version.key} does not open {shown(pathway)}; {meant(pathway, version.pathways)}"
        raise BadInput("There is no such pathway.", [Fault("--pathway", reason)])
    kept = Pathway(pathway)
    return replace(version, pathways={kept: version.pathways[kept]}, criteria=version.criteria_for(kept))


def protocol_page(version: ProtocolVersion) -> str:
    """The whole version as a Markdown page. What nobody has compared with its source is marked "unverified"."""
    parts = [
        f"# {version.name}",
        f"Protocol `{version.key}`, in force from {version.effective.isoformat()}, local time {version.timezone}. "
        f"Digest `{version.digest[:16]}`.",
        *(["**Invented**: no rule here is any real place's rule."] if version.invented else []),
        *([version.summary] if version.summary else []),
        _verification(version),
        *(_pathway(version, rules) for rules in version.pathways.values()),
        "## On call\n\n" + _on_call(version.on_call),
        *_own_facts(version),
        "## Sources\n\n" + "\n".join(_source(source) for source in version.sources.values()),
    ]
    return "\n\n".join(parts) + "\n"


def facts_page() -> str:
    """The facts every jurisdiction shares, as a Markdown page."""
    intro = (
        "# Facts that every protocol may ask about\n\n"
        "Printed from `src/belltown/protocol/facts.py`; change that, then `script/docs`. A pack may declare more. "
        "A fact asked of records is never stored: only that its criterion was checked, by whom and when. "
        "A fact that is missing is unknown, never no."
    )
    return f"{intro}\n\n{_fact_table(STANDARD_FACTS.values())}\n"


def _verification(version: ProtocolVersion) -> str:
    unverified = [criterion.id for criterion in version.criteria if not criterion.verified]
    if not unverified:
        return f"All {len(version.criteria)} criteria are verified against their source."
    return (
        f"Of {len(version.criteria)} criteria, **{len(unverified)} unverified** (from memory or second-hand, to be "
        f"checked before they are quoted): {', '.join(unverified)}."
    )


def _pathway(version: ProtocolVersion, rules: PathwayRules) -> str:
    facts = [
        ("BJA pathway", words_of(rules.bja) if rules.bja else "none"),
        ("Open charge", "yes" if rules.open_charge else "no"),
        ("Who approves", _said(rules.approval) or "nobody need approve"),
        ("Complainant", _COMPLAINANT[rules.complainant]),
        ("Intake is complete after", _said(rules.intake) or "not said"),
        *((f"Clock: {words_of(name)}", _clock(clock)) for name, clock in rules.clocks.items()),
    ]
    table = _table(("What", "How"), facts)
    criteria = [_criterion(n, one) for n, one in enumerate(version.criteria_for(rules.pathway), start=1)]
    heads = ("", "Criterion", "In other words", "Binding", "Source")
    return f"## {rules.pathway.label}\n\n{table}\n\n{_table(heads, criteria)}"


def _criterion(number: int, criterion: Criterion) -> tuple[str, ...]:
    words = test_in_words(criterion.test)
    if criterion.when:
        words = f"where {test_in_words(criterion.when)}: {words}"
    source = ", ".join(part for part in (criterion.source.title, criterion.place) if part)
    text = f"{criterion.text} `{criterion.id}`"
    return (str(number), text, words, _binding(criterion), source + _mark(criterion.verified))


def _binding(criterion: Criterion) -> str:
    if criterion.strength is Strength.HARD:
        return "always"
    return f"unless set aside by the {_said(criterion.override, 'or')}"


def _clock(clock: ClockRule) -> str:
    units = [(clock.minutes, "minute"), (clock.days, "calendar day"), (clock.business_days, "business day")]
    limit = next(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in units if count)
    pauses = f"; paused by {_said(clock.pauses)}" if clock.pauses else "; never paused"
    return f"{limit}{pauses} ({clock.source.title}){_mark(clock.verified)}"


def _mark(verified: bool) -> str:
    return "" if verified else " (**unverified**)"


def _on_call(shifts: Sequence[OnCallHours]) -> str:
    if not shifts:
        return "The protocol names no hours."
    return "\n".join(f"- {_said(_DAYS[day] for day in one.days)}, {_hours(one)}" for one in shifts)


def _hours(shift: OnCallHours) -> str:
    if shift.starts == shift.ends:
        return f"from {shift.starts:%H:%M} for a whole day"
    return f"{shift.starts:%H:%M} to {shift.ends:%H:%M}{' the next day' if shift.ends < shift.starts else ''}"


def _own_facts(version: ProtocolVersion) -> list[str]:
    own = [fact for id, fact in version.facts.items() if STANDARD_FACTS.get(id) != fact]
    return [f"## Facts that only this protocol asks about\n\n{_fact_table(own)}"] if own else []


def _fact_table(facts: Iterable[Fact]) -> str:
    rows = [(f"`{fact.id}`", fact.question, _values(fact), fact.asked_of.value) for fact in facts]
    return _table(("Fact", "Question", "Answer", "Asked of"), rows)


def _values(fact: Fact) -> str:
    if fact.choices:
        return f"one of {', '.join(words_of(choice) for choice in fact.choices)}"
    return f"{_KINDS[fact.kind]}, {fact.unit}" if fact.unit else _KINDS[fact.kind]


def _source(source: Source) -> str:
    return f"- {source.title}" + (f": <{source.url}>" if source.url else "")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _said(words: Iterable[str], last: str = "and") -> str:
    """Ids as words in one phrase; "" for none."""
    spoken = [words_of(word) for word in words]
    return listed(spoken, last) if spoken else ""
