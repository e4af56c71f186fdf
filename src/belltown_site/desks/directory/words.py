"""Sentences of the directory desk: what was chosen, what is asked on the phone, in a text and in a letter."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone

from belltown_site.directory.asking import Asked
from belltown_site.directory.models import ServiceCapacity


def chosen_words(form: forms.Form) -> tuple[str, ...]:
    """What narrows the search down, each in a word or two."""
    return tuple(word for bound in form for word in _chosen(bound) if bound.name != "need")


def _chosen(bound: forms.BoundField) -> list[str]:
    value = bound.form.cleaned_data.get(bound.name)
    if value in (None, "", [], False):
        return []
    match bound.field:
        case forms.BooleanField():
            return [str(bound.label)]
        case forms.MultipleChoiceField():
            labels = dict(bound.field.choices)
            return [f"{bound.label} {str(labels[one]).lower()}" for one in value]
        case forms.ChoiceField():
            return [f"{bound.label}: {dict(bound.field.choices)[value]}"]
        case _:
            return [f"{bound.label}: {value}"]


def unit_of(line: ServiceCapacity) -> str:
    """What the line counts, in the plural."""
    word = line.unit.name.lower() if line.unit else "place"
    return word if word.endswith("s") else f"{word}s"


def text_message(asked: Asked, program: str, url: str, until: datetime) -> str:
    """The text message that asks. One count can be answered with a number alone."""
    day = _day(until)
    if len(asked.lines) == 1:
        line = asked.lines[0]
        return (
            f"{program}: how many {unit_of(line)} are free at {line.service.name} right now? "
            f"Answer with the number, or open {url} (works once, until {day})."
        )
    return (
        f"{program}: is what we say of {asked.organization} still right? Please open {url} (works once, until {day})."
    )


def letter(asked: Asked, program: str, url: str, until: datetime, sender: str) -> str:
    """The letter that asks."""
    counts = "".join(f"\n  - {line.service.name}: free {unit_of(line)}" for line in asked.lines)
    services = "".join(f"\n  - {service.name}" for service in asked.services)
    figures = f"Please tell us how much room there is:{counts}\n\n" if counts else ""
    return (
        f"To {asked.organization}\n\n"
        f"{program} keeps a list of services for people who are helped in place of being arrested. Case managers use "
        f"it day and night. We want what it says of you to be right.\n\n"
        f"{figures}Please look whether this is still right:{services}\n\n"
        f"You need no account. Open this address; it works once, until {_day(until)}:\n{url}\n\n"
        f"Nothing you write there is about a person.\n\n{sender}"
    )


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%B} {local.day}"
