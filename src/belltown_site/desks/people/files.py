"""What a person may take along: who has looked, as a PDF and as a table; and their own copy of a form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.disclosure.disclosed import as_table, by_no_consent, of_the_records
from belltown.disclosure.wording import Language, day_words
from belltown_site.accounts.roles import Permission
from belltown_site.records import gate
from belltown_site.records.sheets import Accounting, ConsentSheet, Look, short_number
from belltown_site.web.pdf import Json, pdf
from belltown_site.web.views import for_those_who_may

HERE = Path(__file__).parent / "typeset"
COLUMNS = ("When", "Who", "Role", "Agency", "Address", "What", "What for", "Consent", "Emergency", "Review")
"""The content of an accounting: 45 CFR 164.528(b), with the consent or the emergency it rested on."""


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def accounting(request: HttpRequest, id: UUID) -> HttpResponse:
    """To whom outside the agency the person was shown in three years, as a table for a spreadsheet."""
    sheet = gate.accounting(id, viewer=request.user, now=timezone.now())
    return _file(
        as_table(of_the_records(_rows(sheet), sheet.scopes, sheet.posture)),
        "text/csv; charset=utf-8",
        "who-has-looked.csv",
    )


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def accounting_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same to read and to print: 42 CFR 2.25 in one step."""
    sheet = gate.accounting(id, viewer=request.user, now=timezone.now())
    told = of_the_records(_told(sheet), sheet.scopes, sheet.posture)
    made = pdf(
        HERE / "accounting.typ", told, title="Who has looked", language=Language.ENGLISH, at=sheet.until
    )  # fmt: skip
    return _file(made, "application/pdf", "who-has-looked.pdf")


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def copy_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The form in the participant's language: to be signed by hand while it is not signed, then their copy."""
    sheet = gate.consent(id, viewer=request.user, now=timezone.now())
    told = by_no_consent(_form(sheet))
    made = pdf(
        HERE / "consent.typ", told, title=sheet.line.title, language=sheet.language, at=sheet.last_changed_at
    )  # fmt: skip
    return _file(made, "application/pdf", f"form-{sheet.number}.pdf")


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(sheet: Accounting) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    yield from (_cells(look) for look in sheet.looks)
    yield (f"From {timezone.localtime(sheet.since):%Y-%m-%d} to {timezone.localtime(sheet.until):%Y-%m-%d}.",)


def _cells(look: Look) -> tuple[str, ...]:
    when = f"{timezone.localtime(look.at):%Y-%m-%d %H:%M}"
    seen = (when, look.name, look.role, look.agency, look.address, look.what, look.purpose, look.consent)
    return (*seen, _emergency(look), look.emergency.review if look.emergency else "")


def _emergency(look: Look) -> str:
    return f"{look.emergency.nature}: {look.emergency.words}" if look.emergency else ""


def _told(sheet: Accounting) -> dict[str, Json]:
    return {
        "agency": sheet.agency,
        "since": _day(sheet.since),
        "until": _day(sheet.until),
        "looks": [_look(look) for look in sheet.looks],
    }


def _look(look: Look) -> dict[str, Json]:
    local = timezone.localtime(look.at)
    return {
        "day": day_words(local.date(), Language.ENGLISH),
        "time": f"{local:%H:%M}",
        "name": look.name,
        "role": look.role,
        "agency": look.agency,
        "address": look.address,
        "what": look.what,
        "purpose": look.purpose.capitalize(),
        "consent": short_number(look.consent),
        "emergency": _emergency(look),
        "review": look.emergency.review if look.emergency else "",
    }


def _form(sheet: ConsentSheet) -> dict[str, Json]:
    signed, stopped = sheet.line.signed_on, sheet.line.revoked_at
    return {
        "paper": sheet.number,
        "blocks": [{"kind": block.kind, "lines": list(block.lines)} for block in sheet.blocks],
        "way": sheet.way,
        "signed": day_words(signed, sheet.language) if signed else "",
        "stopped": day_words(timezone.localtime(stopped).date(), sheet.language) if stopped else "",
        "witness": f"{sheet.witness}, {sheet.discloser}" if sheet.witness else "",
        "counsel": sheet.counsel,
        "digest": sheet.form_digest,
    }


def _day(moment: object) -> str:
    return day_words(timezone.localtime(moment).date(), Language.ENGLISH)  # type: ignore[arg-type]
