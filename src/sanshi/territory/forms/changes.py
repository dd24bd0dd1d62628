"""Forms of decisions about committees and beats; each is shown with what follows before it is decided."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.shell.forms import ActionForm, DayField
from sanshi.territory.access import areas
from sanshi.territory.forms.areas import Chips, CommitteeForm, offer
from sanshi.territory.models import Beat, BuildingGroup, Committee
from sanshi.territory.plans import Merger, Moving, Splitting


class ChangeForm(ActionForm):
    TOLD = ("into", "code", "name", "full_name", "to_committee", "to_beat", "to_group", "beat_name", "remark")

    effective_on = DayField(label=_("In force from"), help_text=_("Today, or a day to come."))
    remark = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("As the number of the decision. No names."),
    )

    def __init__(self, committee: Committee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        self.initial.setdefault("effective_on", clock.today())
        self._offer()

    def _offer(self) -> None:
        raise NotImplementedError

    def told(self) -> list[tuple[Any, str]]:
        """What was typed and chosen, but for the places themselves: those are counted."""
        given = (
            (self.fields[name].label, self.cleaned_data[name]) for name in self.TOLD if name in self.fields
        )
        return [(label, str(value)) for label, value in given if value]

    @property
    def _when(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("effective_on", "remark")}

    def _ids(self, name: str) -> frozenset[UUID]:
        return frozenset(row.pk for row in self.cleaned_data[name])

    def _id(self, name: str) -> UUID | None:
        row = self.cleaned_data[name]
        return row.pk if row else None


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Beats and groups of every committee have the same names: each stands below its own."""

    def __init__(self, rows: Any, *, label: Any, **more: Any) -> None:
        super().__init__(rows.objects.none(), label=label, required=False, empty_label="—", **more)

    def label_from_instance(self, obj: Any) -> str:
        match obj:
            case BuildingGroup():
                return f"{obj.beat.committee} › {obj.beat} › {obj}"
            case Beat():
                return f"{obj.committee} › {obj}"
        return str(obj)


class MergeForm(ChangeForm):
    into = PlaceField(Committee, label=pgettext_lazy("merger", "Into"))

    def _offer(self) -> None:
        self.fields["into"].required = True
        offer(self, "into", areas.neighbours(self.committee))

    def plan(self) -> Merger:
        return Merger(self.committee.id, self.cleaned_data["into"].pk, **self._when)


class MoveForm(ChangeForm):
    beats = Chips(_("Whole beats"))
    to_committee = PlaceField(Committee, label=_("To the committee"))
    buildings = Chips(_("Single stairways"))
    to_beat = PlaceField(Beat, label=_("To the beat"))
    to_group = PlaceField(
        BuildingGroup,
        label=_("To the building group"),
        help_text=_("Without one, a group goes along where all its doors go; other doors have none then."),
    )

    def _offer(self) -> None:
        offer_places(self)
        offer(self, "to_committee", areas.neighbours(self.committee))
        offer(self, "to_beat", areas.beats_of_street(self.committee.subdistrict_id))
        offer(self, "to_group", areas.groups_of_street(self.committee.subdistrict_id))

    def plan(self) -> Moving:
        return Moving(
            self.committee.id,
            beats=self._ids("beats"),
            to_committee=self._id("to_committee"),
            buildings=self._ids("buildings"),
            to_beat=self._id("to_beat"),
            to_group=self._id("to_group"),
            **self._when,
        )


class SplitForm(ChangeForm, CommitteeForm):
    beats = Chips(_("Whole beats"))
    buildings = Chips(_("Single stairways"))
    beat_name = forms.CharField(
        label=_("Beat of the single stairways"),
        max_length=40,
        required=False,
        help_text=_("They make a beat of their own in the new committee."),
    )

    def __init__(self, committee: Committee, *args: Any, **kwargs: Any) -> None:
        ActionForm.__init__(self, *args, **kwargs)
        self.subdistrict, self.committee = committee.subdistrict_id, committee
        self.initial.setdefault("effective_on", clock.today())
        self._offer()

    def _offer(self) -> None:
        offer_places(self)

    def plan(self) -> Splitting:
        given = {name: self.cleaned_data[name] for name in ("code", "name", "full_name", "beat_name")}
        return Splitting(
            self.committee.id,
            beats=self._ids("beats"),
            buildings=self._ids("buildings"),
            **given,
            **self._when,
        )


def offer_places(form: ChangeForm) -> None:
    """The committee's own."""
    offer(form, "beats", areas.beats_of(form.committee))
    offer(form, "buildings", areas.standing_buildings(form.committee))
