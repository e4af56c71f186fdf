"""Who was met: as much as the person let be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from belltown.errors import BadInput, Fault, NotPossible
from belltown_site.accounts.models import User, check_may
from belltown_site.accounts.roles import Permission
from belltown_site.records.actions import links
from belltown_site.records.actions.acting import aware, encounter_of, trace
from belltown_site.records.gate.names import all_told, described
from belltown_site.records.gate.reach import no_such
from belltown_site.records.guard import writes
from belltown_site.records.models import Participant, PersonKey
from belltown_site.records.name_keys import NameKey, contact_keys_of, keys_of
from belltown_site.records.sheets import Relation

LONGEST_NAME = 200
_BORN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Person:
    """What is said of a person. All of it may be empty. `born` is YYYY, YYYY-MM or YYYY-MM-DD.

    Raises BadInput naming every fault.
    """

    chosen_name: str = ""
    name_given: str = ""
    name_unsure: bool = False
    born: str = ""
    born_unsure: bool = False
    contact: str = ""

    def __post_init__(self) -> None:
        texts = {"chosen_name": self.chosen_name, "name_given": self.name_given, "contact": self.contact}
        faults = [
            Fault(field, f"has {len(text)} characters; the most is {LONGEST_NAME}")
            for field, text in texts.items()
            if len(text) > LONGEST_NAME
        ]
        if self.born and not is_date(self.born):
            faults.append(Fault("born", "must be a year, a month or a day, such as 1984, 1984-05 or 1984-05-02"))
        if faults:
            raise BadInput("What is known of the person cannot be kept. Nothing was saved.", faults)

    @property
    def is_known(self) -> bool:
        return bool(self.chosen_name or self.name_given or self.born or self.contact)

    def age_on(self, day: date) -> int | None:
        """The age in whole years, where the day of birth is known and sure; else None."""
        if self.born_unsure or len(self.born) != 10:
            return None
        born = date.fromisoformat(self.born)
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return age if 0 <= age <= 120 else None


@writes
def introduce(
    encounter_id: UUID | str, *, person: Person, by: User, now: datetime, same_as: UUID | str | None = None
) -> UUID:
    """Write down who it is that was handed over without a name. Returns the participant's id.

    `same_as`: a record already there that is the same person. The two are linked; what was signed for the one opens
    nothing of the other. Raises NotFound, NotAllowed, BadInput without a name, NotPossible where there is one already.
    """
    check_may(by, Permission.KEEP_CONSENTS)
    row, relation = encounter_of(encounter_id, by)
    if relation is not Relation.RESPONDER:
        raise no_such("encounter")
    if row.participant_id is not None:
        raise NotPossible("This person has a name already. Please open their page.")
    if not (person.chosen_name or person.name_given):
        raise BadInput("Nothing was saved.", [Fault("chosen_name", "is empty: what is the person called?")])
    aware(now)
    row.participant = keep(person, None)
    row.save()
    trace("person.introduce", row, by)
    if same_as is not None:
        links.link(one=row.participant.pk, other=same_as, by=by, now=now)  # type: ignore[union-attr]
    return row.participant.pk  # type: ignore[union-attr]


def keep(person: Person, already: Participant | None) -> Participant | None:
    """The person's row, made or changed, with its search keys; None for a person of whom nothing is known."""
    if not person.is_known and already is None:
        return None
    row = already or Participant()
    for field in Person.__slots__:
        setattr(row, field, getattr(person, field))
    row.save()
    reindex(row)
    return row


def reindex(row: Participant) -> None:
    """Make the person's search keys anew."""
    PersonKey.objects.filter(participant=row).delete()
    PersonKey.objects.bulk_create(PersonKey(participant=row, kind=key.kind, digest=key.digest) for key in index_of(row))


def index_of(row: Participant) -> set[NameKey]:
    """The search keys of all that is said of the person, under the newest key."""
    return {*keys_of(described(row, *all_told(row), contact=row.contact)), *contact_keys_of(row.contact)}


def is_date(text: str) -> bool:
    """Whether the text is a year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD."""
    if not _BORN.fullmatch(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
