"""What the directory keeps: HSDS rows as they were imported, and beside them the facts found out here."""

from belltown_site.directory.models.asking import AskLink, Channel
from belltown_site.directory.models.base import HsdsModel, OtherRow, OtherTie, Source
from belltown_site.directory.models.facts import (
    CapacityUpdate,
    Report,
    ReportKind,
    ServiceEdit,
    Through,
    Verification,
)
from belltown_site.directory.models.preferences import DirectoryPreferences, FreshFor
from belltown_site.directory.models.services import (
    Address,
    Attribute,
    CostOption,
    Criterion,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    ServiceNeed,
    Taxonomy,
    TaxonomyTerm,
    Unit,
)

__all__ = [
    "Address", "AskLink", "Attribute", "CapacityUpdate", "Channel", "CostOption", "Criterion", "DirectoryPreferences",
    "FreshFor", "HsdsModel", "Language", "Location", "Organization", "OtherRow", "OtherTie", "Phone", "Report",
    "ReportKind", "RequiredDocument", "Schedule", "Service", "ServiceArea", "ServiceAtLocation", "ServiceCapacity",
    "ServiceEdit", "ServiceNeed", "Source", "Taxonomy", "TaxonomyTerm", "Through", "Unit", "Verification",
]  # fmt: skip
