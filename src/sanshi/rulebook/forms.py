from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.shell.forms import ActionForm


class CalendarForm(ActionForm):
    year = forms.IntegerField(label=_("Year"), min_value=2004, max_value=2100)
    notice = forms.CharField(
        label=pgettext_lazy("State Council", "Notice"),
        max_length=200,
        help_text=_("Number and day of the State Council's notice."),
    )
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "UTF-8, first line “day,worked”, then a line for each day the notice names: 2027-02-20,yes"
        ),
    )


class PolicyForm(ActionForm):
    file = forms.FileField(
        label=_("Policy file"),
        help_text=_("TOML like the shipped jinyang-2012; a new policy has a later first day."),
    )
