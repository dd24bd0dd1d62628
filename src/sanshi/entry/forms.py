from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sanshi.collection.content import MOST_EMPLOYMENTS
from sanshi.collection.fields import FormKind, fields_of
from sanshi.collection.labels import full_label
from sanshi.collection.models import FormAction, Subject
from sanshi.entry import rules
from sanshi.entry.access import EntryFilters, Filters, Place, View
from sanshi.entry.choice import Decision, OnLine, Seen
from sanshi.entry.models import Match
from sanshi.identity.matching.evidence import Band
from sanshi.shell.forms import ActionForm, DayField
from sanshi.territory.models import Committee

ANY = ("", _("All"))
ENTER_FORM_ID, RETURN_FORM_ID = "enter-form", "return-form"
# Of the decision's fields where they are sent along with another form of the desk (desk.js).
BESIDE = "decision"


class QueueForm(forms.Form):
    """The filters of the queue, from the address. A value that is none is left out."""

    use_required_attribute = False

    view = forms.ChoiceField(
        choices=[(view.value, view.label) for view in View], required=False, widget=forms.HiddenInput
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), choices=[ANY, *Subject.choices], required=False)
    action = forms.ChoiceField(label=_("Action"), choices=[ANY, *FormAction.choices], required=False)

    def __init__(self, data: Any, committees: Iterable[Committee]) -> None:
        super().__init__({"view": View.WAITING.value, **data})
        choose_committee(self, committees)

    def filters(self) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            View(chosen.get("view") or View.WAITING),
            chosen.get("subject", ""),
            chosen.get("action", ""),
            _key(chosen.get("committee", "")),
        )


class MonthInput(forms.TextInput):
    input_type = "month"


class EntryFilterForm(forms.Form):
    use_required_attribute = False

    committee = forms.ChoiceField(label=_("Committee"), required=False)
    day = DayField(label=_("Day"), required=False)
    month = forms.RegexField(
        label=_("Month"), regex=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", required=False, widget=MonthInput
    )
    clerk = forms.ChoiceField(label=_("Entry clerk"), required=False)

    def __init__(
        self, data: Any, committees: Iterable[Committee], clerks: Sequence[tuple[UUID, str]]
    ) -> None:
        super().__init__(data)
        choose_committee(self, committees)
        choose(self, "clerk", [ANY, *((str(pk), name) for pk, name in clerks)])

    def filters(self) -> EntryFilters:
        self.is_valid()
        chosen = self.cleaned_data
        first, last = _days(chosen.get("day"), chosen.get("month", ""))
        clerk, committee = _key(chosen.get("clerk", "")), _key(chosen.get("committee", ""))
        return EntryFilters(first, last, clerk, committee)


NEW = Match.NEW.value


class ChosenForm(forms.Form):
    """Who or what of the register it is, and what the page offered when that was decided (plan 3.3.3)."""

    # Somebody of the register by its id, or "new"; empty where nothing was chosen or nothing is to choose.
    choice = forms.CharField(required=False, max_length=36)
    reason = forms.CharField(
        label=_("How do you know?"),
        help_text=_("Kept with the decision. No names and no numbers of persons."),
        required=False,
        max_length=rules.MOST_CHARACTERS,
    )
    band = forms.ChoiceField(choices=Band.choices, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_choice(self) -> str | UUID:
        said: str = self.cleaned_data["choice"]
        return said if said in ("", NEW) else _sent_key(said)

    def clean_shown(self) -> frozenset[UUID]:
        return frozenset(_sent_key(word) for word in self.cleaned_data["shown"].split())

    @property
    def person(self) -> UUID | None:
        chosen = self.cleaned_data["choice"]
        return chosen if isinstance(chosen, UUID) else None

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["band"], self.cleaned_data["shown"])


class LineForm(ChosenForm):
    """Of one line about staff. It is sent with the form of the desk, wherever on the page it stands."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, place: int, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"line{place}", initial=dict(initial or {}))
        self.place = place
        for one in self.fields.values():
            one.widget.attrs["form"] = ENTER_FORM_ID

    @property
    def decision(self) -> OnLine | None:
        """None: it is left open."""
        person = self.person
        return OnLine(self.place, person, self.cleaned_data["reason"], self.seen) if person else None


class EnterForm(ChosenForm, ActionForm):
    """The clerk's decision."""

    # The button that says so whatever is chosen.
    as_new = forms.BooleanField(required=False)

    @cached_property
    def lines(self) -> dict[int, LineForm]:
        """Those of staff that were sent, by their place."""
        sent = [place for place in range(1, MOST_EMPLOYMENTS + 1) if f"line{place}-band" in self.data]
        return {place: LineForm(self.data, place=place) for place in sent}

    def is_valid(self) -> bool:
        return super().is_valid() and all(line.is_valid() for line in self.lines.values())

    @property
    def person(self) -> UUID | None:
        return None if self.cleaned_data["as_new"] else super().person

    @property
    def decision(self) -> Decision:
        given = self.cleaned_data
        match = Match.SAME if self.person else Match.NEW if given["choice"] or given["as_new"] else None
        staff = tuple(one for line in self.lines.values() if (one := line.decision))
        return Decision(match, self.person, given["reason"], self.seen, staff)


class HoldForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason for holding"),
        help_text=_("What has to be known first. No names and no numbers of persons."),
        max_length=rules.MOST_CHARACTERS,
    )


class ReturnForm(ActionForm):
    """A reason beside each field that has to change (plan 3.3.2). Fields are named as the form's are."""

    def __init__(self, *args: Any, kind: FormKind, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reason_%s", **kwargs)
        for name in (rules.COLLECTED_AT, *fields_of(kind)):
            self.fields[name] = forms.CharField(
                label=full_label(kind, name),
                required=False,
                max_length=rules.MOST_CHARACTERS,
                widget=forms.TextInput(attrs={"form": RETURN_FORM_ID}),
            )

    @property
    def reasons(self) -> dict[str, str]:
        given = {name: text for name, text in self.cleaned_data.items() if isinstance(text, str)}
        return {name: text for name, text in given.items() if text.strip()}


class VoidForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays with the entry. No names and no numbers of persons."),
        max_length=rules.MOST_CHARACTERS,
    )


class VolumeForm(ActionForm):
    committee = forms.ChoiceField(label=_("Committee"))
    shelf_mark = forms.CharField(
        label=_("Shelf mark"), help_text=_("Where the volume stands."), max_length=40, required=False
    )

    def __init__(self, *args: Any, committees: Iterable[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.listed_name) for one in committees]
        choose(self, "committee", choices)
        if len(choices) == 1:
            self.initial.setdefault("committee", choices[0][0])


class FileForm(ActionForm):
    volume = forms.ChoiceField(label=_("Volume"))
    position = forms.IntegerField(label=_("Position in the volume"), min_value=1, max_value=9999)

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "volume", [(str(place.volume.pk), place.volume.number) for place in places])
        if places:
            self.initial.setdefault("volume", str(places[0].volume.pk))
            self.initial.setdefault("position", places[0].position)


def choose(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def choose_committee(form: forms.Form, committees: Iterable[Committee]) -> None:
    """No choice where there is but one."""
    choices = [(str(one.pk), one.listed_name) for one in committees]
    choose(form, "committee", [ANY, *choices])
    if len(choices) <= 1:
        del form.fields["committee"]


def _sent_key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as broken:
        raise forms.ValidationError("") from broken


def _key(text: str) -> UUID | None:
    return UUID(text) if text else None


def _days(day: date | None, month: str) -> tuple[date | None, date | None]:
    """A day goes before its month."""
    if day is not None:
        return day, day
    if not month:
        return None, None
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])
