"""Append-only lines, their subjects, the head of each street's chain. Actors and subjects are plain UUIDs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel

# Bytes of HMAC-SHA-256 in hexadecimal.
DIGEST_LENGTH = 64


class Line(LocalModel):
    """Who did or read what, when and why. `mac` covers all of it and the line before (chain.py)."""

    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=40)
    account = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    purpose = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    client_id = models.UUIDField(null=True)
    # Of what an action was called with; empty for reading.
    content_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    result = models.UUIDField(null=True)
    # Names of verbs, counts, codes of streets; never a value of a record.
    details = models.JSONField(default=dict)
    subject_count = models.PositiveIntegerField()
    subjects_digest = models.CharField(max_length=DIGEST_LENGTH)
    previous = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    mac = models.CharField(max_length=DIGEST_LENGTH)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subdistrict", "number"], name="line_number_once"),
            models.UniqueConstraint(
                fields=["subdistrict", "account", "client_id"],
                condition=Q(client_id__isnull=False),
                name="line_client_once",
            ),
            # NULLs are distinct in the constraint above; the house's own acts have no account.
            models.UniqueConstraint(
                fields=["subdistrict", "client_id"],
                condition=Q(client_id__isnull=False, account__isnull=True),
                name="line_house_client_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subdistrict", "account", "verb", "at"], name="line_of_account"),
            models.Index(fields=["subdistrict", "verb", "number"], name="line_of_verb"),
            models.Index(fields=["subdistrict", "at"], name="line_of_day"),
        ]

    @property
    def is_reading(self) -> bool:
        return self.result is None


class Subject(LocalModel):
    """One record a line touched: its kind and id, the names of the fields, a keyed digest of the row."""

    # The constraint below is the index, and begins with the street.
    line = LocalKey(Line, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    fields = models.JSONField(default=list)
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subdistrict", "line", "position"], name="subject_position_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subdistrict", "kind", "subject"], name="subject_of_record"),
        ]


class Head(LocalModel):
    """The last number of a street's chain and its MAC; locked as the last statement of a transaction."""

    number = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=DIGEST_LENGTH, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subdistrict"], name="head_once")]
