"""Sheets on the home page of the population office: who must approve them, who may carry them out."""

from uuid import uuid4

from sanshi.entry.models import Import, ImportState
from sanshi.verbs import Actor
from tests.home.conftest import Browser, address, text
from tests.visits.neighbourhood import NOON, STREET, CommitteeHere, an_actor


def a_sheet(sender: Actor, state: ImportState, layout: str = "population") -> Import:
    return Import.objects.create(
        subdistrict_id=STREET,
        layout=layout,
        state=state,
        sent_by_id=sender.account,
        sent_at=NOON,
        file_name="张伟民.xlsx",
        size=1,
        digest=uuid4().hex * 2,
        upload=uuid4().hex,
    )


def test_a_sheet_stands_with_those_who_may_approve_it(here: CommitteeHere, signed_in: Browser) -> None:
    sender, other = an_actor("population-office", name="周敏"), an_actor("population-office")
    sheet = a_sheet(sender, ImportState.ASKED)
    answer = signed_in(other).get(address("home"))
    assert "Sheet sent by 周敏: Residents waits for your approval" in text(answer)
    assert "张伟民" not in text(answer)
    assert address("stock-page", sheet.pk) in answer.content.decode()
    assert "waits for your approval" not in text(signed_in(sender).get(address("home")))


def test_an_approved_sheet_stands_with_its_sender(here: CommitteeHere, signed_in: Browser) -> None:
    sender, other = an_actor("population-office"), an_actor("population-office")
    sheet = a_sheet(sender, ImportState.APPROVED, "places")
    answer = signed_in(sender).get(address("home"))
    assert "Your sheet: Places approved, to be carried out" in text(answer)
    assert address("import-page", sheet.pk) in answer.content.decode()
    assert "to be carried out" not in text(signed_in(other).get(address("home")))
