from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.register.forms import ALL
from sanshi.register.models import Category
from sanshi.register.search.access import DWELLING, PERSON, UNIT
from sanshi.register.search.rules import Question, Typed, typed
from sanshi.territory.models import Committee

LONGEST = 100
FIRST_YEAR = 1880
_NO_YEAR = _("A year has four digits, like 1984; none is before 1880.")
KINDS = {PERSON: _("Persons"), DWELLING: _("Dwellings"), UNIT: _("Units")}
_TOO_SHORT = _("Type at least two characters.")
_TOO_SHORT_ALONE = _(
    "Type at least two characters. One Chinese character is enough together with a building, a birth year "
    "or a unit."
)


def _line(label: Any, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=widget)


class SearchForm(forms.Form):
    """Sent by POST only: what is typed here is personal and never stands in an address."""

    use_required_attribute = False
    text = _line(_("Name, number, address or unit"), **{"data-key": "/"})
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    category = forms.ChoiceField(
        label=_("Category of person"), choices=[ALL, *Category.choices], required=False
    )
    birth_year = forms.IntegerField(
        label=_("Birth year"),
        required=False,
        min_value=FIRST_YEAR,
        error_messages={"invalid": _NO_YEAR, "min_value": _NO_YEAR},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5}),
    )
    place = _line(_("Building or lane"))
    unit = _line(_("Works in the unit"))

    def __init__(self, data: QueryDict | None, kinds: Iterable[str], committees: Iterable[Committee]) -> None:
        super().__init__(data)
        self.kinds = list(kinds)
        self._offer("kind", [(kind, KINDS[kind]) for kind in self.kinds])
        self._offer("committee", [(str(one.pk), one.name) for one in committees])
        if PERSON not in self.kinds:
            for name in ("category", "birth_year", "place", "unit"):
                del self.fields[name]

    @property
    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "text"]

    @property
    def is_filtered(self) -> bool:
        return self.is_bound and any(field.data for field in self.filters)

    @property
    def typed(self) -> Typed:
        return typed(self.cleaned_data.get("text", ""))

    @property
    def question(self) -> Question:
        asked = self.cleaned_data
        kind, after = self._after()
        return Question(
            text=asked.get("text", ""),
            kind=kind or asked.get("kind", ""),
            committee=UUID(asked["committee"]) if asked.get("committee") else None,
            category=asked.get("category", ""),
            birth_year=asked.get("birth_year"),
            place=asked.get("place", ""),
            unit=asked.get("unit", ""),
            after=after,
        )

    def clean(self) -> None:
        if not self.errors and not self.typed.is_enough(self.question):
            self.add_error("text", _TOO_SHORT_ALONE if PERSON in self.kinds else _TOO_SHORT)

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data.get("birth_year")
        if year and year > clock.today().year:
            raise forms.ValidationError(_("This year is still to come."))
        return year

    @property
    def hint(self) -> Promise:
        """Where nothing was found: what else could be asked."""
        if self.is_filtered:
            return _(
                "Nothing here fits all conditions. Take off one under “Narrow the search”, or type less."
            )
        if self.typed.shows_too_much:
            return _("What belongs to another committee is not shown. Compare each digit, or type the name.")
        return _(
            "What belongs to another committee is not shown. Type another part of the name, or the address."
        )

    def forget_text(self) -> None:
        """Empty the box: no page holds a number, not even the one just typed."""
        self.data = {**self.data, "text": ""}

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """A choice among several; of one there is none to make."""
        if len(choices) < 2:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ALL, *choices]

    def _after(self) -> tuple[str, UUID | None]:
        """Which kind goes on behind which record; anything else begins at the beginning."""
        kind, _colon, record = self.data.get("after", "").partition(":")
        try:
            return (kind, UUID(record)) if kind in self.kinds else ("", None)
        except ValueError:
            return "", None
