"""What people fill in: to open a survey, to move its day, to give a reason, to bring a workbook, to sign."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.portal.shell.days import DayInput
from comity.survey import (
    Instrument,
    load_instrument,
    packaged_instruments,
)


@lru_cache(maxsize=16)
def packaged(name: str) -> Instrument:
    """Read once: it takes a tenth of a second."""
    return load_instrument(name)


class OpenForm(forms.Form):
    questionnaire = forms.ChoiceField(label=gettext_lazy("Questionnaire"), required=False)
    own = forms.FileField(
        label=gettext_lazy("Or your own questionnaire"),
        required=False,
        help_text=gettext_lazy("A YAML or XLSX file. Start from ours, and change what you like."),
    )
    closes_on = forms.DateField(label=gettext_lazy("Closing day"), widget=DayInput())

    def __init__(self, *arguments: Any, asked: frozenset[int] = frozenset(), **named: Any) -> None:
        super().__init__(*arguments, **named)
        names = [one for one in packaged_instruments() if "." not in one]
        free = [one for one in names if int(one.rpartition("-")[2]) not in asked]
        choices = [(one, packaged(one).title) for one in free]
        self.fields["questionnaire"] = forms.ChoiceField(
            label=gettext_lazy("Questionnaire"),
            required=False,
            choices=[*choices, ("", _("my own, below"))],
            initial=free[0] if free else "",
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("questionnaire") and not said.get("own"):
            raise forms.ValidationError(_("Choose a questionnaire, or send your own."))
        return said


class DayForm(forms.Form):
    closes_on = forms.DateField(
        label=gettext_lazy("New closing day"),
        widget=DayInput(),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400)


class SignForm(forms.Form):
    by = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    role = forms.CharField(
        label=gettext_lazy("Your role in the company"),
        max_length=120,
        help_text=gettext_lazy("The person who answers for responsible sourcing signs."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("These answers are my company's, and what they claim can be shown.")
    )


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your workbook, filled in"), help_text=gettext_lazy("XLSX, up to 20 MB.")
    )
