"""What a prosecutor records about a hold."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from belltown.vocabulary import FilingDecision
from belltown_site.web.components import Label

_DECISIONS = {
    FilingDecision.NOT_FILED: Label("Not filed", "The diverted charge ends here."),
    FilingDecision.FILED: Label("Filed", "Only after the hold has ended or been returned to ordinary discretion."),
}


class DecisionForm(forms.Form):
    """Filed or not filed: a person's act, recorded with who and when."""

    decision = forms.ChoiceField(label="Your decision", choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: object, allowed: Iterable[FilingDecision], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, _DECISIONS[one]) for one in allowed]


class ExtensionForm(forms.Form):
    """More time, in whole days. `after` is how many decisions were on the page, so that two taps are one extension."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    days = forms.IntegerField(
        label="How many more days?",
        min_value=1,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "usa-input usa-input--small", "inputmode": "numeric"}),
    )

    def __init__(self, *args: object, working_days: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        counted = "Working days: weekends and public holidays do not count" if working_days else "Calendar days"
        self.fields["days"].help_text = f"{counted}, on top of the time the protocol gives."
