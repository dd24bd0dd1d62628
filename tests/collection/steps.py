"""Steps the tests of collection share."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest

from sanshi.collection import actions
from sanshi.collection.actions import Filled
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.problems import (
    Refused,
)
from sanshi.territory.models import Station, StationArea
from sanshi.verbs import Actor
from tests.collection.samples import (
    MORNING,
    form_at,
)
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

FRIDAY = date(2026, 10, 9)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def fill(actor: Actor, form: Form, content: FormContent, collected_at: datetime | None = MORNING) -> Form:
    actions.fill_form(actor, uuid4(), form.pk, form.version, Filled(content, collected_at))
    return form_at(form.pk)


def hand_over(actor: Actor, form: Form) -> Form:
    actions.hand_over(actor, uuid4(), form.pk, form.version)
    return form_at(form.pk)


def an_officer(here: CommitteeHere, police_number: str = "P012345") -> Actor:
    station = Station.objects.create(subdistrict_id=STREET, name="金杨新村派出所")
    StationArea.objects.create(subdistrict_id=STREET, station=station, committee=here.row)
    return an_actor("officer", name="赵警官", station=station, police_number=police_number)


# Findings
