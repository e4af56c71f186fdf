"""The invented county: the cast, their agencies, the protocol in force, somebody on call at every hour."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from belltown.errors import NotPossible
from belltown_site.accounts.demo import make_cast
from belltown_site.accounts.models import User
from belltown_site.directory.seed import seed_directory
from belltown_site.jurisdiction.models import OnCallShift, Rank
from belltown_site.jurisdiction.preferences import site_zone
from belltown_site.jurisdiction.setting_up import publish_packaged, set_up_site
from belltown_site.records.seed import seed_story

SITE = "example-county"
ROSTER_DAYS = 14
_RANKS = {"dee": Rank.FIRST, "cass": Rank.NEXT, "cleo": Rank.DEPUTY}


def seed(now: datetime) -> None:
    """Fill an empty database with the invented county, or top its roster up. Refused outside the demo."""
    if not settings.BELLTOWN_DEMO:
        raise NotPossible(
            "The invented county is for the demo alone. Set BELLTOWN_DEMO=1, or use `setup` for a real site."
        )
    with transaction.atomic():
        set_up_site(SITE)
        cast = make_cast()
        hire_colleagues(cast["cass"])
        publish_packaged(SITE, publisher=cast["pam"], activator=cast["pam"], now=now)
        fill_roster(cast, now)
        seed_directory(cast["cass"], now)
    seed_story()


COLLEAGUES = (("carmen", "Carmen Colby"), ("cody", "Cody Cardenas"))


def hire_colleagues(beside: User) -> None:
    """Case managers beside the cast's own, so that the invented caseloads have room. Nobody can sign in as them."""
    for name, full_name in COLLEAGUES:
        email = f"{name}@{beside.email.partition('@')[2]}"
        if not User.objects.filter(email=email).exists():
            User.objects.create_user(email, name=full_name, agency=beside.agency, role=beside.role, unit=beside.unit)


def fill_roster(cast: dict[str, User], now: datetime) -> None:
    """Day and night shifts of the invented on-call team, from yesterday for two weeks. Those already there stay."""
    zone = site_zone()
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=offset) for offset in range(-1, ROSTER_DAYS)):
        for start, end_day, end in ((time(7), day, time(19)), (time(19), day + timedelta(days=1), time(7))):
            starts = datetime.combine(day, start, zone)
            ends = datetime.combine(end_day, end, zone)
            for name, rank in _RANKS.items():
                OnCallShift.objects.get_or_create(user=cast[name], starts=starts, defaults={"ends": ends, "rank": rank})
