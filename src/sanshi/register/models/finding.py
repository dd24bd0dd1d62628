"""How records are found again: by match keys when a form comes in (plan 3.3.3), by tokens on a page.

Plain rows, which every engine indexes alike; they repeat what current versions say and follow them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee


class MatchKey(LocalModel):
    """One key of one person or unit (identity.matching.keys): 63 bits of its keyed hash, kind included."""

    hash = models.BigIntegerField()
    # A person or a unit: keys of different kinds of record never meet.
    record = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "hash", "record"], name="match_key"),
            models.Index(fields=["subdistrict", "record"], name="match_key_record"),
        ]


class Sought(models.TextChoices):
    PERSON = "person", _("Persons")
    UNIT = "unit", _("Units")


class SearchToken(LocalModel):
    """A beginning by which a person or unit is found in a committee where it lives, lived or works.

    Of a name, its pinyin and initials the plain text; of the last digits of a number only a keyed hash.
    """

    kind = models.CharField(max_length=6, choices=Sought.choices)
    record = models.UUIDField()
    # No index of its own: those below hold it.
    committee = LocalKey(Committee, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=40)

    class Meta:
        indexes = [
            # Of a reader of one committee, where nobody has what thousands elsewhere have.
            models.Index(
                fields=["subdistrict", "kind", "committee", "text", "record"], name="search_token_here"
            ),
            # In the order of an answer; each holds all that a search asks of it.
            models.Index(fields=["subdistrict", "kind", "text", "record", "committee"], name="search_token"),
            models.Index(fields=["subdistrict", "record", "text", "committee"], name="search_token_record"),
        ]


class QualityDay(LocalModel):
    """How many records of a committee have a fault of one kind on a day; written by the nightly work."""

    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    day = models.DateField()
    fault = models.CharField(max_length=32)
    records = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "committee", "day", "fault"], name="quality_day_once"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "day"], name="quality_day")]
