"""The short forms: opening, dropping, choosing."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.collection.content import MOST_EMPLOYMENTS
from sanshi.collection.models import FormAction, State, Subject
from sanshi.register.models import Category
from sanshi.shell.forms import ActionForm, DayField
from sanshi.visits.models import NOTICED, FoundCategory

MOVE = "move"


class OpenForm(ActionForm):
    """A change of somebody or something on a register page, or one more piece found at a visit."""

    action = forms.ChoiceField(choices=[*FormAction.choices, (MOVE, "")])
    category = forms.ChoiceField(label=_("Category found"), choices=FoundCategory.choices, required=False)
    door = forms.UUIDField(required=False)
    visit = forms.UUIDField(required=False)
    residency = forms.UUIDField(required=False)
    dwelling = forms.UUIDField(required=False)
    unit = forms.UUIDField(required=False)


class AddForm(ActionForm):
    """One more piece found at the same visit."""

    category = forms.ChoiceField(label=_("Also found here"), choices=FoundCategory.choices)

    def __init__(self, offered: Sequence[FoundCategory], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["category"]
        field.choices = [(one.value, one.label) for one in offered]


class OwnFindForm(ActionForm):
    door = forms.ChoiceField(label=_("Which door"), widget=forms.RadioSelect)
    matter = forms.ChoiceField(label=_("What has changed"), choices=NOTICED, widget=forms.RadioSelect)
    learned_on = DayField(label=_("Since when you know"), help_text=_("The clock runs from this day."))

    def __init__(self, doors: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["door"]
        field.choices = [(str(pk), room) for pk, room in doors]


class MoveForm(ActionForm):
    """To which door of the street somebody moved, and as what they live there."""

    door = forms.ChoiceField(label=_("Which door"), widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=_("Category of person there"), choices=Category.choices, widget=forms.RadioSelect
    )
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, doors: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["door"]
        field.choices = [(str(pk), room) for pk, room in doors]


class DropForm(ActionForm):
    reason = forms.CharField(
        label=_("Why is there nothing to collect?"),
        max_length=200,
        help_text=_("No names and no numbers of persons."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PlainForm(ActionForm):
    """A button that is one action."""


class FilterForm(forms.Form):
    """Filters of the list, from the address; a value that is none is left out."""

    use_required_attribute = False

    state = forms.ChoiceField(
        choices=[("to-do", ""), *State.choices], required=False, widget=forms.HiddenInput
    )
    colour = forms.CharField(required=False, widget=forms.HiddenInput)
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[("own", _("My own forms")), ("all", _("All I may see"))], required=False
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    subject = forms.ChoiceField(
        label=_("Subject"), choices=[("", _("All")), *Subject.choices], required=False
    )
    action = forms.ChoiceField(
        label=_("What is done"), choices=[("", _("All")), *FormAction.choices], required=False
    )


class BlankForm(forms.Form):
    """Which blank form is printed."""

    use_required_attribute = False

    subject = forms.ChoiceField(label=_("Subject"), choices=Subject.choices)
    action = forms.ChoiceField(label=_("What is done"), choices=FormAction.choices)
    category = forms.ChoiceField(label=_("Category of person"), choices=Category.choices, required=False)


class LineForm(forms.Form):
    """Which button about staff was pressed on a unit's form; none when it was another."""

    new_line = forms.BooleanField(required=False)
    known_line = forms.UUIDField(required=False)
    drop_line = forms.IntegerField(required=False, min_value=1, max_value=MOST_EMPLOYMENTS)
    find_line = forms.IntegerField(required=False, min_value=1, max_value=MOST_EMPLOYMENTS)


def number(text: str | None) -> int | None:
    """Of an address; anything else is none."""
    return int(text) if text and text.isdecimal() and len(text) < len("1000") else None
