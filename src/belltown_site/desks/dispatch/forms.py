"""What is asked at the dispatch desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone

from belltown_site.accounts.models import User
from belltown_site.desks.dispatch import words
from belltown_site.desks.dispatch.week import NoSuchTime, local_moment
from belltown_site.jurisdiction.models import Rank
from belltown_site.records.sheets import CentreLine
from belltown_site.web.components import Label

FURTHEST = timedelta(days=400)
SAME_DAY, NEXT_DAY = "same", "next"
_RANKS = (
    (Rank.FIRST, Label("First", "rung at once")),
    (Rank.NEXT, Label("Next", "rung when the first does not answer")),
    (Rank.DEPUTY, Label("Deputy", "rung last")),
)


class FailureForm(forms.Form):
    """Why a handoff did not happen."""

    reason = forms.ChoiceField(
        label="The reason",
        choices=[(one.value, text) for one, text in words.FAILURES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason."},
    )


class DropOffForm(forms.Form):
    """Where the officer drives the person."""

    centre = forms.ChoiceField(
        label="Drop-off center",
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a center.", "invalid_choice": "That center is not open any more."},
    )

    def __init__(self, *args: object, centres: Iterable[CentreLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), Label(one.name, f"{one.address}; {one.hours}")) for one in centres]
        self.fields["centre"].choices = choices


class ShiftForm(forms.Form):
    """One person's turn on call. Times are the site's own."""

    user = forms.ChoiceField(label="Who", choices=(), error_messages={"required": "Choose who is on call."})
    rank = forms.TypedChoiceField(
        label="When are they rung?",
        choices=_RANKS,
        coerce=lambda value: Rank(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose first, next or deputy."},
    )
    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date", "class": "usa-input--medium"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label="From", widget=forms.TimeInput(attrs={"type": "time", "class": "usa-input--short"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label="Until", widget=forms.TimeInput(attrs={"type": "time", "class": "usa-input--short"}, format="%H:%M")
    )
    ends_on = forms.ChoiceField(
        label="The shift ends",
        choices=((SAME_DAY, Label("The same day")), (NEXT_DAY, Label("The next day", "it runs over midnight"))),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it ends the same day or the next."},
    )

    def __init__(self, *args: object, people: Iterable[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "Choose somebody"), *choices_of_people(people)]

    def clean_day(self) -> date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today - timedelta(days=1) <= day <= today + FURTHEST:
            raise forms.ValidationError("Choose a day from today on, and at most a year ahead.")
        return day

    def clean(self) -> dict[str, object]:
        """The form's values with `starts_at` and `ends_at`, in UTC."""
        values = super().clean() or {}
        if all(values.get(name) is not None for name in ("day", "starts", "ends", "ends_on")):
            values["starts_at"] = self._moment(values["day"], "starts")
            values["ends_at"] = self._moment(values["day"] + timedelta(days=values["ends_on"] == NEXT_DAY), "ends")
            self._check_order(values)
        return values

    def _moment(self, day: date, name: str) -> datetime | None:
        try:
            return local_moment(day, self.cleaned_data[name], timezone.get_current_timezone())
        except NoSuchTime as error:
            self.add_error(name, str(error))
            return None

    def _check_order(self, values: dict[str, object]) -> None:
        starts, ends = values["starts_at"], values["ends_at"]
        if starts and ends and ends <= starts:
            self.add_error(
                "ends", "The shift would end before it starts. If it runs over midnight, choose the next day."
            )


class CoverForm(forms.Form):
    """Who stands in."""

    user = forms.ChoiceField(
        label="Who covers the rest of this shift?", choices=(), error_messages={"required": "Choose who covers."}
    )

    def __init__(self, *args: object, people: Iterable[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "Choose somebody"), *choices_of_people(people)]


def choices_of_people(people: Iterable[User]) -> list[tuple[str, str]]:
    """Accounts as choices people can read."""
    return [(str(one.pk), f"{one.name}, {one.spec.name.lower()}") for one in people]
