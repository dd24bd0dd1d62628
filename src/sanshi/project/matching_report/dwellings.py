"""Dwellings: whether an address as typed names the dwelling that it means."""

from collections.abc import Sequence
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path

from sanshi.identity.matching.profile import place

# What was done to an address so that it names another dwelling, or none: a slip, a move, a room left out.
_OTHER = frozenset(
    {"ad_moved", "ad_missing", "ad_noroom", "ad_road_typo", "ad_num_typo"}
    | {"moved", "address_missing", "address_no_room", "address_digit"}
)
_MOVED = frozenset({"ad_moved", "moved"})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Keys of registered and of typed addresses of one person, and what was done to the typed one."""

    name: str
    pairs: tuple[tuple[str, str, frozenset[str]], ...]

    @property
    def meant(self) -> list[tuple[str, str]]:
        """Written otherwise, but of the same dwelling."""
        return [(base, typed) for base, typed, tags in self.pairs if base and not tags & _OTHER]

    @property
    def moved(self) -> list[tuple[str, str]]:
        return [(base, typed) for base, typed, tags in self.pairs if base and tags & _MOVED]


def addresses(folder: Path) -> Addresses:
    """Of a register, incoming records and truth in the layout of tests/identity/data."""
    base = {row["record_id"]: row["address"] for row in _table(folder / "base.csv")}
    typed = {row["record_id"]: row["address"] for row in _table(folder / "incoming.csv")}
    pairs = tuple(
        (
            place(base[row["base_id"]])[0],
            place(typed[row["incoming_id"]])[0],
            frozenset(row["tags"].split()),
        )
        for row in _table(folder / "truth.csv")
        if row["base_id"]
    )
    return Addresses(folder.name, pairs)


def same(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    return [base == typed for base, typed in pairs]


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(DictReader(opened))
