from uuid import UUID

from django.db import IntegrityError, transaction

from sanshi.journal.recording import touch
from sanshi.problems import PLACE_EXISTS, Refused
from sanshi.streets.models import LocalModel


def make(row: LocalModel) -> UUID:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS) from error
    touch(row)
    return row.id
