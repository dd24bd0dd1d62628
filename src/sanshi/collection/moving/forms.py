"""Which unit it is, and at which door it stands now."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.collection.forms.short import OwnFindForm


class MoveForm(OwnFindForm):
    unit = forms.CharField(
        label=_("Which unit"),
        max_length=100,
        help_text=_("Its credit code, as on the licence, or its whole name as it is registered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["matter"]
