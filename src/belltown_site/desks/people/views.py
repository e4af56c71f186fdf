"""The people in care, as far as each allows: the list, and one person's page."""

from __future__ import annotations

import csv
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.disclosure.csv_cells import safe_cell
from belltown.disclosure.notice import PROHIBITION_SHORT
from belltown.vocabulary import Role
from belltown_site.accounts.roles import Permission
from belltown_site.records import gate
from belltown_site.records.sheets import Look, Purpose
from belltown_site.web.views import for_those_who_may

PURPOSES = {Role.OFFICER: Purpose.HANDOFF, Role.SERGEANT: Purpose.HANDOFF, Role.PROSECUTOR: Purpose.FILING}
"""What a look is noted for, where it is not for care."""

COLUMNS = ("When", "Who", "Role", "Agency", "Address", "What", "What for", "Consent")
"""The content of an accounting: 45 CFR 164.528(b), with the consent it rested on."""


@require_safe
@for_those_who_may(Permission.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody this viewer may know of, by name."""
    rows = gate.people(viewer=request.user, purpose=purpose_of(request), now=timezone.now())
    own = [row for row in rows if row.is_own]
    context = {
        "own": own,
        "others": [row for row in rows if not row.is_own],
        "may_link": request.user.may(Permission.LINK_RECORDS),
    }
    return render(request, "people/people.html", context)


@require_safe
@for_those_who_may(Permission.SEE_PEOPLE)
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person: who walks with them, what they share, who has looked."""
    sheet = gate.participant(id, viewer=request.user, purpose=purpose_of(request), now=timezone.now())
    standing = [paper for paper in sheet.consents if paper.is_in_force]
    drafts = [paper for paper in sheet.consents if paper.is_draft]
    past = [paper for paper in sheet.consents if paper not in standing and paper not in drafts]
    context = {
        "sheet": sheet,
        "standing": standing,
        "drafts": drafts,
        "past": past,
        "notice_lines": sheet.notice.splitlines(),
        "may_link": request.user.may(Permission.LINK_RECORDS),
    }
    return render(request, "people/person.html", context)


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def accounting(request: HttpRequest, id: UUID) -> HttpResponse:
    """To whom outside the agency the person was shown in three years, as a file for them to keep."""
    sheet = gate.accounting(id, viewer=request.user, now=timezone.now())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="who-has-looked.csv"'
    lines = csv.writer(answer)
    lines.writerow(COLUMNS)
    lines.writerows([safe_cell(cell) for cell in _cells(look)] for look in sheet.looks)
    lines.writerow([f"From {timezone.localtime(sheet.since):%Y-%m-%d} on. {PROHIBITION_SHORT}"])
    return answer


def _cells(look: Look) -> tuple[str, ...]:
    when = f"{timezone.localtime(look.at):%Y-%m-%d %H:%M}"
    return (when, look.name, look.role, look.agency, look.address, look.what, look.purpose, look.consent)


def purpose_of(request: HttpRequest) -> Purpose:
    """What a look of this reader's is noted for."""
    return PURPOSES.get(Role(request.user.role), Purpose.CARE)
