"""Posts follow their beats and building groups; those of a committee that closes end the day before.

Who had which place before stays: a post that goes on elsewhere ends, and another begins.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from sanshi import clock
from sanshi.accounts.models import Post
from sanshi.journal.recording import touch
from sanshi.territory.foresight import Asked, Consequence
from sanshi.verbs import Actor


def follow_beats(
    sender: Any, *, actor: Actor, beats: frozenset[UUID], committee: UUID, on: date, **_more: Any
) -> None:
    theirs = Q(beat__in=beats) | Q(group__beat__in=beats)
    for post in _standing(actor.subdistrict, on).filter(theirs):
        _go_on(actor, post, on, committee=committee)


def follow_groups(
    sender: Any,
    *,
    actor: Actor,
    groups: frozenset[UUID],
    beat: UUID,
    committee: UUID,
    on: date,
    **_more: Any,
) -> None:
    for post in _standing(actor.subdistrict, on).filter(group__in=groups):
        _go_on(actor, post, on, committee=committee, beat=beat if post.beat_id else None)


def end_posts(sender: Any, *, actor: Actor, committee: UUID, on: date, **_more: Any) -> None:
    """One that was to begin later never takes office: `accounts.access` looks at the committee's days."""
    for post in _standing(actor.subdistrict, on).filter(committee=committee, valid_from__lt=on):
        _end(post, on)


def foresee(sender: Any, *, subdistrict: str, asked: Asked, **_more: Any) -> list[Consequence]:
    held = _standing(subdistrict, asked.on)
    along = held.filter(Q(beat__in=asked.beats) | Q(group__beat__in=asked.beats) | Q(group__in=asked.groups))
    found = [Consequence(_("Posts of beats and building groups that go along"), along.count())]
    if asked.closes:
        ending = held.filter(committee=asked.closes, beat__isnull=True, group__isnull=True)
        named = ending.select_related("account").order_by("role", "account__name", "id")
        text = pgettext("post", "%(name)s (%(role)s)")
        names = [text % {"name": one.account.name, "role": one.get_role_display()} for one in named]
        found.append(Consequence(_("Posts that end the day before"), len(names), names))
    return found


def _standing(subdistrict: str, on: date) -> QuerySet[Post]:
    """In office on the day or later."""
    rows = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), subdistrict=subdistrict)
    return rows.order_by("valid_from", "id")


def _end(post: Post, on: date) -> None:
    post.valid_to = on - timedelta(days=1)
    post.save(update_fields=["valid_to"])
    touch(post, fields=("valid_to",))


def _go_on(actor: Actor, post: Post, on: date, **place: UUID | None) -> None:
    """As from the day; a post that begins no earlier is simply another place's."""
    given = {f"{name}_id": value for name, value in place.items()}
    if all(getattr(post, name) == value for name, value in given.items()):
        return
    if post.valid_from >= on:
        for name, value in given.items():
            setattr(post, name, value)
        post.save(update_fields=list(place))
        touch(post, fields=place)
        return
    again = Post(
        subdistrict_id=post.subdistrict_id,
        account_id=post.account_id,
        role=post.role,
        station_id=post.station_id,
        group_id=post.group_id,
        valid_from=on,
        valid_to=post.valid_to,
        stand_in=post.stand_in,
        police_number=post.police_number,
        appointed_at=clock.now(),
        appointed_by_id=actor.account,
        **{"committee_id": post.committee_id, "beat_id": post.beat_id, **given},
    )
    _end(post, on)
    again.save(force_insert=True)
    touch(again, fields=("account", "role", "valid_from", *place))
