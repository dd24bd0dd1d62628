"""Who read or wrote a record, when and why: by name and post for colleagues, by post for the resident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi.accounts.models import Post
from sanshi.journal.access import Reading, readers_of
from sanshi.verbs import Actor

READERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """`role` and `place` of the post held then; empty for the program's own work."""

    reading: Reading
    role: str = ""
    place: str = ""


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
    rows = [_row(one, posts.get(one.post) if one.post else None) for one in shown]
    return Readers(rows, shown[-1].number if len(found) > size else None)


def _row(reading: Reading, post: Post | None) -> ReaderRow:
    if post is None:
        return ReaderRow(reading)
    place = post.committee or post.station
    return ReaderRow(reading, post.get_role_display(), place.name if place else "")


def _posts(subdistrict: str, posts: Iterable[UUID | None]) -> dict[UUID, Post]:
    asked = {post for post in posts if post}
    rows = Post.objects.filter(subdistrict=subdistrict, pk__in=asked) if asked else Post.objects.none()
    return {post.pk: post for post in rows.select_related("committee", "station")}
