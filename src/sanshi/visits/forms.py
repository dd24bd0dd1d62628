from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanshi.problems import NOT_A_CHOICE
from sanshi.rulebook.clocks import NOTHING
from sanshi.shell.forms import ActionForm
from sanshi.territory.models import Committee
from sanshi.territory.order import MOST_SIGNS
from sanshi.visits import dots
from sanshi.visits.access import Filters, FormRef
from sanshi.visits.models import ASKED, AttemptResult, Matter, Outcome, Team
from sanshi.visits.rules import State

ANY = ("", _("All"))
OWN, ALL = "own", "all"


class DoorsField(forms.Field):
    """The ids of one or several doors."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[UUID, ...]:
        try:
            return tuple(UUID(one) for one in value or ())
        except ValueError:
            raise forms.ValidationError(str(NOT_A_CHOICE.text)) from None


class AskedForm(forms.Form):
    """Where the house has asked for a look."""

    cause = forms.ChoiceField(choices=[(cause.value, cause.label) for cause in ASKED])
    door = DoorsField(required=False)


class AskForm(ActionForm):
    """At which doors the house asks for a look. `only`: the one of the pressed button, whatever is chosen."""

    cause = forms.ChoiceField(choices=[(cause.value, cause.label) for cause in ASKED])
    door = DoorsField(required=False)
    only = forms.UUIDField(required=False)
    next = forms.CharField(required=False)

    @property
    def doors(self) -> tuple[UUID, ...]:
        only: UUID | None = self.cleaned_data["only"]
        chosen: tuple[UUID, ...] = self.cleaned_data["door"]
        return (only,) if only else chosen


class PlaceForm(forms.Form):
    """Of which doors the open visits are asked for: a stairway's, a lane's or a beat's."""

    building = forms.UUIDField(required=False)
    committee = forms.UUIDField(required=False)
    lane = forms.RegexField(r"^[0-9a-z]+$", max_length=MOST_SIGNS, required=False)
    beat = forms.UUIDField(required=False)

    @property
    def there(self) -> Q:
        self.is_valid()
        match self.cleaned_data:
            case {"building": UUID() as building}:
                return dots.at_building(building)
            case {"beat": UUID() as beat}:
                return dots.at_beat(beat)
            case {"committee": UUID() as committee, "lane": str() as lane} if lane:
                return dots.at_lane(committee, lane)
        return NOTHING


class CommitteeForm(forms.Form):
    """One committee from the address, or none."""

    chosen = forms.UUIDField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__({"chosen": data.get("committee", "")})

    @property
    def committee(self) -> UUID | None:
        return self.cleaned_data["chosen"] if self.is_valid() else None


class FilterForm(forms.Form):
    """The filters of a list of visits, from the address. A value that is none is left out."""

    use_required_attribute = False

    state = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[(OWN, _("My own visits")), (ALL, _("All I may see"))], required=False
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    team = forms.ChoiceField(label=_("Who goes"), choices=[ANY, *Team.choices], required=False)
    matter = forms.ChoiceField(label=_("Matter"), choices=[ANY, *Matter.choices], required=False)

    def __init__(self, data: Any, committees: Iterable[Committee], *, records: bool, oversees: bool) -> None:
        self.records, self.oversees = records, oversees
        super().__init__({"state": State.OPEN.value, "whose": OWN if records else ALL, **data})
        choices = [(str(one.pk), one.listed_name) for one in committees]
        self.committee_field.choices = [ANY, *choices]
        if len(choices) <= 1:
            del self.fields["committee"]
        if not (records and oversees):
            del self.fields["whose"]

    @property
    def committee_field(self) -> forms.ChoiceField:
        field = self.fields["committee"]
        assert isinstance(field, forms.ChoiceField)
        return field

    def filters(self, *, by_stairway: bool = False) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        committee = chosen.get("committee")
        return Filters(
            state=chosen.get("state") or State.OPEN.value,
            team=chosen.get("team", ""),
            matter=chosen.get("matter", ""),
            committee=UUID(committee) if committee else None,
            mine=self.records and chosen.get("whose", OWN) != ALL,
            by_stairway=by_stairway,
        )


class AttemptForm(ActionForm):
    result = forms.ChoiceField(choices=AttemptResult.choices, widget=forms.HiddenInput)


class CloseForm(ActionForm):
    """One outcome and what goes with it; the page has one for each."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    same_as_form = forms.ChoiceField(
        label=_("Form that already holds it"), required=False, widget=forms.RadioSelect, choices=()
    )
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("No names and no numbers of persons."),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, forms_here: Iterable[FormRef] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["same_as_form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(form.id), f"{form.number} {form.label}".strip()) for form in forms_here]

    def clean_same_as_form(self) -> UUID | None:
        chosen = self.cleaned_data["same_as_form"]
        return UUID(chosen) if chosen else None
