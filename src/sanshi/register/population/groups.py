"""The actual population and those apart from it, as one comparison for counts and lists.

Actual population = registered and living here + lives here, registered elsewhere + from elsewhere + overseas,
with an open residency, each person once. Who is registered here and lives elsewhere is never counted in it.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.register.history import current, valid_on
from sanshi.register.models import Category, ResidencyVersion, Separation
from sanshi.streets.models import SAME_STREET

REGISTERED_ONLY = Q(separation=Separation.REGISTERED_HERE)


class Group(TextChoices):
    """What a list shows and a count counts."""

    ACTUAL = "actual", _("Actual population")
    LOCAL = Category.LOCAL.value, Category.LOCAL.label
    LIVES_HERE = "lives-here", pgettext_lazy("group of persons", "Lives here, registered elsewhere")
    FROM_ELSEWHERE = Category.FROM_ELSEWHERE.value, Category.FROM_ELSEWHERE.label
    OVERSEAS = Category.OVERSEAS.value, Category.OVERSEAS.label
    REGISTERED_HERE = "registered-here", _("Registered here, lives elsewhere")

    @property
    def is_counted(self) -> bool:
        """In the actual population."""
        return self is not Group.REGISTERED_HERE


# Each person of the actual population is in one of them.
COUNTED = (Group.LOCAL, Group.LIVES_HERE, Group.FROM_ELSEWHERE, Group.OVERSEAS)
_CATEGORY = {
    Group.LOCAL: Category.LOCAL,
    Group.LIVES_HERE: Category.SEPARATED,
    Group.FROM_ELSEWHERE: Category.FROM_ELSEWHERE,
    Group.OVERSEAS: Category.OVERSEAS,
}
GROUP_OF = {category.value: group for group, category in _CATEGORY.items()}


def open_on(day: date) -> Q:
    return current() & valid_on(day)


def within_group(group: Group, day: date) -> Q:
    """Rows of ResidencyVersion of a street that belong to the group on a day, as known now."""
    if group is Group.REGISTERED_HERE:
        return open_on(day) & REGISTERED_ONLY
    counted = open_on(day) & ~REGISTERED_ONLY & Q(~Exists(later_home(day)))
    return counted & Q(category=_CATEGORY[group]) if group in _CATEGORY else counted


def later_home(day: date) -> QuerySet[ResidencyVersion]:
    """Another home of the same person, that began after: who has two is counted at the later one."""
    same_day = Q(valid_from=OuterRef("valid_from"), id__gt=OuterRef("id"))
    later = Q(valid_from__gt=OuterRef("valid_from")) | same_day
    homes = ResidencyVersion.objects.filter(open_on(day), ~REGISTERED_ONLY, SAME_STREET)
    return homes.filter(later, person=OuterRef("person"))
