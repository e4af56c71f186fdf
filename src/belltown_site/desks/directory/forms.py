"""What is asked at the directory desk."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from belltown.exchange.hsds.criteria import CRITERIA, GROUPS
from belltown.exchange.hsds.tables import STATUSES
from belltown.needs import NEEDS
from belltown_site.directory.models import Channel, DirectoryPreferences, ReportKind, ServiceCapacity
from belltown_site.directory.sheets import ServiceSheet
from belltown_site.web.components import Label

ANY = ("", "Does not matter")
_MILES = (ANY, ("1", "1 mile"), ("3", "3 miles"), ("10", "10 miles"))


def _of_group(code: str, *, anyone: bool = False) -> list[tuple[str, str]]:
    named = [(one.code, one.label) for one in CRITERIA.values() if one.group == code]
    return named if anyone else [pair for pair in named if not pair[0].endswith(":all")]


class SearchForm(forms.Form):
    """What is looked for, and for whom. Nothing here is a name, and nothing of it is written down."""

    need = forms.ChoiceField(
        choices=[(one.value, words.label) for one, words in NEEDS.items()],
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what is needed.", "invalid_choice": "Choose what is needed."},
    )
    open_now = forms.BooleanField(label="Open now", required=False)
    has_room = forms.BooleanField(label="Not full", required=False)
    sex = forms.ChoiceField(label=GROUPS["sex"].label, choices=[ANY, *_of_group("sex")], required=False)
    age = forms.IntegerField(
        label="Age",
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "usa-input--short", "inputmode": "numeric"}),
        error_messages={"invalid": "Write the age as a number, or leave it out."},
    )
    household = forms.ChoiceField(
        label=GROUPS["household"].label, choices=[ANY, *_of_group("household")], required=False
    )
    insurance = forms.ChoiceField(
        label=GROUPS["insurance"].label, choices=[ANY, *_of_group("insurance")], required=False
    )
    takes = forms.MultipleChoiceField(
        label=GROUPS["takes"].label, choices=_of_group("takes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    without = forms.MultipleChoiceField(
        label=GROUPS["without"].label, choices=_of_group("without"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label="Language", choices=[ANY], required=False)
    area = forms.ChoiceField(label="Where they stay", choices=[ANY], required=False)
    near = forms.ChoiceField(label="Measure the way from", choices=[ANY], required=False)
    place = forms.CharField(
        label="or from a place the directory knows",
        required=False,
        max_length=80,
        help_text="A street or a center, such as Levee Road. Never somebody's own address.",
    )
    miles = forms.ChoiceField(label="Not farther than", choices=_MILES, required=False)

    def __init__(
        self, *args: object, beats: Iterable[tuple[str, str]], languages: Iterable[str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = [ANY, *beats]
        self.fields["area"].choices = areas
        self.fields["near"].choices = areas
        self.fields["language"].choices = [ANY, *((one.lower(), one) for one in languages)]

    @property
    def asked(self) -> tuple[str, ...]:
        """The criteria that were chosen, by code."""
        given = self.cleaned_data
        single = (given.get(name) for name in ("sex", "household", "insurance"))
        return (*filter(None, single), *given.get("takes", ()), *given.get("without", ()))


class CountForm(forms.Form):
    """How much room there is now."""

    available = forms.IntegerField(
        label="Free now",
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "usa-input--short", "inputmode": "numeric"}),
        error_messages={"required": "Write a number; 0 when there is none.", "invalid": "Write a whole number."},
    )


class FiguresForm(forms.Form):
    """A figure for each count of one organization, and which of its services are as the directory says."""

    def __init__(
        self, *args: object, lines: Iterable[ServiceCapacity], services: Iterable[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[f"line-{line.pk}"] = _figure(line)
        for id, name in services:
            self.fields[f"right-{id}"] = forms.BooleanField(
                label=f"{name}: everything is right", required=False, help_text="Leave it open where something is not."
            )
            self.fields[f"wrong-{id}"] = forms.CharField(
                label=f"What is wrong with {name}?", required=False, max_length=500
            )

    def of(self, word: str) -> dict[str, object]:
        """The values of one kind by id, without those left empty."""
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith(f"{word}-")}
        return {name.partition("-")[2]: value for name, value in found.items() if value not in (None, "", False)}


def _figure(line: ServiceCapacity) -> forms.IntegerField:
    unit = line.unit.name.lower() if line.unit else "place"
    most = int(line.maximum) if line.maximum is not None else None
    return forms.IntegerField(
        label=f"{line.service.name}: free {unit}s",
        required=False,
        min_value=0,
        max_value=most,
        help_text=f"of {most}" if most else "",
        widget=forms.NumberInput(attrs={"class": "usa-input--short", "inputmode": "numeric"}),
        error_messages={"invalid": "Write a whole number."},
    )


class WrongForm(forms.Form):
    """What is wrong with what the directory says."""

    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=ReportKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    words = forms.CharField(
        label="In a few words",
        required=False,
        max_length=500,
        help_text="About the service alone. Nobody's name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EditForm(forms.Form):
    """What staff may set right. The rest comes from the publisher."""

    status = forms.ChoiceField(label="It is", choices=[(one, one.capitalize()) for one in STATUSES])
    alert = forms.CharField(
        label="A short notice",
        required=False,
        max_length=300,
        help_text="Stands at the top, such as: closed this week.",
    )
    description = forms.CharField(
        label="What it is", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    eligibility_description = forms.CharField(
        label="For whom", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    application_process = forms.CharField(
        label="How to get in", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    fees_description = forms.CharField(label="What it costs", required=False, max_length=2000)

    @staticmethod
    def initial_of(sheet: ServiceSheet, fees: str) -> dict[str, str]:
        """What the form says before anybody changes it."""
        return {
            "status": sheet.status,
            "alert": sheet.alert,
            "description": sheet.description,
            "eligibility_description": sheet.who,
            "application_process": sheet.how,
            "fees_description": fees,
        }


class AskForm(forms.Form):
    """How to ask an organization."""

    channel = forms.ChoiceField(
        label="How do you ask?",
        choices=[
            (Channel.TEXT.value, Label("By text message", "they answer with a number, or open a link")),
            (Channel.LETTER.value, Label("By letter or e-mail", "a page to print or copy, with a link")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you ask."},
    )


class FreshnessForm(forms.ModelForm):
    """How long things count as fresh."""

    units = forms.CharField(
        label="Other hours for certain units",
        required=False,
        help_text="One a line, such as: Bed 12",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = DirectoryPreferences
        fields = ("verify_days", "fresh_hours", "link_days")
        labels = {
            "verify_days": "A service is looked at again after days",
            "fresh_hours": "A figure of room is fresh for hours",
            "link_days": "A link to an agency works for days",
        }
        widgets = {name: forms.NumberInput(attrs={"class": "usa-input--short"}) for name in fields}

    def clean_units(self) -> dict[str, int]:
        """Hours by unit. Refused where a line does not end with a number of hours from 1 to 2160."""
        chosen = {}
        for line in filter(None, map(str.strip, self.cleaned_data["units"].splitlines())):
            unit, _, hours = line.rpartition(" ")
            if not unit.strip() or not hours.isascii() or not hours.isdigit() or not 1 <= int(hours) <= 2160:
                raise forms.ValidationError(f"Write [{line[:40]}] as a unit and its hours, such as: Bed 12")
            chosen[unit.strip().lower()[:100]] = int(hours)
        return chosen
