"""What was found at the door: how many of each are new, what has changed about whom the register knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.collection.actions import Finding, Findings
from sanshi.collection.models import FormAction
from sanshi.collection.standing import Place, Resident
from sanshi.register.models import Category
from sanshi.shell.forms import ActionForm
from sanshi.visits.models import FoundCategory

PERSONS = (
    FoundCategory.FROM_ELSEWHERE,
    FoundCategory.SEPARATED,
    FoundCategory.OVERSEAS,
    FoundCategory.LOCAL,
)
MOST_AT_ONE_DOOR = 20
NO_CHANGE = ("", _("No change"))


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Somebody or something the register knows here, and the questions about it."""

    name: str
    note: str
    action: Any
    category: Any = None


class FindingsForm(ActionForm):
    """How many of each category are new here, and what has changed about whom the register knows."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=200,
        help_text=_("About the place; no names and no numbers of persons."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        residents: Sequence[Resident],
        dwelling: Place | None,
        units: Sequence[Place],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.residents, self.dwelling, self.units = residents, dwelling, units
        super().__init__(*args, **kwargs)
        for category in (*PERSONS, FoundCategory.UNIT):
            self.fields[f"new_{category.value}"] = _count(category)
        self.fields["dwelling"] = forms.BooleanField(
            required=False, label=_("Dwelling has changed") if dwelling else _("Register the dwelling")
        )
        for place, _resident in enumerate(residents):
            self.fields[f"resident_{place}"] = _squares((FormAction.ALTER, FormAction.DEREGISTER))
            self.fields[f"category_{place}"] = forms.ChoiceField(
                label=_("Category found"),
                choices=Category.choices,
                required=False,
                initial=_resident.category,
            )
        for place, _unit in enumerate(units):
            self.fields[f"unit_{place}"] = _squares((FormAction.ALTER, FormAction.DEREGISTER))

    @property
    def known_residents(self) -> list[KnownRow]:
        return [
            KnownRow(
                one.masked,
                str(Category(one.category).label),
                self[f"resident_{place}"],
                self[f"category_{place}"],
            )
            for place, one in enumerate(self.residents)
        ]

    @property
    def known_units(self) -> list[KnownRow]:
        return [KnownRow(one.name, "", self[f"unit_{place}"]) for place, one in enumerate(self.units)]

    @property
    def new_persons(self) -> list[Any]:
        return [self[f"new_{category.value}"] for category in PERSONS]

    @property
    def new_units(self) -> Any:
        return self[f"new_{FoundCategory.UNIT.value}"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not self._items():
            self.add_error(
                None, _("State at least one change. Nothing has changed? Close the visit with that.")
            )
        return given

    def findings(self) -> Findings:
        return Findings(tuple(self._items()), self.cleaned_data["remark"])

    def _items(self) -> list[Finding]:
        given = self.cleaned_data
        found = [
            Finding(category)
            for category in (*PERSONS, FoundCategory.UNIT)
            for _one in range(given.get(f"new_{category.value}") or 0)
        ]
        for place, resident in enumerate(self.residents):
            if chosen := given.get(f"resident_{place}"):
                found.append(
                    _of_resident(resident, chosen, given.get(f"category_{place}") or resident.category)
                )
        if given.get("dwelling"):
            found.append(_of_dwelling(self.dwelling))
        for place, unit in enumerate(self.units):
            if chosen := given.get(f"unit_{place}"):
                found.append(Finding(FoundCategory.UNIT, FormAction(chosen), unit=unit.record))
        return found


def _count(category: FoundCategory) -> forms.Field:
    widget = forms.NumberInput(attrs={"min": 0, "max": MOST_AT_ONE_DOOR, "inputmode": "numeric"})
    return forms.IntegerField(
        label=category.label, required=False, min_value=0, max_value=MOST_AT_ONE_DOOR, widget=widget
    )


def _squares(actions: Iterable[FormAction]) -> forms.Field:
    offered = [NO_CHANGE, *((one.value, one.label) for one in actions)]
    return forms.ChoiceField(
        label=_("What has changed"), choices=offered, required=False, widget=forms.RadioSelect
    )


def _of_resident(resident: Resident, chosen: str, category: str) -> Finding:
    """Who left is deregistered as what he was; an alteration says what he is."""
    action = FormAction(chosen)
    said = category if action == FormAction.ALTER else resident.category
    return Finding(FoundCategory(said), action, residency=resident.residency)


def _of_dwelling(known: Place | None) -> Finding:
    if known is None:
        return Finding(FoundCategory.DWELLING)
    return Finding(FoundCategory.DWELLING, FormAction.ALTER, dwelling=known.record)
