"""Where a message provider brings back what a person answered to a ring: "yes, in 15 minutes" or "no"."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from belltown.errors import BadInput, BelltownError, NotAllowed, NotFound, NotPossible
from belltown_site.records import actions

CODES: dict[type[BelltownError], tuple[int, str]] = {
    NotAllowed: (403, "not_allowed"),
    NotFound: (404, "no_such_ring"),
    NotPossible: (409, "too_late"),
    BadInput: (422, "cannot_be_read"),
}
"""A provider learns a code alone: our own sentences may name who has the handoff."""


@csrf_exempt  # no cookie is looked at: the signature in the headers is what proves the sender
@login_not_required
@require_POST
def answers(request: HttpRequest) -> JsonResponse:
    """Take one signed answer. 200 with {"code": "taken_down"}, or an error status with its code."""
    try:
        actions.paging.answer_from_outside(body=request.body, headers=request.headers, now=timezone.now())
    except BelltownError as error:
        status, code = CODES.get(type(error), (422, "cannot_be_read"))
        return JsonResponse({"code": code}, status=status)
    return JsonResponse({"code": "taken_down"})
