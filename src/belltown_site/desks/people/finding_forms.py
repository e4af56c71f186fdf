"""Looking somebody up, and writing down what else they are called: a few short questions, all but one may be left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.text import capfirst

from belltown.linkage.described import LOCAL, Described, phones_in
from belltown_site.records.sheets import CandidateLine
from belltown_site.web.components import Label
from belltown_site.web.dates import Born

LONGEST = 200
NEW = "new"
KINDS = (
    ("chosen", Label("The name they go by", "It leads from now on, everywhere in your agency.")),
    ("given", Label("Given or legal name")),
    ("alias", Label("Street name, nickname or alias")),
    ("former", Label("Former name", "Still found by a search.")),
)


class FindForm(forms.Form):
    """Whatever is known of somebody. One thing is enough."""

    name = forms.CharField(
        label="Name", help_text="First and last, in any order. A part is enough.", max_length=LONGEST, required=False
    )
    nickname = forms.CharField(label="Nickname or street name", max_length=LONGEST, required=False)
    phone = forms.CharField(label="Phone number", max_length=40, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        hint = "A day, or the year alone: 1988-05-31, 5/31/1988 or 1988."
        self.fields["born"] = Born(today=today, label="Date or year of birth", help_text=hint)
        self.order_fields(["name", "nickname", "born", "phone"])
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not phones_in(phone):
            raise forms.ValidationError(f"Please write at least the last {LOCAL} digits.")
        return phone

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors and self.asked.is_empty:
            raise forms.ValidationError("Please say something of whom you look for: a name, a year, a phone number.")
        return data

    @property
    def asked(self) -> Described:
        """What was said, as it is compared."""
        said = self.cleaned_data
        return Described(
            names=tuple(one for one in (said.get("name"), said.get("nickname")) if one),
            born=tuple(one for one in (said.get("born"),) if one),
            phones=phones_in(said.get("phone") or ""),
        )


class NewNameForm(forms.Form):
    """One more name."""

    name = forms.CharField(label="Name", max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label="What is it to them?", choices=KINDS, widget=forms.RadioSelect, initial="alias")
    unsure = forms.BooleanField(label="Not sure that this is right", required=False)


class NewBirthForm(forms.Form):
    """One more date of birth that may be right."""

    about = forms.BooleanField(label="About, or not sure", required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        hint = "A day, a month or the year alone: 1988-05-31, 5/31/1988, 1988-05 or 1988."
        self.fields["born"] = Born(today=today, label="Born", help_text=hint)
        self.fields["born"].required = True
        self.fields["born"].widget.attrs["autocomplete"] = "off"
        self.order_fields(["born", "about"])

    def clean_born(self) -> str:
        if not self.cleaned_data["born"]:
            raise forms.ValidationError("Please write a date or a year.")
        return self.cleaned_data["born"]


class WhichForm(forms.Form):
    """One of these, or somebody new? Nothing is ticked beforehand."""

    same_as = forms.ChoiceField(label="Is it one of these?", widget=forms.RadioSelect)

    def __init__(self, *args: object, found: Iterable[CandidateLine], may_link: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(line.id), Label(_called(line), _because(line))) for line in found if may_link and line.is_own]
        self.fields["same_as"].choices = [*known, (NEW, Label("Somebody new", "None of these is the person."))]
        if not known:
            self.fields["same_as"].initial = NEW

    @property
    def chosen(self) -> str | None:
        """The record that is the same person; None for somebody new."""
        return None if self.cleaned_data["same_as"] == NEW else self.cleaned_data["same_as"]


def _called(line: CandidateLine) -> str:
    others = ", ".join([*line.person.other_names, *line.also])
    return f"{line.person.label} (also {others})" if others else line.person.label


def _because(line: CandidateLine) -> str:
    born = f"Born {line.person.born}. " if line.person.born else ""
    return f"{born}{capfirst('; '.join(line.reasons))}."
