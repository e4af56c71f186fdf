"""What a neighbor may say, and what those who answer record."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms

from belltown.vocabulary import RefusalReason
from belltown_site.web.components import Label

_TEXT = {"class": "usa-input"}
_LONG = {"class": "usa-textarea", "rows": 4}

_REASONS = {
    RefusalReason.INELIGIBLE: "The protocol does not allow it.",
    RefusalReason.OUT_OF_AREA: "The person lives or stays outside the program area.",
    RefusalReason.NO_CAPACITY: "No caseload has room. This is counted as unmet need.",
    RefusalReason.DUPLICATE: "The person is already referred or takes part.",
    RefusalReason.NOT_LOCATED: "Outreach looked and did not find the person.",
    RefusalReason.DECLINED: "The person was asked and does not want to take part.",
}


class ReferForm(forms.Form):
    """Who should be reached out to, where, and why. Asks for as little as will do."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.CharField(
        label="Who is the person?",
        max_length=200,
        help_text="A name or nickname, or what somebody would need to recognize them.",
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
    )
    where = forms.CharField(
        label="Where can they usually be found?",
        max_length=300,
        help_text="A corner, a park, a shelter, a time of day.",
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
    )
    words = forms.CharField(
        label="What worries you, or what do they need?",
        max_length=2000,
        help_text="A sentence or two. Please do not write about health or past convictions.",
        widget=forms.Textarea(attrs=_LONG),
    )
    referrer_name = forms.CharField(
        label="Your name",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "name"}),
    )
    referrer_contact = forms.CharField(
        label="Your phone or e-mail",
        max_length=200,
        required=False,
        help_text="Only so that outreach can ask you where to look.",
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "email"}),
    )

    @classmethod
    def fresh(cls) -> ReferForm:
        """An empty form with a key of its own, so that a double tap is one referral."""
        return cls(initial={"key": uuid4()})

    @property
    def referral(self) -> dict[str, str]:
        """What is to be kept."""
        return {
            name: self.cleaned_data[name] for name in ("about", "where", "words", "referrer_name", "referrer_contact")
        }

    @property
    def id(self) -> UUID:
        return self.cleaned_data["key"]


class RefusalForm(forms.Form):
    """Why a referral is not taken: one of the codes that are counted."""

    reason = forms.ChoiceField(
        label="Why is it not taken?",
        choices=[(one.value, Label(one.value.replace("_", " ").capitalize(), _REASONS[one])) for one in RefusalReason],
        widget=forms.RadioSelect,
    )
