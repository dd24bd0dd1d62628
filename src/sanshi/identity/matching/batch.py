"""A whole register in memory, packed: keys as sorted hashes, profiles as bytes. Some 400 bytes a person."""

import marshal
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import cast

import numpy
from numpy.typing import NDArray

from sanshi.identity.matching.keys import LIMIT, Key, match_keys
from sanshi.identity.matching.name_form import NameForm
from sanshi.identity.matching.profile import Profile

Hashes = NDArray[numpy.uint64]


@dataclass(frozen=True, slots=True)
class Packed:
    """Profiles one after the other, their lengths, their key hashes and how many each has."""

    profiles: bytes
    lengths: NDArray[numpy.int64]
    hashes: Hashes
    counts: NDArray[numpy.int64]


def pack(profiles: Sequence[Profile]) -> Packed:
    texts = [_packed(one) for one in profiles]
    keys = [hashes(match_keys(one)) for one in profiles]
    return Packed(
        b"".join(texts),
        numpy.array([len(text) for text in texts], dtype=numpy.int64),
        numpy.concatenate([*keys, hashes(())]),
        numpy.array([len(one) for one in keys], dtype=numpy.int64),
    )


def hashes(keys: Sequence[Key]) -> Hashes:
    digests = (blake2b(f"{kind}|{text}".encode(), digest_size=8).digest() for kind, text in keys)
    return numpy.frombuffer(b"".join(digests), dtype=numpy.uint64)


@dataclass(slots=True)
class PackedRegister:
    """A person is a row's number, in the order in which the parts came."""

    _profiles: bytes
    _starts: NDArray[numpy.int64]
    _hashes: Hashes
    _rows: NDArray[numpy.int32]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self._starts) - 1

    @classmethod
    def of(cls, parts: Iterable[Packed]) -> "PackedRegister":
        kept = list(parts) or [pack(())]
        counts = numpy.concatenate([one.counts for one in kept])
        found = numpy.concatenate([one.hashes for one in kept])
        rows = numpy.repeat(numpy.arange(len(counts), dtype=numpy.int32), counts)
        order = numpy.argsort(found, kind="stable")
        starts = numpy.concatenate([[0], numpy.cumsum(numpy.concatenate([one.lengths for one in kept]))])
        return cls(b"".join(one.profiles for one in kept), starts, found[order], rows[order])

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        spans = self.spans(keys, LIMIT)
        return set(numpy.concatenate(spans).tolist()) if spans else set()

    def spans(self, keys: Sequence[Key], most: int) -> list[NDArray[numpy.int32]]:
        """For each key that somebody has: who has it, in their order, at most so many."""
        asked = hashes(keys)
        first = numpy.searchsorted(self._hashes, asked, "left")
        last = numpy.minimum(numpy.searchsorted(self._hashes, asked, "right"), first + most)
        return [self._rows[start:end] for start, end in zip(first, last, strict=True) if start < end]

    def profiles(self, persons: Iterable[Hashable]) -> Iterator[tuple[int, Profile]]:
        for person in cast(Iterable[int], persons):
            yield person, _unpacked(self._profiles[self._starts[person] : self._starts[person + 1]])


def _packed(one: Profile) -> bytes:
    return marshal.dumps((tuple(one.name), *one[1:]))


def _unpacked(text: bytes) -> Profile:
    name, *others = marshal.loads(text)  # noqa: S302 - our own bytes, made above in this process
    return Profile(NameForm(*name), *others)
