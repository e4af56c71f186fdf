"""The demo's unsure identities: people with more than one name, and two records that may be one person."""

from __future__ import annotations

from datetime import datetime

from belltown_site.accounts.models import User
from belltown_site.records import actions, gate


def tell_identity(by: User, now: datetime) -> None:
    """Give some of the people in this worker's care what is told on a bench: another name, a guess at an age."""
    known = [line for line in gate.people(viewer=by, now=now) if line.is_own and len(line.person.born) == 10]
    if len(known) < 4:
        return
    first, second, third, fourth = known[:4]
    actions.names.write(first.id, name="Sparrow", kind="alias", by=by, now=now)
    actions.names.write(first.id, name=f"{first.person.label.split()[0]} Fescue", kind="former", by=by, now=now)
    actions.names.write_birth(second.id, born=str(int(second.person.born[:4]) - 1), about=True, by=by, now=now)
    actions.names.write(fourth.id, name=third.person.label, kind="alias", unsure=True, by=by, now=now)
    actions.names.write_birth(fourth.id, born=_misread(third.person.born), about=True, by=by, now=now)


def _misread(born: str) -> str:
    """The date with its last two digits the other way round, where that is a date; else the year alone."""
    turned = born[:8] + born[:7:-1]
    return turned if turned != born and actions.persons.is_date(turned) else born[:4]
