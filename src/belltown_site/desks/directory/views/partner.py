"""For organizations without an account: the page of a link that works once, and texts that come back."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from belltown.errors import BadInput, BelltownError, NotAllowed, NotFound, NotPossible
from belltown_site.desks.directory.forms import FiguresForm
from belltown_site.directory import asking
from belltown_site.directory.asking import Answered, Asked
from belltown_site.web.forms import posted

CODES: dict[type[BelltownError], tuple[int, str]] = {
    NotAllowed: (403, "not_allowed"),
    NotFound: (404, "no_such_count"),
    NotPossible: (409, "which_count"),
    BadInput: (422, "cannot_be_read"),
}


@login_not_required  # the token of the link is what lets in; opening the page uses nothing up, sending it does
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, token: str) -> HttpResponse:
    """How much room there is, and whether the directory is right: asked and answered once."""
    now = timezone.now()
    asked = asking.opened(token, now=now)
    form = _form(request, asked)
    if request.method == "POST" and form.is_valid():
        figures = {UUID(id): int(str(figure)) for id, figure in form.of("line").items()}
        wrong = {UUID(id): str(words) for id, words in form.of("wrong").items()}
        right = tuple(UUID(id) for id in form.of("right") if UUID(id) not in wrong)
        asking.take_answer(token, Answered(figures, right, wrong), now=now)
        return render(request, "directory/thanks.html", {"organization": asked.organization})
    context = {"asked": asked, "form": form}
    return render(request, "directory/update.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, asked: Asked) -> FiguresForm:
    services = [(str(one.pk), one.name) for one in asked.services]
    return FiguresForm(posted(request), lines=asked.lines, services=services)


@csrf_exempt  # no cookie is looked at: the signature in the headers is what proves the sender
@login_not_required
@require_POST
def texts(request: HttpRequest) -> JsonResponse:
    """Take one signed message with a figure. 200 with {"code": "taken_down"}, or an error status with its code."""
    try:
        asking.take_text(body=request.body, headers=request.headers, now=timezone.now())
    except BelltownError as error:
        status, code = CODES.get(type(error), (422, "cannot_be_read"))
        return JsonResponse({"code": code}, status=status)
    return JsonResponse({"code": "taken_down"})
