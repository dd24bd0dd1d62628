from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.register.forms import ALL, Filter
from sanshi.register.letting.access import Filters, Places, View


class LettingFilter(Filter):
    view = forms.ChoiceField(choices=View.choices, required=False, widget=forms.HiddenInput)
    beat = forms.ChoiceField(label=_("Beat"), required=False)

    def __init__(self, data: Any, places: Places) -> None:
        self.beats = places.beats
        super().__init__(data, places.committees)
        beat: Any = self.fields["beat"]
        beat.choices = [ALL, *((str(one.pk), one.name) for one in places.beats)]
        self.full_clean()

    @property
    def filters(self) -> Filters:
        view = View(self.word("view") or View.NOT_FILED)
        return Filters(view, self.place("committee"), self.place("beat"))
