from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.discovery.access import Filters
from sanshi.discovery.actions import NoticeGiven
from sanshi.discovery.rules import NoticeOutcome
from sanshi.shell.forms import ActionForm, DayField
from sanshi.territory.models import Committee
from sanshi.visits.models import NOTICED

ANY = ("", _("All"))
TODAY, YESTERDAY, OTHER_DAY = "today", "yesterday", "other"
WHEN = [(TODAY, pgettext_lazy("day", "Today")), (YESTERDAY, _("Yesterday")), (OTHER_DAY, _("Another day"))]


class NoticeForm(ActionForm):
    """Four taps: a door, what happened, when it was seen, send. About a place: no field for a person."""

    door = forms.UUIDField(label=_("Which door?"), error_messages={"invalid": _("Choose a door.")})
    matter = forms.ChoiceField(label=_("What happened?"), choices=NOTICED, widget=forms.RadioSelect)
    seen = forms.ChoiceField(
        label=_("When was it seen?"), choices=WHEN, initial=TODAY, widget=forms.RadioSelect
    )
    seen_on = DayField(label=_("Which day"), required=False)
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("No names, no ID numbers, no phone numbers."),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("seen") == OTHER_DAY and not given.get("seen_on") and "seen_on" not in self.errors:
            self.add_error("seen_on", _("Choose the day it was seen."))
        return given

    def given(self) -> NoticeGiven:
        said = self.cleaned_data
        return NoticeGiven(said["door"], said["matter"], self._day(), said["remark"])

    def _day(self) -> date:
        today = clock.today()
        days = {TODAY: today, YESTERDAY: today - timedelta(days=1), OTHER_DAY: self.cleaned_data["seen_on"]}
        day: date = days[self.cleaned_data["seen"]]
        return day


class FilterForm(forms.Form):
    """The filters of a list of notices, from the address. A value that is none is left out."""

    use_required_attribute = False

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[ANY, *NoticeOutcome.choices], required=False)
    matter = forms.ChoiceField(label=_("Matter"), choices=[ANY, *NOTICED], required=False)
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    day = DayField(label=_("Day received"), required=False)

    def __init__(self, data: Any, committees: Iterable[Committee]) -> None:
        super().__init__(data)
        offer_committees(self, committees)

    def filters(self) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            chosen.get("outcome", ""), chosen.get("matter", ""), chosen_committee(self), chosen.get("day")
        )


class StewardFilterForm(forms.Form):
    use_required_attribute = False

    committee = forms.ChoiceField(label=_("Committee"), required=False)
    groups = forms.ChoiceField(
        label=_("Building groups"), choices=[ANY, ("without", _("Without a steward"))], required=False
    )

    def __init__(self, data: Any, committees: Iterable[Committee]) -> None:
        super().__init__(data)
        offer_committees(self, committees)

    @property
    def only_without(self) -> bool:
        return self.is_valid() and self.cleaned_data["groups"] == "without"


def offer_committees(form: forms.Form, committees: Iterable[Committee]) -> None:
    """Who has one committee is not asked for it."""
    choices = [(str(committee.pk), committee.listed_name) for committee in committees]
    if len(choices) <= 1:
        del form.fields["committee"]
        return
    form.fields["committee"] = forms.ChoiceField(
        label=_("Committee"), choices=[ANY, *choices], required=False
    )


def chosen_committee(form: forms.Form) -> UUID | None:
    form.is_valid()
    chosen = form.cleaned_data.get("committee")
    return UUID(chosen) if chosen else None
