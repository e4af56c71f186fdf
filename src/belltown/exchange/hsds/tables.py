"""What each table of HSDS 3.1 holds: fields, types, what is required, which lists are closed, what nests in what.

Source: Open Referral HSDS 3.1, schema reference (docs.openreferral.org), patch 3.1.3. Facts alone, in our own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

VERSION = "3.1"


class Kind(Enum):
    """What a value is. Every value but a number is kept as text."""

    ID = "id"
    REFERENCE = "reference"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    EMAIL = "email"
    URI = "uri"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `tabular` ones are required in the CSV package alone; `to` is the table a reference points into."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    tabular: bool = False
    to: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nested:
    """Rows of `table` inside a row, under `field`. `key` is the column that ties them: the child's own for a list.

    Where a child may hang on any table, `owner` is its column that names the parent's table.
    """

    field: str
    table: str
    key: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its CSV file, its columns, the lists that nest in it and the single rows that do."""

    name: str
    file: str
    fields: tuple[Field, ...]
    lists: tuple[Nested, ...] = ()
    singles: tuple[Nested, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        """The columns by name."""
        return {field.name: field for field in self.fields}


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PLACES = ("physical", "postal", "virtual")
STATUSES = ("active", "inactive", "defunct", "temporarily closed")

_KINDS = {
    "number": Kind.NUMBER, "date": Kind.DATE, "time": Kind.TIME, "moment": Kind.MOMENT, "email": Kind.EMAIL,
    "uri": Kind.URI, "id": Kind.ID,
}  # fmt: skip


def _fields(words: str) -> tuple[Field, ...]:
    """Columns from one line of words: `name`, `name!` required, `name+` required in CSV, `name:kind`, `name>table`."""
    return tuple(_field(word) for word in words.split())


def _field(word: str) -> Field:
    required, tabular = word.endswith("!"), word.endswith("+")
    word = word.rstrip("!+")
    if ">" in word:
        name, _, to = word.partition(">")
        return Field(name, Kind.REFERENCE, required, tabular, to)
    name, _, kind = word.partition(":")
    return Field(name, _KINDS.get(kind, Kind.TEXT), required, tabular, options=_OPTIONS.get(word, ()))


_OPTIONS = {
    "status": STATUSES, "location_type": PLACES, "address_type": PLACES, "freq": ("WEEKLY", "MONTHLY"),
    "wkst": WEEKDAYS,
}  # fmt: skip

_ATTRIBUTES = Nested("attributes", "attribute", "link_id", "link_entity")
_METADATA = Nested("metadata", "metadata", "resource_id", "resource_type")


def _table(name: str, file: str, words: str, *nested: Nested, singles: tuple[Nested, ...] = ()) -> Table:
    plain = name in ("attribute", "taxonomy", "taxonomy_term")
    tail = () if name == "metadata" else (_METADATA,) if plain else (_ATTRIBUTES, _METADATA)
    return Table(name, file, _fields(f"id:id! {words}"), (*nested, *tail), singles)


def _many(field: str, table: str, key: str) -> Nested:
    return Nested(field, table, key)


_TABLES = (
    _table(
        "organization", "organizations.csv",
        "name! alternate_name description! email:email website:uri tax_status tax_id year_incorporated:number "
        "legal_status logo:uri uri:uri parent_organization_id>organization",
        _many("additional_websites", "url", "organization_id"),
        _many("funding", "funding", "organization_id"),
        _many("contacts", "contact", "organization_id"),
        _many("phones", "phone", "organization_id"),
        _many("locations", "location", "organization_id"),
        _many("programs", "program", "organization_id"),
        _many("organization_identifiers", "organization_identifier", "organization_id"),
    ),
    _table("program", "programs.csv", "organization_id>organization+ name! alternate_name description!"),
    _table(
        "service", "services.csv",
        "organization_id>organization+ program_id>program name! alternate_name description url:uri email:email "
        "status! interpretation_services application_process fees_description wait_time fees accreditations "
        "eligibility_description minimum_age:number maximum_age:number assured_date:date assurer_email:email licenses "
        "alert last_modified:moment",
        _many("additional_urls", "url", "service_id"),
        _many("phones", "phone", "service_id"),
        _many("schedules", "schedule", "service_id"),
        _many("service_areas", "service_area", "service_id"),
        _many("service_at_locations", "service_at_location", "service_id"),
        _many("languages", "language", "service_id"),
        _many("funding", "funding", "service_id"),
        _many("cost_options", "cost_option", "service_id"),
        _many("required_documents", "required_document", "service_id"),
        _many("contacts", "contact", "service_id"),
        _many("capacities", "service_capacity", "service_id"),
        singles=(
            Nested("organization", "organization", "organization_id"), Nested("program", "program", "program_id"),
        ),
    ),
    _table(
        "service_at_location", "service_at_location.csv",
        "service_id>service+ location_id>location+ description",
        _many("service_areas", "service_area", "service_at_location_id"),
        _many("contacts", "contact", "service_at_location_id"),
        _many("phones", "phone", "service_at_location_id"),
        _many("schedules", "schedule", "service_at_location_id"),
        singles=(Nested("location", "location", "location_id"),),
    ),
    _table(
        "location", "locations.csv",
        "location_type! url:uri organization_id>organization name alternate_name description transportation "
        "latitude:number longitude:number external_identifier external_identifier_type",
        _many("languages", "language", "location_id"),
        _many("addresses", "address", "location_id"),
        _many("contacts", "contact", "location_id"),
        _many("accessibility", "accessibility", "location_id"),
        _many("phones", "phone", "location_id"),
        _many("schedules", "schedule", "location_id"),
    ),
    _table(
        "phone", "phones.csv",
        "location_id>location service_id>service organization_id>organization contact_id>contact "
        "service_at_location_id>service_at_location number! extension:number type description",
        _many("languages", "language", "phone_id"),
    ),
    _table(
        "contact", "contacts.csv",
        "organization_id>organization service_id>service service_at_location_id>service_at_location "
        "location_id>location name title department email:email",
        _many("phones", "phone", "contact_id"),
    ),
    _table(
        "address", "addresses.csv",
        "location_id>location attention address_1! address_2 city! region state_province! postal_code! country! "
        "address_type!",
    ),
    _table(
        "schedule", "schedules.csv",
        "service_id>service location_id>location service_at_location_id>service_at_location valid_from:date "
        "valid_to:date dtstart:date timezone:number until:date count:number wkst freq interval:number byday byweekno "
        "bymonthday byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes",
    ),
    _table("funding", "funding.csv", "organization_id>organization service_id>service source"),
    _table(
        "service_area", "service_areas.csv",
        "service_id>service service_at_location_id>service_at_location name description extent extent_type uri:uri",
    ),
    _table("required_document", "required_documents.csv", "service_id>service document uri:uri"),
    _table("language", "languages.csv", "service_id>service location_id>location phone_id>phone name code note"),
    _table("accessibility", "accessibility.csv", "location_id>location description details url:uri"),
    _table(
        "cost_option", "cost_options.csv",
        "service_id>service+ valid_from:date valid_to:date option currency amount:number amount_description",
    ),
    _table(
        "organization_identifier", "organization_identifiers.csv",
        "organization_id>organization+ identifier_scheme identifier_type! identifier!",
    ),
    _table(
        "service_capacity", "service_capacity.csv",
        "service_id>service+ unit_id>unit+ available:number! maximum:number description updated:moment!",
        singles=(Nested("unit", "unit", "unit_id"),),
    ),
    _table("unit", "units.csv", "name! scheme identifier uri:uri"),
    _table("url", "url.csv", "label url:uri! organization_id>organization service_id>service"),
    _table(
        "attribute", "attributes.csv",
        "link_id>*+ taxonomy_term_id>taxonomy_term+ link_type link_entity+ value label",
        singles=(Nested("taxonomy_term", "taxonomy_term", "taxonomy_term_id"),),
    ),
    _table("taxonomy", "taxonomies.csv", "name! description! uri:uri version"),
    _table(
        "taxonomy_term", "taxonomy_terms.csv",
        "code name! description! parent_id>taxonomy_term taxonomy language taxonomy_id>taxonomy term_uri:uri",
        singles=(Nested("taxonomy_detail", "taxonomy", "taxonomy_id"),),
    ),
    _table("meta_table_description", "meta_table_descriptions.csv", "name language character_set"),
    _table(
        "metadata", "metadata.csv",
        "resource_id>*+ resource_type+ last_action_date! last_action_type! field_name! previous_value! "
        "replacement_value! updated_by!",
    ),
)  # fmt: skip

TABLES = MappingProxyType({table.name: table for table in _TABLES})
"""Every table by name, in the order in which a package is written: parents before what hangs on them."""

OWNERS = MappingProxyType({"attribute": "link_entity", "metadata": "resource_type"})
"""The tables whose rows may hang on a row of any table, and the column that says on which."""
