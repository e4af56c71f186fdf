"""Who reviews whom: an agency's own reviewer, the project manager for the whole site, and nobody themselves."""

from __future__ import annotations

from dataclasses import dataclass

from belltown.vocabulary import Role
from belltown_site.accounts.models import User
from belltown_site.accounts.roles import Permission, roles_with


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Everybody who reviews at this site now."""

    people: tuple[User, ...]

    @classmethod
    def here(cls) -> Reviewers:
        """Those with an open account in a partner agency whose seat reviews."""
        rows = User.objects.filter(role__in=roles_with(Permission.REVIEW_LOOKS), is_active=True, agency__partner=True)
        return cls(tuple(rows.select_related("agency")))

    def of(self, somebody: User) -> frozenset[User]:
        """Who may review this person: reviewers of their agency and the site's, never they themselves.

        Where that leaves nobody, any other reviewer of the site: the project manager's own acts go to these.
        """
        others = [one for one in self.people if one.pk != somebody.pk]
        nearest = [one for one in others if one.agency_id == somebody.agency_id or one.role == Role.PROJECT_MANAGER]
        return frozenset(nearest or others)

    def may_review(self, by: User, somebody: User) -> bool:
        return by in self.of(somebody)
