from django import forms

from sanshi.register.forms import Filter
from sanshi.register.population.groups import Group
from sanshi.register.population.papers import Overseas, Permit


class PersonFilter(Filter):
    """Which group of the population; anything else is the actual population."""

    view = forms.ChoiceField(choices=Group.choices, required=False, widget=forms.HiddenInput)

    @property
    def group(self) -> Group:
        return Group(self.word("view") or Group.ACTUAL)


class OverseasFilter(Filter):
    view = forms.ChoiceField(choices=Overseas.choices, required=False, widget=forms.HiddenInput)

    @property
    def chosen(self) -> Overseas:
        return Overseas(self.word("view") or Overseas.UNREGISTERED)


class PermitFilter(Filter):
    view = forms.ChoiceField(choices=Permit.choices, required=False, widget=forms.HiddenInput)

    @property
    def chosen(self) -> Permit:
        return Permit(self.word("view") or Permit.SOON)
