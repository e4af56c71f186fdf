"""Forms that more than one desk shows."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django import forms
from django.http import HttpRequest, QueryDict

from belltown.vocabulary import PauseReason


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None where the page is only being opened."""
    return request.POST if request.method == "POST" else None


def choices_of(words: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The words of a closed list as choices people can read."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


class PauseForm(forms.Form):
    """Why a clock stands still: one of the reasons its protocol allows."""

    reason = forms.ChoiceField(label="The reason", choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: object, allowed: Iterable[PauseReason], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices_of(allowed)
