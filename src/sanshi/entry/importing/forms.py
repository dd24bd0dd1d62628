from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.entry.importing import sheets
from sanshi.jobs.uploads import first_bytes
from sanshi.shell.forms import ActionForm
from sanshi.territory.models import Committee

FORMATS = (("xlsx", _("Excel (.xlsx)")), ("csv", _("CSV (UTF-8)")))


class SendForm(ActionForm):
    file = forms.FileField(
        label=_("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=_(".xlsx, or .csv in UTF-8 or GB18030."),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        problem = sheets.glance(first_bytes(sent), sent.size)
        if problem is not None:
            raise forms.ValidationError(str(problem.text))
        return sent


class ExportForm(ActionForm):
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    form = forms.ChoiceField(
        label=_("Format"), choices=FORMATS, initial="xlsx", widget=forms.RadioSelect, required=False
    )

    def __init__(self, committees: Iterable[Committee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All in my reach")), *((str(one.pk), one.name) for one in committees)]
        field = self.fields["committee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class StepForm(ActionForm):
    """A button that moves an import on."""
