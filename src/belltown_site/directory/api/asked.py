"""What may be asked of each list (HSDS 3.1, API reference). All conditions hold at once; every number is bounded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

MOST_PAGES, MOST_ITEMS, FARTHEST = 10_000, 500, 1_000_000


def _text(value: str) -> str:
    """Text that a database takes. Raises ValueError for what is no text."""
    if "\0" in value or any("\ud800" <= one <= "\udfff" for one in value):
        raise ValueError("holds a character that is not text")
    return value


def _aware(moment: datetime) -> datetime:
    """A moment without an offset is in UTC."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("is no moment that can be compared") from None


Words = Annotated[str, Field(max_length=200), AfterValidator(_text)]
Moment = Annotated[datetime, AfterValidator(_aware)]


class Paged(Schema):
    """A page of a list, whatever the list."""

    model_config = ConfigDict(extra="ignore")

    search: Words = Field("", description="Words that must all be there, in any order.")
    page: int = Field(1, ge=1, le=MOST_PAGES)
    per_page: int = Field(50, ge=1, le=MOST_ITEMS)
    format: Literal["json", "ndjson"] = Field("json", description="ndjson streams the whole list, one row a line.")


class OfTerms(Paged):
    """A list whose rows carry terms."""

    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    full: bool = Field(False, description="With all that hangs on each row.")


class Services(OfTerms):
    """A list of services."""

    organization_id: UUID | None = None
    modified_after: Moment | None = None
    minimal: bool = Field(False, description="Ids and dates of change alone, all on one page.")


class Organizations(OfTerms):
    """A list of organizations."""

    full_service: bool = Field(False, description="With the organization's services in full.")


class Places(OfTerms):
    """A list of services at places."""

    organization_id: UUID | None = None
    modified_after: Moment | None = None
    postcode: Words = ""
    proximity: int | None = Field(None, ge=0, le=FARTHEST, description="Meters from the middle of the postcode.")


class Terms(Paged):
    """A list of terms."""

    taxonomy_id: UUID | None = None
    top_only: bool = False
    parent_id: UUID | None = None
