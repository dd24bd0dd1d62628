"""Who read or wrote a record, when and why: by name and post for colleagues, by post for the resident."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sanshi.accounts.models import Post
from sanshi.journal.access import Reading, readers_of
from sanshi.shell.words import listed
from sanshi.verbs import Actor

# Lines of the journal, of which several may be one row.
READERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """`role` and `place` of the post held then; empty for the program's own work.

    A page asks for its parts one by one, each with a line of its own: what one person did alike within a
    minute is one row. `numbers`: of all its lines, the latest first.
    """

    reading: Reading
    role: str = ""
    place: str = ""
    numbers: Sequence[int] = ()

    @property
    def times(self) -> int:
        return len(self.numbers)

    @property
    def lines(self) -> str:
        """The numbers of its lines, from the first; those without a gap from – to."""
        return listed(_span(run) for run in _runs(sorted(self.numbers)))


@dataclass(frozen=True, slots=True)
class Readers:
    """The latest first. `before`: the number of the journal's line from which the next page goes on."""

    rows: Sequence[ReaderRow] = ()
    before: int | None = None


def latest_readers(
    actor: Actor, kind: str, record: UUID, before: int | None = None, size: int = READERS_SHOWN
) -> Readers:
    """The caller checks the verb and notes the record."""
    found = readers_of(kind, record, actor.subdistrict, before=before, size=size + 1)
    shown = found[:size]
    posts = _posts(actor.subdistrict, (one.post for one in shown))
    rows = [
        _row(alike, posts.get(alike[0].post) if alike[0].post else None)
        for alike in (list(group) for _alike, group in groupby(shown, _kind))
    ]
    return Readers(rows, shown[-1].number if len(found) > size else None)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    places = enumerate(numbers)
    for _gap, run in groupby(places, lambda one: one[1] - one[0]):
        yield [number for _place, number in run]


def _span(run: Sequence[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _kind(reading: Reading) -> tuple[object, ...]:
    minute = reading.at.replace(second=0, microsecond=0)
    done = (str(reading.verb), str(reading.purpose), reading.wrote)
    return (reading.account, reading.post, minute, *done)


def _row(alike: Sequence[Reading], post: Post | None) -> ReaderRow:
    numbers = [one.number for one in alike]
    if post is None:
        return ReaderRow(alike[0], numbers=numbers)
    place = post.committee or post.station
    return ReaderRow(alike[0], post.get_role_display(), place.name if place else "", numbers)


def _posts(subdistrict: str, posts: Iterable[UUID | None]) -> dict[UUID, Post]:
    asked = {post for post in posts if post}
    rows = Post.objects.filter(subdistrict=subdistrict, pk__in=asked) if asked else Post.objects.none()
    return {post.pk: post for post in rows.select_related("committee", "station")}
