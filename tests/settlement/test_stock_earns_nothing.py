"""A count at the doors (盘点) is no collected piece, whoever and whatever it is about (plan 4.2.1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F

from sanshi.accounts.models import Role
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry import recounting
from sanshi.entry.actions import take_stock
from sanshi.entry.models import Entry
from sanshi.entry.recounting import Known
from sanshi.entry.stock import Counted, StockLot, Taken
from sanshi.journal.recording import action
from sanshi.register.models import EmploymentVersion, ResidencyVersion, Unit
from sanshi.settlement.models import CountedPiece
from sanshi.verbs import TAKE_STOCK, Actor
from tests import make, persons
from tests.settlement.independent import stated
from tests.settlement.rows import STREET, Street, agrees, on

CODE = f"{STREET}001"
A_PIECE = 100
"""Fen (plan 4.2.1 b)."""


def fen(street: Street) -> dict[str, int]:
    """By account: what the collectors of the committee have for their forms."""
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    found: dict[str, int] = stated(connection, STREET, "2026Q3")[CODE]["collection_rewards"]
    return found


def counted(street: Street, day: str, *contents: FormContent) -> None:
    """By the committee's clerk, a door each."""
    doors = [street.here.doors[place + 2] for place, _content in enumerate(contents)]
    items = tuple(Counted(door.pk, content) for door, content in zip(doors, contents, strict=True))
    with on(day):
        take_stock(street.clerk.actor, uuid4(), StockLot(date.fromisoformat(day), items))


@action(TAKE_STOCK)
def counted_again(actor: Actor, client_id: UUID, day: date, rows: Sequence[Known]) -> UUID:
    """What a sheet about known records does."""
    done = recounting.enter(actor, day, rows)
    assert all(isinstance(one, Taken) for one in done)
    return client_id


def counts_of_every_kind(street: Street) -> None:
    """Residents, a dwelling, a unit with staff; then staff of the known unit, as sheets bring them in."""
    with on("2026-07-10"):
        contents = (make.arrival(), make.arrival(), make.a_home(), make.a_shop("东海渔具"))
    counted(street, "2026-07-10", *contents)
    unit = Unit.objects.get(subdistrict=STREET)
    with on("2026-07-13"):
        hired = make.a_shop("东海渔具")
        line = replace(hired.employments[0], name="赵小六", document_type="", document_number="")
        more = FormContent(unit=hired.unit, employments=(line,))
        door = street.here.doors[5]
        rows = (Known(Counted(door.pk, more), unit.pk),)
        counted_again(street.clerk.actor, uuid4(), date(2026, 7, 13), rows)


@pytest.fixture
def stocked(street: Street) -> Street:
    counts_of_every_kind(street)
    return street


def test_they_are_in_the_register_and_on_forms(stocked: Street) -> None:
    entries = Entry.objects.filter(subdistrict=STREET, form__stock_taking=True)
    assert entries.count() == 5 and all(entry.changed for entry in entries)
    assert set(entries.values_list("form__subject", "form__action")) == {
        ("person", FormAction.REGISTER),
        ("dwelling", FormAction.REGISTER),
        ("unit", FormAction.REGISTER),
        ("unit", FormAction.ALTER),
    }
    assert ResidencyVersion.objects.filter(subdistrict=STREET).count() == 2
    assert EmploymentVersion.objects.filter(subdistrict=STREET).count() == 2


def test_a_count_earns_nobody_anything(stocked: Street) -> None:
    assert fen(stocked) == {}
    assert stocked.line("2026Q3", "allowance", stocked.clerk).count == 0
    assert not CountedPiece.objects.filter(subdistrict=STREET).exists()


def test_beside_it_a_collected_form_of_each_kind_earns(stocked: Street) -> None:
    """The same kinds of content, collected: were counts paid, or these not, the sums would differ."""
    director = persons.somebody(stocked.here, Role.SECURITY_DIRECTOR)
    stocked.arrival("2026-07-14")
    stocked.entered("2026-07-15", stocked.coordinator, make.DWELLING, make.a_home)
    stocked.entered("2026-07-16", director, make.UNIT, lambda: make.a_shop("便民超市"), stocked.here.shop)
    assert fen(stocked) == {
        str(stocked.coordinator.account.pk): 2 * A_PIECE,
        str(director.account.pk): A_PIECE,
    }
    assert stocked.line("2026Q3", "allowance", stocked.clerk).count == 3
    pieces = CountedPiece.objects.filter(subdistrict=STREET)
    stock = Entry.objects.filter(subdistrict=STREET, form__stock_taking=True).values_list("pk", flat=True)
    assert pieces.exists() and not set(pieces.values_list("piece", flat=True)) & set(stock)


@pytest.mark.parametrize(("is_count", "pieces"), [(True, 0), (False, 5)])
def test_it_is_the_count_and_no_missing_collector_that_earns_nothing(
    stocked: Street, is_count: bool, pieces: int
) -> None:
    """The same rows with a collector and a clerk: nothing as counts, all of it had they been collected."""
    forms = Form.objects.filter(subdistrict=STREET, stock_taking=True)
    Entry.objects.filter(subdistrict=STREET, form__in=forms).update(clerk=stocked.clerk.account)
    collector = stocked.coordinator.account
    said = {"collector": collector, "collector_role": Role.COORDINATOR, "collected_at": F("opened_at")}
    forms.update(**said, stock_taking=is_count)
    assert fen(stocked) == ({str(collector.pk): pieces * A_PIECE} if pieces else {})
