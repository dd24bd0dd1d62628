"""Rows that the match leaves to a person, entered with the rest or later; who may; columns named."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.entry.importing import names
from sanshi.entry.importing.records import access, actions
from sanshi.entry.importing.records.actions import Answer
from sanshi.entry.importing.records.shown import doubts_shown, rows_shown, stock_shown
from sanshi.entry.importing.records.works import headers_digest
from sanshi.entry.models import (
    Answered,
    ColumnMapping,
    Import,
    ImportDoubt,
    ImportState,
    MatchDecision,
    MatchVerdict,
)
from sanshi.jobs import files
from sanshi.journal.recording import reading
from sanshi.problems import (
    ALREADY_REGISTERED,
    NEEDS_SECOND_PERSON,
    NOT_A_CHOICE,
    NOTHING_TO_CARRY_OUT,
    REASON_REQUIRED,
    STALE,
    Kind,
    Refused,
)
from sanshi.register.models import Person, PersonVersion
from sanshi.vault.masking import mask_name
from sanshi.verbs import TAKE_STOCK, Actor
from tests import make
from tests.importing.residents import approved_and_done, carried_out, done, resident, residents, sent, tried
from tests.importing.sending import codes, stored, work
from tests.make import STREET, Place
from tests.persons import somebody

REASON = "电话核实，是同一人。"


@pytest.fixture
def second(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def refusal(act: object, *given: object) -> Kind:
    with pytest.raises(Refused) as refused:
        act(*given)  # type: ignore[operator]
    return refused.value.kind


def in_doubt(by: Actor, second: Actor) -> tuple[Import, ImportDoubt]:
    """Somebody of another name with a registered number."""
    carried_out(by, residents(2), second)
    row = tried(by, [{**resident(3), "身份证号码": resident(1)["身份证号码"]}, resident(4)])
    assert (row.tally["look"], row.tally["new"]) == (1, 1)
    return row, ImportDoubt.objects.get(subdistrict=STREET, sheet=row)


def test_a_row_is_somebody_registered(by: Actor, second: Actor) -> None:
    row, doubt = in_doubt(by, second)
    person = PersonVersion.objects.filter(subdistrict=STREET).order_by("id")[0].person_id
    assert [one["record"] for one in doubt.candidates] == [str(person)]
    actions.answer_doubt(by, uuid4(), doubt.pk, Answer(Answered.SAME, person, REASON))
    row = approved_and_done(by, second, stored(row.pk))
    assert (row.state, row.forms_entered, Person.objects.count()) == (ImportState.DONE, 2, 3)
    decision = MatchDecision.objects.get(subdistrict=STREET)
    assert (decision.verdict, decision.one, decision.reason) == (MatchVerdict.SAME, person, REASON)
    doubt.refresh_from_db()
    assert doubt.entered_at is not None


def test_it_may_be_decided_after_the_rest(by: Actor, second: Actor) -> None:
    row, doubt = in_doubt(by, second)
    row = approved_and_done(by, second, row)
    assert (row.forms_entered, row.state) == (1, ImportState.DONE)
    assert refusal(actions.carry_out, by, uuid4(), row.pk, row.version) == NOTHING_TO_CARRY_OUT
    actions.answer_doubt(by, uuid4(), doubt.pk, Answer(Answered.SAME, _first(doubt), REASON))
    row = done(by, row)
    assert (row.forms_entered, row.state) == (2, ImportState.DONE)
    assert done_again(by, row) == NOTHING_TO_CARRY_OUT


def _first(doubt: ImportDoubt) -> UUID:
    return UUID(doubt.candidates[0]["record"])


def done_again(by: Actor, row: Import) -> Kind:
    return refusal(actions.carry_out, by, uuid4(), row.pk, row.version)


def test_what_cannot_be_decided_so(by: Actor, second: Actor) -> None:
    _row, doubt = in_doubt(by, second)
    act = actions.answer_doubt
    assert refusal(act, by, uuid4(), doubt.pk, Answer(Answered.NEW, None, REASON)) == ALREADY_REGISTERED
    assert refusal(act, by, uuid4(), doubt.pk, Answer(Answered.SAME, uuid4(), REASON)) == NOT_A_CHOICE
    assert refusal(act, by, uuid4(), doubt.pk, Answer("maybe", None, REASON)) == NOT_A_CHOICE
    assert refusal(act, by, uuid4(), doubt.pk, Answer(Answered.LEFT_OUT, None, " ")) == REASON_REQUIRED


def test_whoever_was_registered_in_between_is_asked_about(by: Actor, second: Actor) -> None:
    row = tried(by, residents(3))
    carried_out(by, residents(1), second)
    row = approved_and_done(by, second, row)
    assert (row.forms_entered, Person.objects.count()) == (2, 3)
    [doubt] = ImportDoubt.objects.filter(subdistrict=STREET, sheet=row)
    assert (doubt.row, doubt.answer, len(doubt.candidates)) == (2, Answered.WAITS, 1)


# Who


def test_a_clerk_brings_in_the_own_committee_without_approval(here: Place) -> None:
    other = make.committee(2)
    clerk = somebody(here, Role.CLERK).actor
    rows = [resident(1), resident(2, 现住地址="金口路2弄1号101室")]
    row = tried(clerk, rows, committee=here.committee)
    assert codes(row) == [(3, "现住地址", "not-your-committee")]
    assert done(clerk, row).forms_entered == 1
    with pytest.raises(Http404):
        tried(clerk, rows, committee=other.committee)
    with pytest.raises(Http404):
        tried(clerk, rows)


def test_the_office_needs_a_second_person(by: Actor) -> None:
    row = tried(by, residents(1))
    assert refusal(actions.carry_out, by, uuid4(), row.pk, row.version) == NEEDS_SECOND_PERSON


def test_sheets_of_another_committee_and_of_the_street_are_none_of_a_clerks(here: Place, by: Actor) -> None:
    make.committee(2)
    row = tried(by, residents(1))
    clerk = somebody(here, Role.CLERK).actor
    for act in (actions.carry_out, actions.withdraw, actions.ask_approval):
        with pytest.raises(Http404):
            act(clerk, uuid4(), row.pk, row.version)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARY, Role.ADMINISTRATOR, Role.OFFICER])
def test_others_bring_in_nobody(here: Place, role: Role) -> None:
    with pytest.raises(Http404):
        tried(somebody(here, role).actor, residents(1))


def test_a_withdrawn_sheet_leaves_nothing(
    by: Actor, second: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    row, _doubt = in_doubt(by, second)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(by, uuid4(), row.pk, row.version)
    assert not ImportDoubt.objects.filter(subdistrict=STREET).exists()
    assert not files.exists(row.upload) and not files.exists(names.plan(row.pk))


def test_what_could_not_be_read_is_withdrawn_too(by: Actor, django_capture_on_commit_callbacks: Any) -> None:
    row = tried(by, b"PK\x03\x04 nothing")
    assert stock_shown(by, row).could_not_be_read and stock_shown(by, row).can_withdraw
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(by, uuid4(), row.pk, row.version)
    assert stored(row.pk).state == ImportState.WITHDRAWN and not files.exists(row.upload)


def test_what_is_being_tried_is_not_withdrawn(by: Actor) -> None:
    row = sent(by, residents(1))
    assert refusal(actions.withdraw, by, uuid4(), row.pk, row.version) == STALE


def test_the_list_of_doubts_says_whom_they_are_about_masked(by: Actor, second: Actor) -> None:
    row, doubt = in_doubt(by, second)
    with reading(by, TAKE_STOCK):
        (listed,) = doubts_shown(row)
    assert (listed.doubt.pk, listed.said.who) == (doubt.pk, mask_name(resident(3)["姓名"]))
    assert listed.said.address == resident(3)["现住地址"]


def test_a_document_not_at_hand_takes_no_known_number_away(by: Actor, second: Actor) -> None:
    """What is shown to change is what is written: the number stays, and no reason for its absence."""
    carried_out(by, residents(1), second)
    known = resident(1, 联系电话="10099999999", 身份证号码="", 无证原因="未携带")
    born = resident(1)["身份证号码"][6:14]
    row = tried(by, [{**known, "出生日期": born, "性别": _sex(resident(1)["身份证号码"])}])
    assert row.tally["changed"] == 1
    with reading(by, TAKE_STOCK):
        (shown,) = rows_shown(row, "changed")
    assert [one.field for one in shown.changes] == ["phone"]


def test_a_passport_one_sign_off_replaces_no_registered_one_by_itself(by: Actor, second: Actor) -> None:
    """The match is sure of the person; which of the two numbers is right is for a person to say."""
    overseas = {"人员类别": "境外人员", "国籍": "法国", "外文姓": "MARTIN", "停留至": "2027-03-05"}
    passport = {"证件种类": "普通护照", "身份证号码": "20AB12345", "出生日期": "1985-03-05", "性别": "女"}
    known = resident(1, **passport, **overseas)
    carried_out(by, [known], second)
    row = tried(by, [{**known, "身份证号码": "20AB12245"}])
    assert (row.tally["look"], row.tally["changed"]) == (1, 0)
    doubt = ImportDoubt.objects.get(subdistrict=STREET, sheet=row)
    (candidate,) = doubt.candidates
    assert candidate["band"] == "same"
    answer = Answer(Answered.SAME, UUID(candidate["record"]), "看过护照")
    actions.answer_doubt(by, uuid4(), doubt.pk, answer)
    approved_and_done(by, second, stored(row.pk))
    said = PersonVersion.objects.filter(subdistrict=STREET, superseded_at__isnull=True).latest("valid_from")
    assert said.document_number is not None and said.document_number.open() == "20AB12245"


def _sex(number: str) -> str:
    return "男" if int(number[16]) % 2 else "女"


# Columns


def test_columns_are_named_once_and_remembered(by: Actor) -> None:
    own = [{"大名" if key == "姓名" else key: value for key, value in resident(1).items()}]
    row = tried(by, own)
    assert row.job is not None and row.job.problem is not None and row.state == ImportState.TRYING
    headers = list(own[0])
    chosen = {"0": "name"}
    actions.name_columns(by, uuid4(), row.pk, row.version, chosen, headers_digest(headers))
    work(row)
    assert stored(row.pk).tally["new"] == 1
    assert ColumnMapping.objects.get(subdistrict=STREET).columns == chosen
    again = tried(by, own)
    assert (again.tally["new"], again.columns) == (1, chosen)


def test_a_page_shows_no_more_than_the_shape_of_examples(by: Actor) -> None:
    row = tried(by, residents(1))
    with reading(by, TAKE_STOCK):
        told = access.headers(row)
    assert [one["header"] for one in told] == list(resident(1))
    assert resident(1)["身份证号码"] not in str(told)
