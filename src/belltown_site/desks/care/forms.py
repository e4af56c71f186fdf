"""What a case manager tells the filing clock: done, on which day, or why it must wait. Nothing more."""

from __future__ import annotations

from datetime import date

from django import forms


class IntakeForm(forms.Form):
    """The day on which intake was completed."""

    on = forms.DateField(
        label="On which day was intake completed?",
        help_text="Only this day, and that it is done, reaches the prosecutor.",
        widget=forms.DateInput(attrs={"type": "date", "class": "usa-input"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **kwargs})
        self.today = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("This day has not come yet. Give the day on which intake was completed.")
        return on
