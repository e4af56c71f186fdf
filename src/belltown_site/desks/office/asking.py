"""One page that asks, does it, and goes on; a refusal stands beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from belltown.errors import BadInput, BelltownError
from belltown_site.web.views import attempt


def refuse(form: forms.Form, refusal: BelltownError) -> None:
    """Write the refusal on the form: each fault at its field, the rest above them all."""
    faults = refusal.faults if isinstance(refusal, BadInput) else ()
    for fault in faults:
        field = fault.place if fault.place in form.fields else None
        form.add_error(field, f"This {fault.reason}." if not fault.reason[:1].isupper() else fault.reason)
    if not faults:
        form.add_error(None, str(refusal))


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form is whole and the act was done; what stands in the way is written on the form."""
    if not form.is_valid():
        return False
    refusal = attempt(act)
    if refusal is not None:
        refuse(form, refusal)
    return refusal is None


def ask(request: HttpRequest, form: forms.Form | None, **said: Any) -> HttpResponse:
    """The page that asks; 422 where the form has faults."""
    status = 422 if form is not None and form.errors else 200
    return render(request, "confirm.html", {**said, "form": form}, status=status)
