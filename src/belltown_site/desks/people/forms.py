"""What a consent is made of, as questions one can ask a person on a bench."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.text import capfirst

from belltown.disclosure.circle import CircleReason
from belltown.disclosure.classes import InformationClass
from belltown.disclosure.consent import ConsentKind
from belltown.disclosure.glass import EmergencyNature, Verdict
from belltown.disclosure.wording import EndEvent, Language, event_words
from belltown_site.records.sheets import CircleSheet, RecipientChoice
from belltown_site.web.components import Label
from belltown_site.web.forms import choices_of

YEAR = timedelta(days=365)
KEEPABLE = tuple(one for one in InformationClass if one is not InformationClass.ADMINISTRATIVE)


class ShareForm(forms.Form):
    """With whom, what, until when, and in which language the form is read. Ticks come as one group for each agency."""

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
    until_event = forms.ChoiceField(label="Or until something happens", required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: object, kind: ConsentKind, choices: Iterable[RecipientChoice], today: date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.may_be_open = today, kind is ConsentKind.TREATMENT_PAYMENT_OPERATIONS
        self.fields["until"].initial = (today + YEAR).isoformat()
        events = [(one.value, capfirst(event_words(one, Language.ENGLISH))) for one in EndEvent]
        self.fields["until_event"].choices = [("", "Only the day above"), *events]
        self.groups = []
        for number, choice in enumerate(choices):
            name = f"shares_{number}"
            self.fields[name] = forms.MultipleChoiceField(
                label=choice.agency,
                help_text=f"Who sees it there: {choice.hint}.",
                choices=[(one.key, one.words) for one in choice.offered],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.groups.append(name)

    @property
    def recipients(self) -> list[forms.BoundField]:
        return [self[name] for name in self.groups]

    @property
    def ends(self) -> list[forms.BoundField]:
        return [self["language"], self["until"], self["until_event"]]

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


class KeepBackForm(forms.Form):
    """What is to be kept from whom, whatever else was signed."""

    agency = forms.ChoiceField(label="From which agency?", widget=forms.RadioSelect)
    classes = forms.MultipleChoiceField(
        label="What is to be kept back?", choices=choices_of(KEEPABLE), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, agencies: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = list(agencies)


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
