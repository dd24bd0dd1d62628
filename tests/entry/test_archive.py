from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.entry.actions import VolumeOpened, file_form, open_volume, return_form
from sanshi.entry.models import Filing, Volume
from sanshi.entry.rules import free_position
from sanshi.problems import ALREADY_FILED, NOT_A_CHOICE, Refused
from sanshi.verbs import Actor
from tests.entry.desk import a_clerk, an_arrival, entered
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def a_volume(clerk: Actor, where: CommitteeHere, shelf_mark: str = "") -> UUID:
    return open_volume(clerk, uuid4(), VolumeOpened(where.row.pk, shelf_mark))


def test_volumes_are_numbered_by_committee_and_year(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor
) -> None:
    first, second = a_volume(clerk, here, " 甲柜2层 "), a_volume(clerk, here)
    other = a_volume(a_clerk(elsewhere, "陈静"), elsewhere)
    numbers = {row.pk: row.number for row in Volume.objects.filter(subdistrict=STREET)}
    assert numbers == {first: "2026-01", second: "2026-02", other: "2026-01"}
    kept = Volume.objects.get(subdistrict=STREET, pk=first)
    assert (kept.shelf_mark, kept.opened_on) == ("甲柜2层", TODAY)
    with pytest.raises(Http404):
        a_volume(clerk, elsewhere)


def test_an_entered_form_is_filed_at_a_free_position(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    volume = a_volume(clerk, here)
    forms = [entered(clerk, an_arrival(collector, door)).form for door in here.doors[0][:2]]
    filing = file_form(clerk, uuid4(), forms[0].pk, volume, 1)
    kept = Filing.objects.get(subdistrict=STREET, pk=filing)
    assert (kept.form_id, kept.position, kept.clerk_id) == (forms[0].pk, 1, clerk.account)
    refused = refused_by(lambda: file_form(clerk, uuid4(), forms[1].pk, volume, 1))
    assert refused.kind == ALREADY_FILED
    assert refused.params == {"position": 1, "volume": "2026-01", "number": forms[0].number}
    refused = refused_by(lambda: file_form(clerk, uuid4(), forms[0].pk, a_volume(clerk, here), 7))
    assert (refused.kind, refused.params["position"]) == (ALREADY_FILED, 1)


def test_only_entered_forms_are_filed(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    volume = a_volume(clerk, here)
    form = an_arrival(collector, here.doors[0][0])
    refused = refused_by(lambda: file_form(clerk, uuid4(), form.pk, volume, 1))
    assert (refused.kind, refused.field) == (NOT_A_CHOICE, "form")
    return_form(clerk, uuid4(), form.pk, form.version, {"phone": "少一位"})
    assert refused_by(lambda: file_form(clerk, uuid4(), form.pk, volume, 1)).kind == NOT_A_CHOICE


def test_a_position_is_counted_from_one(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = entered(clerk, an_arrival(collector, here.doors[0][0])).form
    refused = refused_by(lambda: file_form(clerk, uuid4(), form.pk, a_volume(clerk, here), 0))
    assert (refused.kind, refused.field) == (NOT_A_CHOICE, "position")


def test_a_form_lies_in_a_volume_of_its_own_committee(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = entered(clerk, an_arrival(collector, here.doors[0][0])).form
    other = a_clerk(elsewhere, "陈静")
    foreign = a_volume(other, elsewhere)
    with pytest.raises(Http404):
        file_form(clerk, uuid4(), form.pk, foreign, 1)
    with pytest.raises(Http404):
        file_form(other, uuid4(), form.pk, foreign, 1)


def test_the_place_offered_is_after_the_last_paper() -> None:
    assert (free_position([]), free_position([1, 2]), free_position([1, 7])) == (1, 3, 8)
