"""The one page of an encounter as a form: nothing is required, everything is checked, every fault is a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from belltown.protocol.facts import Fact, Kind
from belltown.vocabulary import Pathway
from belltown_site.desks.field import offenses
from belltown_site.desks.field.fields import (
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_PLACE,
    Amount,
    Born,
    LastDay,
    ShortText,
    quoted,
)
from belltown_site.desks.field.questions import Question

ELSEWHERE = "elsewhere"
WHO = {"unknown": "Not known", "unsure": "Told, not sure", "known": "Known"}
CHECKS = {"met": True, "not_met": False}
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the page is about: the doors open here, the questions of this one, the beats, the site and the local day."""

    site: str
    today: date
    pathways: tuple[Pathway, ...]
    questions: tuple[Question, ...]
    beats: tuple[tuple[str, str], ...]


class OneOf(forms.ChoiceField):
    """One of a closed list, or nothing."""

    def __init__(self, choices: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(choices=[("", ""), *choices], required=False, widget=forms.RadioSelect, **options)

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(f"{quoted(str(value))} is not among the choices. Please tap one of them.")


class Truth(OneOf):
    """One of the words given, as the truth it stands for; None for nothing and for Not sure."""

    def __init__(self, words: dict[str, bool], **options: Any) -> None:
        super().__init__([(word, word) for word in words], **options)
        self.words = words

    def clean(self, value: Any) -> bool | None:
        return self.words.get(super().clean(value))


class DayOrNever(forms.DateInput):
    """A day, or a tick beside it that says never."""

    input_type = "date"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return "never" if data.get(f"{name}-never") else super().value_from_datadict(data, files, name)


class Moment(forms.CharField):
    """A local date and time as a phone's own picker gives it; None when left empty."""

    def clean(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            moment = timezone.make_aware(datetime.fromisoformat(text[:16]))
        except (ValueError, OverflowError):
            raise ValidationError(
                f"{quoted(text)} is no date and time. Please write it like 2026-05-31 02:14."
            ) from None
        if moment > timezone.now():
            raise ValidationError("That lies in the future. Please check the date and the time.")
        return moment


class EncounterForm(forms.Form):
    """Everything of an encounter. A faulty field is told of, and keeps nobody from saving the others."""

    pathway = OneOf([], label="How do you meet?")
    offense = ShortText(most=LONGEST_CODE, label="The offense")
    find = ShortText(most=LONGEST_NAME, label="Search by words or code")
    beat = ShortText(most=40, label="The beat")
    place = ShortText(most=LONGEST_PLACE, label="Where exactly?")
    position = ShortText(most=60, label="Your position")
    who = OneOf(WHO.items(), label="Who is it?")
    name = ShortText(most=LONGEST_NAME, label="Name, as given")
    at = Moment(required=False, label="When was it?")

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame
        self.fields["pathway"].choices = [(one.value, one.label) for one in frame.pathways]
        self.fields["born"] = Born(today=frame.today, label="Year or date of birth")
        for question in frame.questions:
            self.fields[question.key] = _field_for(question, frame.today)

    def clean_offense(self) -> offenses.Choice | None:
        value = self.cleaned_data["offense"]
        found = offenses.chosen(value, self.frame.site) if value else None
        if value and found is None:
            raise ValidationError(f"{quoted(value)} is no charge here. Please search by words or code, or tap a tile.")
        return found

    def clean_beat(self) -> str:
        value = self.cleaned_data["beat"]
        if value and value not in (ELSEWHERE, *(code for code, _ in self.frame.beats)):
            raise ValidationError(f"{quoted(value)} is no beat here. Please tap one of the tiles.")
        return value

    def clean_position(self) -> tuple[float, float] | None:
        value = self.cleaned_data["position"]
        return _point(value) if value else None

    @property
    def told(self) -> dict[str, Any]:
        """What was entered rightly, by field; faulty fields are left out."""
        self.is_valid()
        return self.cleaned_data

    @property
    def affirmed(self) -> frozenset[str]:
        """The criteria that one tap affirmed: those that the page listed beside it."""
        if not isinstance(self.data, QueryDict):
            return frozenset()
        listed = self.data.getlist("listed") if self.data.get("do") == "affirm" else []
        return frozenset([*self.data.getlist("affirmed"), *listed])


def _point(value: str) -> tuple[float, float]:
    try:
        latitude, longitude = (round(float(part), 4) for part in value.split(","))
    except ValueError:
        raise ValidationError("Your position could not be read. Please tap a beat instead.") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValidationError("Your position is no place on earth. Please tap a beat instead.")
    return latitude, longitude


def _field_for(question: Question, today: date) -> forms.Field:
    if question.fact is None:
        return Truth(CHECKS, label=question.sentence)
    return _FIELD_OF_KIND[question.fact.kind](question, question.fact, today)


def _yes_no(question: Question, fact: Fact, today: date) -> forms.Field:  # noqa: ARG001
    return Truth(TRUTHS, label=question.sentence)


def _number(question: Question, fact: Fact, today: date) -> forms.Field:  # noqa: ARG001
    field = Amount(required=False, label=question.sentence)
    field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "usa-input--short"}
    return field


def _choice(question: Question, fact: Fact, today: date) -> forms.Field:  # noqa: ARG001
    return OneOf([(str(one), str(one).replace("_", " ").capitalize()) for one in fact.choices], label=question.sentence)


def _day(question: Question, fact: Fact, today: date) -> forms.Field:  # noqa: ARG001
    widget = DayOrNever(attrs={"class": "usa-input--medium"})
    return LastDay(today=today, required=False, label=question.sentence, widget=widget)


_FIELD_OF_KIND = {Kind.YES_NO: _yes_no, Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.LAST_DATE: _day}
