"""What may be typed on the pages of this package?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.people.services.accounts import PASSWORD_AT_LEAST

_TOO_LONG = 200  # longer passwords only cost time


class LogInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(label=_("Login"), max_length=64)
    password = forms.CharField(label=_("Password"), max_length=_TOO_LONG, strip=False)


class HatForm(forms.Form):
    """The post to act from."""

    post = forms.UUIDField()


class LanguageForm(forms.Form):
    """The language to read in."""

    language = forms.ChoiceField(choices=[("zh-hans", "简体中文"), ("en", "English")])


class PasswordForm(forms.Form):
    """The old password and the new one, twice."""

    old = forms.CharField(label=_("Present password"), max_length=_TOO_LONG, strip=False)
    new = forms.CharField(
        label=_("New password"), min_length=PASSWORD_AT_LEAST, max_length=_TOO_LONG, strip=False
    )
    again = forms.CharField(label=_("New password once more"), max_length=_TOO_LONG, strip=False)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two new passwords differ."))
        return again
