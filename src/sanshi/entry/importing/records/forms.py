from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.entry.importing.columns import Layout
from sanshi.entry.importing.forms import SendForm
from sanshi.entry.importing.records.facts import DWELLINGS, EMPLOYMENTS, POPULATION, UNITS
from sanshi.entry.models import Answered
from sanshi.shell.forms import ActionForm
from sanshi.shell.frame import Text
from sanshi.territory.models import Committee

KINDS = (
    (POPULATION, pgettext_lazy("sheet", "Residents")),
    (UNITS, pgettext_lazy("sheet", "Units and shops")),
    (DWELLINGS, pgettext_lazy("sheet", "Dwellings")),
    (EMPLOYMENTS, pgettext_lazy("sheet", "Employees")),
)
LABELS = dict(KINDS)


class SendStockForm(SendForm):
    layout = forms.ChoiceField(
        label=_("What the rows are about"), choices=KINDS, initial=POPULATION, widget=forms.RadioSelect
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)

    field_order = ("layout", "committee", "file")

    def __init__(self, committees: Iterable[Committee], *args: Any, **kwargs: Any) -> None:
        """`committees`: the sender's own; none for who brings in those of the whole street."""
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in committees]
        if not choices:
            del self.fields["committee"]
            return
        field = self.fields["committee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.required, field.initial = choices, True, choices[0][0]


class ColumnsForm(ActionForm):
    """For each column of the sheet which of ours it is; empty: passed over."""

    def __init__(
        self, layout: Layout, headers: Sequence[str], known: Mapping[int, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._layout = layout
        ours = [("", _("— not brought in —")), *((one.key, one.header) for one in layout.columns)]
        for place, header in enumerate(headers):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=header or "—", choices=ours, initial=known.get(place, ""), required=False
            )

    def chosen(self) -> dict[str, str]:
        names = {name: name.removeprefix("column") for name in self.fields if name.startswith("column")}
        return {place: self.cleaned_data[name] for name, place in names.items()}

    def clean(self) -> dict[str, Any]:
        held: dict[str, Any] = super().clean() or self.cleaned_data
        keys = [key for name, key in held.items() if name.startswith("column") and key]
        twice = {key for key in keys if keys.count(key) > 1}
        for name, key in list(held.items()):
            if name.startswith("column") and key in twice:
                self.add_error(name, _("Two columns cannot be the same one of ours."))
        if lacking := self._layout.lacking(keys):
            self.add_error(None, _("Not named yet: %(columns)s") % {"columns": " / ".join(lacking)})
        return held


class AnswerForm(ActionForm):
    choice = forms.ChoiceField(label=_("What the row is"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("How you know: asked by phone, seen on the paper.")
    )

    def __init__(self, candidates: Sequence[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *candidates,
            (Answered.NEW.value, _("Somebody or something new")),
            (Answered.LEFT_OUT.value, _("Leave the row out")),
        ]

    def answer(self) -> tuple[str, UUID | None]:
        choice = self.cleaned_data["choice"]
        if choice in {Answered.NEW, Answered.LEFT_OUT}:
            return choice, None
        return Answered.SAME.value, UUID(choice)
