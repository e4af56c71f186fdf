"""The sign-in form."""

from __future__ import annotations

from django import forms


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
