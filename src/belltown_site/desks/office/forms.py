"""What is asked at the office desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from belltown.disclosure.posture import Posture
from belltown.vocabulary import Role
from belltown_site.accounts.models import Agency, AgencyKind, User
from belltown_site.accounts.roles import ROLES
from belltown_site.office.agencies import partners
from belltown_site.office.models import Verdict
from belltown_site.web.components import Label

BY_MAIL, BY_HAND = "mail", "hand"
NOBODY = "nobody"


def _agencies() -> list[tuple[str, str]]:
    return [
        ("", "Choose an agency"),
        *((str(one.pk), f"{one.name} ({one.get_kind_display().lower()})") for one in partners()),
    ]


def _roles() -> list[tuple[str, str]]:
    return [("", "Choose a role"), *((role.value, ROLES[role].name) for role in Role if role is not Role.PARTICIPANT)]


class SeatForm(forms.Form):
    """Where somebody sits: agency, role, unit. Whether they fit is asked elsewhere."""

    agency = forms.ChoiceField(label="Agency", help_text="Partner agencies alone.", choices=())
    role = forms.ChoiceField(label="Role", choices=())
    unit = forms.CharField(label="Unit or team", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices, self.fields["role"].choices = _agencies(), _roles()

    def clean_agency(self) -> Agency:
        return next(one for one in partners() if str(one.pk) == self.cleaned_data["agency"])

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class OpenForm(SeatForm):
    """A new account, and how its owner gets the link that sets it up."""

    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(label="Work e-mail address", max_length=254)
    phone = forms.CharField(
        label="Work phone", max_length=40, required=False, help_text="Those on call are reached by it."
    )
    way = forms.ChoiceField(
        label="How do they get the link that sets up the account?",
        choices=(
            (BY_MAIL, Label("By e-mail", "to the address above, without a word about anybody")),
            (BY_HAND, Label("I hand it over", "the link is shown to you once")),
        ),
        widget=forms.RadioSelect,
        initial=BY_MAIL,
    )
    field_order = ["name", "email", "phone", "agency", "role", "unit", "way"]


class WitnessForm(forms.Form):
    """Who made sure that it is really the account's owner who asks."""

    checked_by = forms.ChoiceField(
        label="Who made sure who is asking?",
        help_text="A second person who knows them: not you. It is kept with what you do now.",
        choices=(),
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked_by"].choices = [("", "Choose somebody"), *_people(people)]


class LeaveForm(forms.Form):
    """To whom the shifts of whoever leaves go."""

    shifts_to = forms.ChoiceField(
        label="Who takes their shifts?",
        choices=(),
        error_messages={"required": "Choose who takes them, or that these hours stay uncovered."},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uncovered = (NOBODY, "Nobody: I know that these hours stay uncovered")
        self.fields["shifts_to"].choices = [("", "Choose"), *_people(people), uncovered]


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What it does in the partnership", choices=[("", "Choose"), *AgencyKind.choices])
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail address", max_length=254, required=False)
    address = forms.CharField(
        label="Address", max_length=300, required=False, help_text="It stands in accountings of who was shown what."
    )


class PostureForm(forms.Form):
    """What an agency is before 42 CFR part 2, and on whose word."""

    posture = forms.TypedChoiceField(
        label="Before 42 CFR part 2 this agency is",
        choices=[(one.value, Label(*one.label.split(": ", 1))) for one in Posture],
        coerce=Posture,
        widget=forms.RadioSelect,
    )
    since = forms.DateField(
        label="Since", widget=forms.DateInput(attrs={"type": "date", "class": "usa-input--medium"}, format="%Y-%m-%d")
    )
    word = forms.CharField(
        label="Counsel who said so",
        max_length=200,
        required=False,
        help_text="Full name. Belltown gives no legal advice.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"since": timezone.localdate(), **kwargs.get("initial", {})}})


class MarkForm(forms.Form):
    """A reviewer's word on one item."""

    verdict = forms.TypedChoiceField(label="Your word", choices=Verdict.choices, coerce=Verdict)
    words = forms.CharField(label="What is to be done, naming no participant", max_length=500, required=False)


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.name}, {one.spec.name.lower()}, {one.agency.name}") for one in people]
