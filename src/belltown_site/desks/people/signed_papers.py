"""A paper signed by hand: printed, photographed, looked at, put in force; and the copy that the participant gets."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belltown.errors import BelltownError
from belltown_site.accounts.roles import Permission
from belltown_site.desks.people.forms import ConfirmForm
from belltown_site.records import actions, gate
from belltown_site.web.pictures import drawn_anew
from belltown_site.web.uploads import file_in, takes_a_file
from belltown_site.web.views import attempt, for_those_who_may, status_of

SANDBOX = "default-src 'none'; sandbox"


@takes_a_file
@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Permission.KEEP_CONSENTS)
def picture(request: HttpRequest, id: UUID) -> HttpResponse:
    """Print the form, add a photo of it once signed, and vouch for what the photo shows."""
    if request.method != "POST":
        return _show(request, id)
    gate.consent(id, viewer=request.user, now=timezone.now())  # nothing is drawn for whoever may not keep it
    refusal = attempt(lambda: _keep(request, id))
    return _show(request, id, refusal=refusal) if refusal else redirect("people:picture", id=id)


def _keep(request: HttpRequest, id: UUID) -> None:
    drawn = drawn_anew(file_in(request, "picture"))
    actions.papers.add_picture(id, picture=drawn, by=request.user, now=timezone.now())


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def clear_picture(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the photo away and start over."""
    refusal = attempt(lambda: actions.papers.clear_picture(id, by=request.user, now=timezone.now()))
    return _show(request, id, refusal=refusal) if refusal else redirect("people:picture", id=id)


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put the paper in force: somebody looked at the picture and says what it shows."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _show(request, id, form=form)
    told = {"signature": form.cleaned_data["seen"], "form": form.cleaned_data["form"]}
    day = form.cleaned_data["signed_on"]
    refusal = attempt(
        lambda: actions.consents.sign(id, way="paper", signed_on=day, by=request.user, now=timezone.now(), **told)
    )
    if refusal:
        return _show(request, id, refusal=refusal, form=form)
    messages.success(request, "In force now. It can be stopped at any time. Give the person a copy.")
    return redirect("people:paper", id=id)


@require_safe
@for_those_who_may(Permission.KEEP_CONSENTS)
def signed_page(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """One page of the picture: a file to look at that can do nothing."""
    sheet = gate.signed_page(id, number, viewer=request.user, now=timezone.now())
    answer = HttpResponse(sheet.content, content_type="image/jpeg")
    answer["Content-Disposition"] = f'attachment; filename="signed-form-{sheet.number}.jpg"'
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@require_POST
@for_those_who_may(Permission.KEEP_CONSENTS)
def give_copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """Note that the participant got a copy, and how."""
    told = {"way": request.POST.get("way", ""), "consent": id}
    actions.papers.give_copy(request.POST.get("copy", ""), by=request.user, now=timezone.now(), **told)
    messages.success(request, "Noted: the person has had a copy.")
    return redirect("people:paper", id=id)


def _show(
    request: HttpRequest, id: UUID, *, refusal: BelltownError | None = None, form: ConfirmForm | None = None
) -> HttpResponse:
    sheet = gate.consent(id, viewer=request.user, now=timezone.now())
    fresh = ConfirmForm(initial={"seen": sheet.pages_digest, "form": sheet.form_digest})
    context = {"paper": sheet, "refusal": refusal, "form": form or fresh}
    status = 422 if form and form.errors else status_of(refusal)
    return render(request, "people/picture.html", context, status=status)
