from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.register.access import AsOf
from sanshi.register.access.staff import WAITING, WITHOUT
from sanshi.register.housing import Place
from sanshi.register.models import UnitKind, UnitStatus
from sanshi.register.reveal import Reason, Revealed
from sanshi.shell.forms import REQUIRED_TEXT, DayField
from sanshi.territory.models import Committee
from sanshi.territory.order import MOST_SIGNS

ALL = ("", _("All"))


class Filter(forms.Form):
    """Filters from the address; a value that is none is left out."""

    use_required_attribute = False
    committee = forms.ChoiceField(label=_("Committee"), required=False)

    def __init__(self, data: Any, committees: Iterable[Committee | Place]) -> None:
        super().__init__(data)
        field = self.fields["committee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ALL, *((str(place.id), place.name) for place in committees)]
        self.full_clean()

    def place(self, name: str) -> UUID | None:
        chosen = self.cleaned_data.get(name)
        return UUID(chosen) if chosen else None

    def word(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))


class PlaceFilter(Filter):
    """What is chosen in the tree of places: a committee, and one of its lanes by its key."""

    lane = forms.RegexField(r"^[0-9a-z]+$", max_length=MOST_SIGNS, required=False)


class UnitFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=[ALL, *UnitKind.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *UnitStatus.choices], required=False)
    staff = forms.ChoiceField(
        label=_("Staff"),
        choices=[ALL, (WITHOUT, _("Without staff")), (WAITING, _("Waiting for registration"))],
        required=False,
    )
    trade = forms.ChoiceField(label=_("Key trade"), choices=[ALL, ("key", _("Key trade"))], required=False)

    def __init__(self, data: Any, committees: Iterable[Committee | Place], *, of_police: bool) -> None:
        super().__init__(data, committees)
        if not of_police:
            del self.fields["trade"]


class AsOfForm(forms.Form):
    use_required_attribute = False
    on = DayField(label=_("As it was on"), required=False)
    known = DayField(label=_("As known on"), required=False)

    def __init__(self, data: QueryDict) -> None:
        today = clock.today()
        super().__init__(data if {"on", "known"} & set(data) else None, initial={"on": today, "known": today})

    @property
    def as_of(self) -> AsOf:
        if not self.is_bound:
            return AsOf.of(None, None)
        self.is_valid()
        return AsOf.of(self.cleaned_data.get("on"), self.cleaned_data.get("known"))


class RevealForm(forms.Form):
    use_required_attribute = False
    field = forms.ChoiceField(choices=Revealed.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        error_messages={"required": REQUIRED_TEXT},
    )
