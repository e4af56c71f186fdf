"""The forms of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password

if TYPE_CHECKING:
    from belltown_site.accounts.proofs import Ways

CODE = {"class": "usa-input", "autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(forms.Form):
    """E-mail address and password. Whether they match is asked elsewhere, once the form itself is whole."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "usa-input", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the app or of the paper, or a passkey's answer, which a script fills in."""

    code = forms.CharField(
        label="Code",
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=CODE),
    )
    passkey = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: Ways, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not ways.passkey


class AgainForm(CodeForm):
    """All that one known person is asked for: of their ways, those they have."""

    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, *args: Any, ways: Ways, **kwargs: Any) -> None:
        super().__init__(*args, ways=ways, **kwargs)
        if not ways.password:
            del self.fields["password"]
        if not (ways.code or ways.passkey):
            del self.fields["code"], self.fields["passkey"]


class AppForm(forms.Form):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label="Code", help_text="Six digits. The app shows new ones every half minute.", max_length=10,
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )  # fmt: skip


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label="New password", help_text="At least 15 characters. A sentence is easy to remember.", max_length=1000,
        strip=False, widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "new-password"}),
    )  # fmt: skip
    repeat = forms.CharField(
        label="The same again", max_length=1000, strip=False,
        widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        chosen: str = self.cleaned_data["password"]
        validate_password(chosen, self._user)
        return chosen

    def clean(self) -> None:
        chosen, again = self.cleaned_data.get("password"), self.cleaned_data.get("repeat")
        if chosen and again and chosen != again:
            self.add_error("repeat", "This is not the same. Please type the new password again.")
