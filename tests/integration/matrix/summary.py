"""docs/generated/site/matrix.md: what the matrix asks and how much of it, printed from its own tables.

Run as a module it writes the page; with --check it only says whether the page is stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "generated" / "site" / "matrix.md"


def page() -> str:
    """The page's text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from belltown.disclosure.classes import InformationClass
    from tests.integration.matrix.oracle import (
        BY_CHOICE,
        NEVER_ANYBODY_BY_NAME,
        TAKEN_AS_GIVEN,
        Matter,
        Relation,
        State,
    )
    from tests.integration.matrix.surfaces import NOT_ABOUT_ANYBODY, PAGES, SHEETS
    from tests.integration.matrix.world import PLAN, SEATS

    pages = _cells(PAGES, len(SEATS))
    sheets = _cells([sheet.surface for sheet in SHEETS], len(SEATS) - 1)  # a visitor can only open pages
    yield "# Who may learn what, and how much of it is tried"
    yield ""
    yield "Printed by `script/docs` from the tables in `tests/integration/matrix`. Do not edit."
    yield ""
    yield "| What | How many |"
    yield "|---|---|"
    yield f"| Seats that look (role in an agency) | {len(SEATS)} |"
    yield f"| Relations of an agency to a participant | {len(Relation)} |"
    yield f"| States of consent | {len(State)} |"
    yield f"| Classes of information | {len(InformationClass)} |"
    yield f"| Matters | {len(Matter)} |"
    yield f"| Answers of the oracle (role, relation, state, matter, class) | {_answers():,} |"
    yield f"| Participants, each with tokens of their own | {len(PLAN)} |"
    yield f"| Pages | {len(PAGES)} |"
    yield f"| Functions of the gate | {len(SHEETS)} |"
    yield f"| Readings of pages, and facts looked for in them | {pages[0]:,}, {pages[1]:,} |"
    yield f"| Readings of sheets, and facts looked for in them | {sheets[0]:,}, {sheets[1]:,} |"
    yield ""
    yield "## What each state of consent opens to a recipient it names"
    yield ""
    yield "A case manager and a prosecutor of another agency, asking for the identity and for the plan."
    yield ""
    yield "| State | Case manager: identity | plan | Prosecutor: identity | plan |"
    yield "|---|---|---|---|---|"
    yield from map(_row_of_state, State)
    yield ""
    yield "## What is told without any paper"
    yield ""
    yield "| Matter | Who | Relation | Classes | Why |"
    yield "|---|---|---|---|---|"
    yield from (_row_of_given(row) for row in TAKEN_AS_GIVEN if row not in BY_CHOICE)
    yield ""
    yield "## Where Belltown tells more than the field's own table, on purpose"
    yield ""
    yield "| Matter | Who | Relation | Classes | Why |"
    yield "|---|---|---|---|---|"
    yield from map(_row_of_given, BY_CHOICE)
    yield ""
    yield "Besides: any partner's public defender sees every hold, for nobody decides before filing who defends; and"
    yield "police may ask by name whether police have diverted somebody, and learn yes or no."
    yield ""
    yield "## Seats that learn of nobody by name"
    yield ""
    yield from (f"- {role.label}: {why}." for role, why in NEVER_ANYBODY_BY_NAME.items())
    yield ""
    yield "## Addresses that carry nothing of anybody"
    yield ""
    yield from (f"- `{name}`: {why}." for name, why in sorted(NOT_ABOUT_ANYBODY.items()))


def _answers() -> int:
    from belltown.disclosure.classes import InformationClass
    from belltown.vocabulary import Role
    from tests.integration.matrix.oracle import Matter, Relation, State

    return len(Role) * len(Relation) * len(State) * len(Matter) * len(InformationClass)


def _cells(surfaces, seats: int) -> tuple[int, int]:
    """How often a surface is read, and how many facts are looked for: every fact of everybody in every reading."""
    from tests.integration.matrix.world import FACTS_OF_ALL

    readings = sum(seats * surface.readings for surface in surfaces)
    return readings, readings * FACTS_OF_ALL


def _row_of_state(state) -> str:
    from belltown.disclosure.classes import InformationClass as Class
    from belltown.vocabulary import Role
    from tests.integration.matrix.oracle import Matter, Relation, answer

    found = [
        answer(role, Relation.PEER, state, Matter.PARTICIPANT, kind)
        for role in (Role.CASE_MANAGER, Role.PROSECUTOR)
        for kind in (Class.IDENTITY, Class.PLAN)
    ]
    return f"| {state.value} | " + " | ".join("may" if one.may else f"no: {one.because}" for one in found) + " |"


def _row_of_given(row) -> str:
    who = ", ".join(sorted(role.label.lower() for role in row.roles))
    relation = "; ".join(sorted(one.value for one in row.relations))
    classes = ", ".join(sorted(one.label.lower() for one in row.classes))
    return f"| {row.matter.value} | {who} | {relation} | {classes} | {row.because} |"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is stale."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if "--check" in arguments:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
