from django.db import transaction
from django.db.models import F

from sanshi.streets.models import Serial


def next_serial(subdistrict: str, name: str) -> int:
    """The next number of a series, from 1, without gaps.

    The series stays locked until the caller's transaction ends.
    """
    return next_serials(subdistrict, name, 1).start


def next_serials(subdistrict: str, name: str, count: int) -> range:
    """`count` numbers in a row under one lock."""
    series = Serial.objects.filter(subdistrict=subdistrict, name=name)
    with transaction.atomic(savepoint=False):
        if not series.update(last=F("last") + count):
            # Two may begin a series at once; the unique constraint lets one in and both then count on.
            Serial.objects.bulk_create([Serial(subdistrict_id=subdistrict, name=name)], ignore_conflicts=True)
            series.update(last=F("last") + count)
        last = series.values_list("last", flat=True).get()
    return range(last - count + 1, last + 1)
