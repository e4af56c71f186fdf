"""The circles drawn around participants: the one place where their rows become the rule that keeps others out.

Lists, search, pages and names on other people's sheets all ask `admits` of what is made here: they cannot drift.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from belltown.disclosure.circle import Circle
from belltown_site.records import models


def circle_around(participant: models.Participant | None) -> Circle | None:
    """The circle that stands around this person; None without one. Reads only what has been fetched with the person."""
    if participant is None:
        return None
    standing = [row for row in participant.circles.all() if row.lifted_at is None]
    return pure(standing[0]) if standing else None


def circles_of(participants: Collection[UUID], papers: Iterable[models.Consent] = ()) -> dict[UUID, Circle]:
    """The circles that stand around these people: two queries, however many they are. `papers` are theirs."""
    rows = models.Circle.objects.filter(participant__in=participants, lifted_at__isnull=True)
    kept = list(papers)
    return {row.participant_id: pure(row, kept) for row in rows.prefetch_related("members")}


def pure(row: models.Circle, papers: Iterable[models.Consent] = ()) -> Circle:
    """The circle as the rules read it. Its members must have been fetched with it."""
    return Circle(
        id=str(row.pk),
        members=frozenset(str(one.user_id) for one in row.members.all()),
        papers=frozenset(str(paper.pk) for paper in papers if _is_signed_since(paper, row)),
    )


def _is_signed_since(paper: models.Consent, circle: models.Circle) -> bool:
    signed = paper.witnessed_at
    return paper.participant_id == circle.participant_id and signed is not None and signed > circle.drawn_at
