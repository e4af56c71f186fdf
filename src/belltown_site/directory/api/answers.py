"""Answers with their headers: pages, streams, one row; not sent again to whoever has them already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from belltown_site.directory.api.asked import Paged

Show = Callable[[list[Any]], list[dict[str, Any]]]
BATCH = 200


def page(
    request: HttpRequest, asked: Paged, rows: QuerySet[Any], show: Show, *, whole: bool = False
) -> HttpResponseBase:
    """One page in HSDS's envelope, or the whole list as a stream of lines. `whole` puts all on one page."""
    if asked.format == "ndjson":
        return _public(StreamingHttpResponse(_lines(rows, show), content_type="application/x-ndjson"))
    size = max(rows.count(), 1) if whole else asked.per_page
    pages = Paginator(rows, size)
    number = 1 if whole else asked.page
    there = 1 <= number <= pages.num_pages
    contents = show(list(pages.page(number))) if there else []
    return one(
        request,
        {
            "total_items": pages.count,
            "total_pages": pages.num_pages if pages.count else 0,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages.num_pages,
            "empty": not contents,
            "contents": contents,
        },
    )


def one(request: HttpRequest, body: dict[str, Any], changed: datetime | None = None) -> HttpResponseBase:
    """The body with its tag; 304 for whoever has it already, as RFC 9110 says."""
    content = json.dumps(body, ensure_ascii=False).encode()
    response = HttpResponse(content, content_type="application/json")
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = tag
    seconds = int(changed.timestamp()) if changed else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    unchanged = get_conditional_response(request, etag=tag, last_modified=seconds, response=response)
    return _public(unchanged or response)


def _public(response: Any) -> HttpResponseBase:
    """Anybody's program may read this, from any page; caches ask again each time."""
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response  # type: ignore[no-any-return]


def _lines(rows: QuerySet[Any], show: Show) -> Iterator[str]:
    last: UUID | None = None
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        last = batch[-1].pk
        for item in show(batch):
            yield json.dumps(item, ensure_ascii=False) + "\n"
