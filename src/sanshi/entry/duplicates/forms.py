from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.entry import rules
from sanshi.entry.duplicates.access import Filters
from sanshi.entry.duplicates.records.particular import Words
from sanshi.entry.models import MatchVerdict
from sanshi.identity.matching.evidence import Band
from sanshi.register.models import Kind, Sought
from sanshi.shell.forms import ActionForm
from sanshi.territory.models import Committee

ANY = ("", _("All"))
ONE, OTHER = "one", "other"
SIDES = ((ONE, pgettext_lazy("record", "Left")), (OTHER, pgettext_lazy("record", "Right")))


class FilterForm(forms.Form):
    """From the address; a value that is none is left out."""

    use_required_attribute = False

    band = forms.ChoiceField(
        label=_("How sure"),
        choices=[ANY, (Band.SAME.value, _("as good as certain")), (Band.LOOK.value, Band.LOOK.label)],
        required=False,
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("duplicates", "Records of"),
        choices=[ANY, (Kind.PERSON.value, Sought.PERSON.label), (Kind.UNIT.value, Sought.UNIT.label)],
        required=False,
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)

    def __init__(self, data: Any, committees: Iterable[Committee]) -> None:
        super().__init__(data)
        named = [(str(one.pk), one.name) for one in committees]
        self.fields["committee"].choices = [ANY, *named]  # type: ignore[attr-defined]
        if len(named) < 2:
            del self.fields["committee"]

    def filters(self) -> Filters:
        self.is_valid()
        committee = self.cleaned_data.get("committee", "")
        chosen = self.cleaned_data
        return Filters(chosen.get("band", ""), chosen.get("kind", ""), UUID(committee) if committee else None)


class DecideForm(ActionForm):
    """`words`: of the kind of record. `parts`: those of which the two say different things."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[(MatchVerdict.MERGED.value, ""), (MatchVerdict.DIFFERENT.value, "")],
        widget=forms.RadioSelect,
    )
    kept = forms.ChoiceField(label=_("The record that is kept"), choices=SIDES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("How do you know?"),
        help_text=_("Stays with the decision. No names and no numbers of persons."),
        max_length=rules.MOST_CHARACTERS,
    )

    def __init__(self, *args: Any, words: Words, parts: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict: Any = self.fields["verdict"]
        verdict.choices = [(MatchVerdict.MERGED.value, words.one), (MatchVerdict.DIFFERENT.value, words.two)]
        self.parts = parts
        for part in parts:
            self.fields[f"part_{part}"] = forms.ChoiceField(
                choices=SIDES, required=False, widget=forms.RadioSelect
            )

    def taken(self) -> tuple[str, ...]:
        """Parts of which the record that is not kept has the right value."""
        chosen = {part: self.cleaned_data[f"part_{part}"] for part in self.parts}
        kept = self.cleaned_data["kept"]
        return tuple(part for part, side in chosen.items() if side and side != kept)


class UndoForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays with the decision. No names and no numbers of persons."),
        max_length=rules.MOST_CHARACTERS,
    )


class StartForm(ActionForm):
    """A button."""
