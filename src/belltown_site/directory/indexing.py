"""What a search looks up, worked out from a service's terms: the needs it meets and the people it takes."""

from __future__ import annotations

from collections import defaultdict

from belltown.exchange.hsds.package import Package
from belltown.exchange.hsds.terms import criterion_of, need_of
from belltown.needs import Need
from belltown_site.directory.models import Criterion, ServiceNeed

BATCH = 500


def index_services(package: Package) -> None:
    """Make the indexes of every service of the package anew."""
    needs, criteria = needs_in(package), criteria_in(package)
    ids = list(package.table("service"))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        ServiceNeed.objects.filter(service__in=batch).delete()
        Criterion.objects.filter(service__in=batch).delete()
        ServiceNeed.objects.bulk_create(
            ServiceNeed(service_id=id, need=need.value) for id in batch for need in sorted(needs[id])
        )
        Criterion.objects.bulk_create(
            Criterion(service_id=id, code=code, holds=holds)
            for id in batch
            for code, holds in sorted(criteria[id].items())
        )


def needs_in(package: Package) -> dict[str, set[Need]]:
    """The needs each service meets, by the terms on it."""
    terms, taxonomies = package.table("taxonomy_term"), package.table("taxonomy")
    needs: dict[str, set[Need]] = defaultdict(set)
    of_term = {id: need_of(term, taxonomies.get(str(term.get("taxonomy_id", "")))) for id, term in terms.items()}
    for row in package.table("attribute").values():
        need = of_term.get(str(row.get("taxonomy_term_id", "")))
        if need and row.get("link_entity") == "service":
            needs[str(row["link_id"])].add(need)
    return needs


def criteria_in(package: Package) -> dict[str, dict[str, bool]]:
    """Whom each service takes. Where two attributes disagree the answer is no: nobody is sent in vain."""
    terms = package.table("taxonomy_term")
    criteria: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in package.table("attribute").values():
        term = terms.get(str(row.get("taxonomy_term_id", "")))
        found = criterion_of(row, term) if term and row.get("link_entity") == "service" else None
        if found:
            known = criteria[str(row["link_id"])]
            known[found[0]] = known.get(found[0], True) and found[1]
    return criteria
