"""What a consent is made of, as questions one can ask a person on a bench."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst

from belltown.disclosure.circle import CircleReason
from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.disclosure.wording import EndEvent, Language, event_words
from belltown.vocabulary import Role
from belltown_site.accounts.roles import ROLES
from belltown_site.records.sheets import CircleSheet, RecipientChoice, SeatOutside
from belltown_site.web.components import Label
from belltown_site.web.forms import choices_of

YEAR = timedelta(days=365)
EVERYBODY = "everybody"
KEEPABLE = tuple(one for one in InformationClass if one is not InformationClass.ADMINISTRATIVE)


class ShareForm(forms.Form):
    """With whom, what, until when, and in which language the form is read.

    Ticks come as one group for each agency, and beside it whom there: everybody in those seats, or one person alone.
    """

    language = forms.ChoiceField(
        label="The form's language",
        choices=[(one.value, one.label) for one in Language],
        widget=forms.RadioSelect,
        initial=Language.ENGLISH.value,
    )
    until = forms.DateField(
        label="Share until",
        help_text="The last day. It can be stopped on any day before.",
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    counsel = forms.CharField(
        label="Which defender or other lawyer is here with them?",
        help_text="Full name and office. A paper for a legal case is made with a lawyer present, never without.",
        max_length=200,
    )
    until_event = forms.ChoiceField(label="Or until something happens", required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: object, kind: ConsentKind, choices: Iterable[RecipientChoice], today: date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.may_be_open = today, kind is ConsentKind.TREATMENT_PAYMENT_OPERATIONS
        self.fields["until"].initial = (today + YEAR).isoformat()
        events = [(one.value, capfirst(event_words(one, Language.ENGLISH))) for one in EndEvent]
        self.fields["until_event"].choices = [("", "Only the day above"), *events]
        if kind is not ConsentKind.PROCEEDINGS:
            del self.fields["counsel"]
        self.choices = tuple(choices)
        for number, choice in enumerate(self.choices):
            self.fields[f"shares_{number}"] = _ticks(choice)
            if len(choice.people) > 1:
                self.fields[f"only_{number}"] = _whom(choice)

    @property
    def groups(self) -> list[str]:
        return [name for name in self.fields if name.startswith("shares_")]

    @property
    def recipients(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each agency's ticks, with the choice of one person there where there are several."""
        pairs = ((name, name.replace("shares", "only")) for name in self.groups)
        return [(self[name], self[only] if only in self.fields else None) for name, only in pairs]

    @property
    def ends(self) -> list[forms.BoundField]:
        return [self[name] for name in ("counsel", "language", "until", "until_event") if name in self.fields]

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until and until < self.today:
            raise forms.ValidationError("This day has passed. Please choose today or a later day.")
        return until

    def clean(self) -> dict:
        data = super().clean() or {}
        if not any(data.get(name) for name in self.groups):
            raise forms.ValidationError("Nothing is ticked. Please tick at least one thing that may be shared.")
        if not (data.get("until") or data.get("until_event") or self.may_be_open or "until" in self.errors):
            raise forms.ValidationError("Please say until when: a day, or something that ends it.")
        return data

    @property
    def ticked(self) -> list[str]:
        return [key for name in self.groups for key in self.cleaned_data.get(name, ())]

    @property
    def only(self) -> dict[UUID, UUID]:
        """By agency, the one person there who alone is meant."""
        named = {one.agency_id: self.cleaned_data.get(f"only_{at}") for at, one in enumerate(self.choices)}
        return {agency: UUID(person) for agency, person in named.items() if agency and person}


def _ticks(choice: RecipientChoice) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=choice.agency,
        help_text=f"Who sees it there: {choice.hint}.",
        choices=[(one.key, one.words) for one in choice.offered],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _whom(choice: RecipientChoice) -> forms.ChoiceField:
    people = [(str(one.id), f"{one.name}, {ROLES[one.role].name.lower()}") for one in choice.people]
    return forms.ChoiceField(
        label=f"Who at {choice.agency}", required=False, choices=[("", "Everybody in these seats"), *people]
    )


class NameForm(forms.Form):
    """What to call somebody, and how to find them again."""

    chosen_name = forms.CharField(label="Name", max_length=200)
    name_unsure = forms.BooleanField(label="Not sure that this is right", required=False)
    contact = forms.CharField(label="How to find them again", max_length=200, required=False)


class SignatureForm(forms.Form):
    """The signature itself: strokes of a finger, or the name of whoever read the form aloud."""

    way = forms.CharField()
    signature = forms.CharField(required=False)
    form = forms.CharField()


class ConfirmForm(forms.Form):
    """What somebody vouches for who has looked at the picture of a signed paper. `seen` is the picture they saw."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    form = forms.CharField(required=False, widget=forms.HiddenInput)
    signed_on = forms.DateField(
        label="The day beside the signature",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Please write the day that stands beside the signature."},
    )
    looked = forms.BooleanField(
        label="I looked: every page can be read, and the picture shows the person's signature and this day",
        error_messages={"required": "Please look at the picture, then tick the box."},
    )


class KeepBackForm(forms.Form):
    """What is to be kept from whom, whatever else was signed. `told`: what it costs was read."""

    whom = forms.ChoiceField(label="From whom?")
    classes = forms.MultipleChoiceField(
        label="What is to be kept back?", choices=choices_of(KEEPABLE), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, seats: Iterable[SeatOutside], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = [(f"{one.agency}:{one.role or ''}", one.words) for one in seats]
        self.fields["whom"].choices = [("", "Please choose"), (EVERYBODY, "Everybody outside our agency"), *known]

    @property
    def asked(self) -> dict[str, Any]:
        """The agency, the seat and the classes, as the gate and the action take them."""
        agency, _, role = self.cleaned_data["whom"].partition(":")
        return {
            "agency": None if agency == EVERYBODY else UUID(agency),
            "role": Role(role) if role else None,
            "classes": [InformationClass(one) for one in self.cleaned_data["classes"]],
        }


class EmergencyForm(forms.Form):
    """Who is in danger, and of what: all that is asked stands on one page, for whoever has no time."""

    name = forms.CharField(label="Full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    born = forms.CharField(
        label="Date of birth, or the year",
        help_text="Such as 1990-05-02, or 1990. Or fill in the next box.",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label="How they are reached",
        help_text="A phone number or a place, as it was written down.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label="What kind of emergency?",
        choices=[(one.value, one.label) for one in EmergencyNature],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What is happening?",
        help_text="A sentence in your own words. The person will read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    given_to = forms.CharField(
        label="Who treats them now?",
        help_text="The medic and the hospital, if you know (42 CFR 2.51(c)).",
        max_length=300,
        required=False,
    )


class ReviewForm(forms.Form):
    """What the second person found."""

    verdict = forms.ChoiceField(
        label="Was it in order?", choices=[(one.value, one.label) for one in Verdict], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="In your own words",
        help_text="The person will read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class CircleForm(forms.Form):
    """Why, and who is in it. Whoever draws it is in it from the start."""

    reason = forms.ChoiceField(
        label="Why?", choices=[(one.value, one.label) for one in CircleReason], widget=forms.RadioSelect
    )
    members = forms.MultipleChoiceField(
        label="Who may still know of them and work with them?",
        help_text="Usually whoever walks with them and one supervisor. You are one of them.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, sheet: CircleSheet, viewer: UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(one.id), Label(one.name, one.role.label)) for one in sheet.colleagues]
        inside = sheet.circle.members if sheet.circle else ()
        self.fields["members"].initial = [str(viewer), *(str(one.id) for one in inside)]
        self.fields["reason"].initial = sheet.circle.reason.value if sheet.circle else None
