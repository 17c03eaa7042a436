"""What a person fills in to compare two protocols, and to decide."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from comity.lists import Assurance
from comity.portal.recognition.services import Said
from comity.portal.shell.days import DayInput
from comity.portal.shell.sentences import in_own_words_later
from comity.recognition import Choice, OwnPolicy, ScopeAnswer, ScopeQuestion

FITS = tuple((f"fits_{one.name.lower()}", one) for one in ScopeQuestion)


class CompareForm(forms.Form):
    own = forms.FileField(
        label=gettext_lazy("Your protocol"),
        required=False,
        help_text=gettext_lazy(
            "Its review file (.xlsx); or the protocol itself, with the table of its links below."
        ),
    )
    answers = forms.FileField(label=gettext_lazy("Links of your protocol (CSV)"), required=False)
    other = forms.FileField(
        label=gettext_lazy("The report's protocol"),
        help_text=gettext_lazy("Its review file, or a CSV with the columns criterion and strength."),
    )


class NoticeForm(forms.Form):
    notice = forms.FileField(
        label=gettext_lazy("The issuer's signed notice"),
        help_text=gettext_lazy("As “comity report recall” writes it (JSON)."),
    )
    digits = forms.CharField(
        label=gettext_lazy("The sixteen digits of the issuer's key"),
        max_length=40,
        help_text=gettext_lazy("Ask for them by telephone, at a number that you knew before."),
    )


class DecideForm(forms.Form):
    protocol = forms.CharField(label=gettext_lazy("Protocol of the report, with its version"), max_length=120)
    audited_on = forms.DateField(label=gettext_lazy("Last day on site"), widget=DayInput())
    assurance = forms.ChoiceField(
        label=gettext_lazy("Class by the benchmark"),
        choices=[(one.value, in_own_words_later(one.value)) for one in Assurance],
    )
    pillars = forms.MultipleChoiceField(
        label=gettext_lazy("Pillars that the report covers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    report_site = forms.CharField(label=gettext_lazy("Site, as the report calls it"), max_length=400)
    accept_months = forms.IntegerField(
        label=gettext_lazy("Your policy: months that you accept"), min_value=1, max_value=36, initial=12
    )
    most_critical_gaps = forms.IntegerField(
        label=gettext_lazy("Your policy: critical gaps that you accept"), min_value=0, max_value=99, initial=0
    )
    wanted_pillars = forms.MultipleChoiceField(
        label=gettext_lazy("Your policy: pillars that must be there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    classes = forms.MultipleChoiceField(
        label=gettext_lazy("Your policy: classes that you accept"),
        choices=[(one.value, in_own_words_later(one.value)) for one in Assurance],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(
        label=gettext_lazy("An audit of your own was due on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty where none was. Only then an audit counts as avoided."),
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[("", "…"), *((one.value, in_own_words_later(one.value)) for one in Choice)],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In a sentence that a colleague understands next year."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *arguments: Any, pillars: Collection[str], **options: Any) -> None:
        """`pillars`: of the criteria that it is decided by."""
        super().__init__(*arguments, **options)
        for name in ("pillars", "wanted_pillars"):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = [(one, one) for one in pillars]
        answers = [("", "…"), *((one.value, in_own_words_later(one.value)) for one in ScopeAnswer)]
        for name, question in FITS:
            self.fields[name] = forms.ChoiceField(
                label=in_own_words_later(question.value), choices=answers, required=False
            )
        self.order_fields(
            [
                "protocol",
                "audited_on",
                "assurance",
                "pillars",
                "report_site",
                *(name for name, _ in FITS),
                "accept_months",
            ]
        )

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            choice=Choice(given["choice"]),
            reason=given["reason"],
            protocol=given["protocol"],
            audited_on=given["audited_on"],
            assurance=Assurance(given["assurance"]),
            pillars=tuple(given["pillars"]),
            report_site=given["report_site"],
            policy=OwnPolicy(
                accept_months=given["accept_months"],
                pillars=tuple(given["wanted_pillars"]),
                classes=tuple(Assurance(one) for one in given["classes"]),
                most_critical_gaps=given["most_critical_gaps"],
            ),
            scope={question: ScopeAnswer(given[name]) for name, question in FITS if given[name]},
            due_on=given["due_on"],
        )


def begun_with(policy: Mapping[str, object], facts: Mapping[str, object]) -> dict[str, object]:
    """What the form shows first: the policy of the member's last decision, and what was said of this report before."""
    return {
        "accept_months": policy.get("accept_months", 12),
        "wanted_pillars": policy.get("pillars", []),
        "classes": policy.get("classes", [Assurance.MEETS.value]),
        "most_critical_gaps": policy.get("most_critical_gaps", 0),
        **{
            name: facts[name]
            for name in ("protocol", "audited_on", "assurance", "pillars", "report_site")
            if name in facts
        },
    }


def pillars_gone(policy: Mapping[str, object], pillars: Collection[str]) -> list[str]:
    """What the last policy asked for, and the criteria that this is decided by do not know."""
    asked = policy.get("pillars", [])
    return [str(one) for one in asked if one not in pillars] if isinstance(asked, list) else []
