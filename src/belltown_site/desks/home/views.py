"""One address, one page for each seat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from belltown.vocabulary import Role
from belltown_site.desks.home import care, law, office, police
from belltown_site.desks.home.counting import counts_for
from belltown_site.desks.home.page import Builder, HomePage

PAGES: dict[Role, Builder] = {
    Role.OFFICER: police.officer,
    Role.SERGEANT: police.sergeant,
    Role.OUTREACH: care.responder,
    Role.CASE_MANAGER: care.responder,
    Role.CLINICAL_SUPERVISOR: care.supervisor,
    Role.PROSECUTOR: law.prosecutor,
    Role.DEFENDER: law.defender,
    Role.PROJECT_MANAGER: office.project_manager,
    Role.BUSINESS_MEMBER: office.business_member,
    Role.COUNCIL_MEMBER: office.council_member,
    Role.EVALUATOR: office.evaluator,
    Role.ADMINISTRATOR: office.administrator,
}
"""A participant has no page here: every address of this desk leads them to their own window."""

NOT_A_PARTNER = HomePage(
    nothing="Your agency has not signed with this site, so there is nothing here for you to see or do.",
    facts=("If it should take part, please ask the project manager.",),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, then the thing they most often do."""
    user = request.user
    page = PAGES[Role(user.role)](user, timezone.now()) if user.agency.partner else NOT_A_PARTNER
    return render(request, "home/home.html", {"page": page})


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Counts that name nobody, for those whose seat may see them."""
    return render(request, "home/counts.html", {"page": counts_for(request.user, timezone.now())})
