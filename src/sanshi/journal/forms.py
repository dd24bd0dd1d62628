from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.journal.labels import VERBS
from sanshi.shell.forms import DayField


class LineFilter(forms.Form):
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    day = DayField(label=_("Day"), required=False)
    account = forms.UUIDField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(VERBS.items(), key=lambda pair: str(pair[1]))
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]
