"""Units are found with as many statements for a few keys as for many."""

from datetime import date
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi.identity.matching.units.evidence import UnitEvidence
from sanshi.register import actions, finding
from sanshi.register.models import MatchKey
from tests.register.town import STREET, Town, a_unit, house

ON = date(2026, 8, 3)


def test_keys_are_asked_at_once(town: Town) -> None:
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    address = town.doors[0].address
    with CaptureQueriesContext(connection) as asked:
        found = finding.match_unit(STREET, a_unit(), address=address)
    assert found.candidates[0].key == unit
    assert UnitEvidence.NAME_SAME in found.candidates[0].why
    of_keys = [one for one in asked if MatchKey._meta.db_table in one["sql"]]
    assert (len(of_keys), len(asked)) == (1, 2)


def test_who_is_decided_to_be_another_is_left_out(town: Town) -> None:
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    with CaptureQueriesContext(connection) as asked:
        found = finding.match_unit(STREET, a_unit(), address=town.doors[0].address, apart=[unit])
    assert not found.candidates
    assert len(asked) == 1
