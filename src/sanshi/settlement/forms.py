from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.rulebook.quarter import Quarter
from sanshi.settlement.actions import LARGEST
from sanshi.shell.forms import ActionForm


class StepForm(ActionForm):
    """Only the button: which settlement and which version of it."""


class CalculateForm(ActionForm):
    quarter = forms.CharField(label=_("Quarter"), max_length=20)


class InspectionForm(ActionForm):
    checked = forms.IntegerField(
        label=_("Items checked"),
        min_value=0,
        max_value=LARGEST,
        help_text=_(
            "Persons, dwellings and units found on the spot or in the register, after the deciding visit."
        ),
    )
    errors_found = forms.IntegerField(
        label=_("Of them with an error"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("Wrong, missing or late; each item once (plan 4.2.2 a)."),
    )
    traced_back = forms.IntegerField(
        label=_("Unregistered by trace-back"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("Persons struck by the police, as the station confirmed: the count only (plan 4.2.2 b)."),
    )
    unregistered = forms.IntegerField(
        label=_("Unregistered by other daily checks"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("Persons, dwellings and units, each once a quarter (plan 4.2.2 c)."),
    )


class QuarterFilter(forms.Form):
    quarter = forms.CharField(label=_("Quarter"), max_length=20, required=False)

    def clean_quarter(self) -> Quarter | None:
        text: str = self.cleaned_data["quarter"]
        try:
            return Quarter.parse(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("A quarter is written like 2026Q3.")) from None
