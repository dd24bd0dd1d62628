from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.journal.canonical import canonical
from sanshi.streets.models import Subdistrict

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False).map(lambda value: value or 0.0)
    | st.text(max_size=5)
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.binary(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(VALUES, VALUES)
def test_equal_bytes_only_for_equal_values(one: object, other: object) -> None:
    # repr tells True from 1, which == does not.
    assert (canonical(one) == canonical(other)) == (_shape(one) == _shape(other))


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key!r}:{_shape(inner)}" for key, inner in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_shape, value)) + "]"
    return repr(value)


def test_one_moment_in_two_zones_is_one_value() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert canonical(datetime(2026, 10, 12, 9, tzinfo=shanghai)) == canonical(
        datetime(2026, 10, 12, 1, tzinfo=UTC)
    )


def test_a_decimal_is_its_value() -> None:
    assert canonical(Decimal("1.50")) == canonical(Decimal("1.5")) != canonical(Decimal("15"))


def test_a_float_is_its_eight_bytes() -> None:
    assert canonical(1.5) == b"f8:\x3f\xf8" + bytes(6)
    assert canonical(-0.0) == canonical(0.0) != canonical(0)


def test_an_enum_is_its_value() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert canonical(Colour.RED) == canonical("red")


def test_a_dataclass_is_its_name_and_fields() -> None:
    @dataclass
    class One:
        day: date

    @dataclass
    class Other:
        day: date

    assert canonical(One(date(2026, 1, 1))) != canonical(Other(date(2026, 1, 1)))
    assert canonical(One(date(2026, 1, 1))) != canonical(One(date(2026, 1, 2)))


def test_a_row_is_its_label_and_key() -> None:
    assert canonical(Subdistrict(code="310115012", name="a")) == canonical(
        Subdistrict(code="310115012", name="b")
    )


@pytest.mark.parametrize(
    "value",
    [float("nan"), object(), datetime(2026, 1, 1), UUID],  # noqa: DTZ001
    ids=["no number", "object", "day without a zone", "class"],
)
def test_what_has_no_lasting_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
