from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sanshi.collection.models import FormAction, Subject
from sanshi.home.beat import Choice

ALL = ("", _("All"))


class BeatFilter(forms.Form):
    """Which beat a page is about: places only, so that they may stand in the address."""

    use_required_attribute = False
    committee = forms.UUIDField(required=False)
    beat = forms.UUIDField(required=False)

    def place(self, name: str) -> UUID | None:
        self.is_valid()
        found: UUID | None = self.cleaned_data.get(name)
        return found


class BeatChoice(forms.Form):
    """The same as lists to choose from. Without one of several committees there are no beats yet."""

    use_required_attribute = False
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    beat = forms.ChoiceField(label=_("Beat"), required=False)

    def __init__(self, choice: Choice) -> None:
        chosen = choice.beat
        super().__init__(initial={"committee": chosen and chosen.committee_id, "beat": chosen and chosen.pk})
        self._offer("committee", [("", "—"), *((place.id, place.name) for place in choice.committees)])
        self._offer("beat", [(beat.pk, beat.name) for beat in choice.beats])
        if len(choice.committees) <= 1:
            del self.fields["committee"]
        if not choice.beats:
            del self.fields["beat"]

    def _offer(self, name: str, rows: list[tuple[object, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(value), label) for value, label in rows]


class WeekFilter(forms.Form):
    use_required_attribute = False
    subject = forms.ChoiceField(label=_("Subject"), choices=[ALL, *Subject.choices], required=False)
    action = forms.ChoiceField(label=_("Action"), choices=[ALL, *FormAction.choices], required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.full_clean()

    def word(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))
