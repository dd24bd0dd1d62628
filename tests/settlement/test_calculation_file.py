import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sanshi.settlement.calculation_file import run

CASE: dict[str, Any] = {
    "committee": "310115012001",
    "quarter": "2026Q3",
    "notices": [{"giver": "a", "valid": 12}],
    "collections": [{"collector": "b", "valid": 340}],
    "clerk_months": [{"month": "2026-07", "clerk": "c", "entries": 512, "days": 31}],
    "inspection": {"checked": 200, "errors": 13},
    "traced_back": 1,
    "unregistered": 2,
}
KEYS = [
    "committee",
    "quarter",
    "notice_rewards",
    "collection_rewards",
    "subsidy",
    "clerk_allowances",
    "deduction_base",
    "deduction_percent",
    "deduction",
    "notified_criticism",
    "payable",
    "explanation",
    "deduction_shares",
]


@pytest.fixture
def calculate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[bytes], tuple[int, str, str]]:
    def calculate(content: bytes) -> tuple[int, str, str]:
        file = tmp_path / "cases.json"
        file.write_bytes(content)
        code = run([str(file)])
        return (code, *capsys.readouterr())

    return calculate


Calculate = Callable[[bytes], tuple[int, str, str]]


def _file(*cases: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"policy": "jinyang-2012", "cases": list(cases), **more}).encode()


def test_the_published_example(calculate: Calculate) -> None:
    code, out, err = calculate(_file(CASE))
    assert (code, err) == (0, "")
    (result,) = json.loads(out)["results"]
    assert list(result) == KEYS
    explanation = result.pop("explanation")
    assert result == {
        "committee": "310115012001",
        "quarter": "2026Q3",
        "notice_rewards": {"a": 2400},
        "collection_rewards": {"b": 34000},
        "subsidy": 30000,
        "clerk_allowances": {"c": 8000},
        "deduction_base": 64000,
        "deduction_percent": 24,
        "deduction": 15360,
        "notified_criticism": False,
        "payable": 59040,
        "deduction_shares": {"subsidy": 7200, "b": 8160},
    }
    clauses = [line.partition(":")[0] for line in explanation]
    assert clauses == [
        f"4.2.{clause}" for clause in ("1 a", "1 b", "1 c", "1 d", "2 a", "2 b", "2 c", "2", "1 e")
    ]


def test_cases_come_back_in_their_order(calculate: Calculate) -> None:
    cases = [{**CASE, "committee": f"3101150120{number:02}"} for number in (9, 1, 5)]
    _, out, _ = calculate(_file(*cases))
    found = [result["committee"] for result in json.loads(out)["results"]]
    assert found == [case["committee"] for case in cases]


def test_left_out_inspection_and_counts_are_none(calculate: Calculate) -> None:
    bare = {**CASE, "notices": [], "collections": [], "clerk_months": []}
    for key in ("inspection", "traced_back", "unregistered"):
        del bare[key]
    code, out, _ = calculate(_file(bare))
    (result,) = json.loads(out)["results"]
    assert (code, result["deduction_percent"], result["payable"]) == (0, 0, 30000)
    assert result["deduction_shares"] == {"subsidy": 0}


def test_no_cases_are_no_results(calculate: Calculate) -> None:
    assert json.loads(calculate(_file())[1]) == {"results": []}


def test_several_clerks_of_a_month_share_and_may_overlap(calculate: Calculate) -> None:
    months = [
        {"month": "2026-07", "clerk": "c", "entries": 500, "days": 31},
        {"month": "2026-07", "clerk": "stand-in", "entries": 12, "days": 4},
    ]
    _, out, _ = calculate(_file({**CASE, "clerk_months": months}))
    (result,) = json.loads(out)["results"]
    assert result["clerk_allowances"] == {"c": 7086, "stand-in": 914}


def test_entries_without_days_count_for_those_in_office(calculate: Calculate) -> None:
    months = [
        {"month": "2026-07", "clerk": "c", "entries": 250, "days": 0},
        {"month": "2026-07", "clerk": "d", "entries": 50, "days": 31},
        {"month": "2026-08", "clerk": "c", "entries": 700, "days": 0},
    ]
    _, out, _ = calculate(_file({**CASE, "clerk_months": months}))
    assert json.loads(out)["results"][0]["clerk_allowances"] == {"c": 0, "d": 6000}


def test_a_month_may_be_february_of_a_leap_year(calculate: Calculate) -> None:
    month = {"month": "2024-02", "clerk": "c", "entries": 1, "days": 29}
    assert calculate(_file({**CASE, "quarter": "2024Q1", "clerk_months": [month]}))[0] == 0
    month = {"month": "2026-02", "clerk": "c", "entries": 1, "days": 29}
    assert calculate(_file({**CASE, "quarter": "2026Q1", "clerk_months": [month]}))[0] == 2


def test_a_quarter_before_the_policy_is_worked_out_with_a_warning(calculate: Calculate) -> None:
    code, out, err = calculate(_file({**CASE, "quarter": "2002Q3", "clerk_months": []}))
    assert code == 0
    assert json.loads(out)["results"][0]["subsidy"] == 30000
    assert "case 1" in err
    assert "2002Q3" in err


def test_large_counts_stay_exact(calculate: Calculate) -> None:
    inspection = {"checked": 10**15, "errors": 5 * 10**13 - 1}
    _, out, _ = calculate(_file({**CASE, "inspection": inspection, "traced_back": 0, "unregistered": 0}))
    assert json.loads(out)["results"][0]["deduction_percent"] == 0


def test_chinese_ids_and_a_byte_order_mark_are_fine(calculate: Calculate) -> None:
    content = json.dumps(
        {"policy": "jinyang-2012", "cases": [{**CASE, "notices": [{"giver": "王芳", "valid": 1}]}]},
        ensure_ascii=False,
    )
    code, out, _ = calculate(b"\xef\xbb\xbf" + content.encode())
    assert code == 0
    assert json.loads(out)["results"][0]["notice_rewards"] == {"王芳": 200}


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda c: c.update(colour=1), "colour"),
        (lambda c: c.pop("committee"), "committee"),
        (lambda c: c.pop("quarter"), "quarter"),
        (lambda c: c.pop("notices"), "notices"),
        (lambda c: c.pop("collections"), "collections"),
        (lambda c: c.pop("clerk_months"), "clerk_months"),
        (lambda c: c.update(committee=310115012001), "committee"),
        (lambda c: c.update(committee="31011501200"), "committee"),
        (lambda c: c.update(committee="31011501200X"), "committee"),
        (lambda c: c.update(committee="３10115012001"), "committee"),
        (lambda c: c.update(quarter="2026Q5"), "quarter"),
        (lambda c: c.update(quarter="2026-Q3"), "quarter"),
        (lambda c: c.update(quarter=20263), "quarter"),
        (lambda c: c.update(notices={}), "notices"),
        (lambda c: c.update(notices=None), "notices"),
        (lambda c: c.update(notices=["a"]), "notices[0]"),
        (lambda c: c["notices"][0].pop("valid"), "notices[0].valid"),
        (lambda c: c["notices"][0].pop("giver"), "notices[0].giver"),
        (lambda c: c["notices"][0].update(collector="a"), "notices[0].collector"),
        (lambda c: c["notices"][0].update(giver=""), "notices[0].giver"),
        (lambda c: c["notices"][0].update(giver=7), "notices[0].giver"),
        (lambda c: c["notices"][0].update(giver="\ud800"), "notices[0].giver"),
        (lambda c: c["notices"][0].update(valid=-1), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid=1.5), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid=2.0), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid="12"), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid=True), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid=None), "notices[0].valid"),
        (lambda c: c["notices"][0].update(valid=10**4000), "notices[0].valid"),
        (lambda c: c["notices"].append({"giver": "a", "valid": 1}), "notices[1].giver"),
        (lambda c: c["collections"].append({"collector": "b", "valid": 1}), "collections[1].collector"),
        (lambda c: c["collections"][0].update(valid=-3), "collections[0].valid"),
        (lambda c: c["collections"][0].update(collector="subsidy"), "collections[0].collector"),
        (lambda c: c["clerk_months"][0].update(month="2026-10"), "clerk_months[0].month"),
        (lambda c: c["clerk_months"][0].update(month="2025-07"), "clerk_months[0].month"),
        (lambda c: c["clerk_months"][0].update(month="2026-7"), "clerk_months[0].month"),
        (lambda c: c["clerk_months"][0].update(month="2026-13"), "clerk_months[0].month"),
        (lambda c: c["clerk_months"][0].update(days=32), "clerk_months[0].days"),
        (lambda c: c["clerk_months"][0].update(days=-1), "clerk_months[0].days"),
        (lambda c: c["clerk_months"][0].update(days=30.5), "clerk_months[0].days"),
        (lambda c: c["clerk_months"][0].update(month="2026-09"), "clerk_months[0].days"),
        (lambda c: c["clerk_months"][0].update(entries=-1), "clerk_months[0].entries"),
        (lambda c: c["clerk_months"][0].pop("entries"), "clerk_months[0].entries"),
        (lambda c: c["clerk_months"].append(dict(c["clerk_months"][0])), "clerk_months[1].clerk"),
        (lambda c: c.update(inspection=None), "inspection"),
        (lambda c: c.update(inspection={}), "inspection.checked"),
        (lambda c: c["inspection"].pop("errors"), "inspection.errors"),
        (lambda c: c["inspection"].update(errors=201), "inspection.errors"),
        (lambda c: c["inspection"].update(errors=-1), "inspection.errors"),
        (lambda c: c["inspection"].update(checked=0.5), "inspection.checked"),
        (lambda c: c["inspection"].update(weight=1), "inspection.weight"),
        (lambda c: c.update(traced_back=-1), "traced_back"),
        (lambda c: c.update(traced_back=False), "traced_back"),
        (lambda c: c.update(unregistered=0.5), "unregistered"),
        (lambda c: c.update(unregistered=None), "unregistered"),
    ],
)
def test_a_wrong_case_is_named_with_its_key(calculate: Calculate, spoil: Spoil, key: str) -> None:
    wrong = copy.deepcopy(CASE)
    spoil(wrong)
    code, out, err = calculate(_file(CASE, wrong))
    assert (code, out) == (2, "")
    assert f"case 2: {key}: " in err
    assert len(err) < 500


def test_a_clerk_may_serve_in_several_months(calculate: Calculate) -> None:
    months = [{"month": f"2026-{number:02}", "clerk": "c", "entries": 0, "days": 30} for number in (7, 8, 9)]
    _, out, _ = calculate(_file({**CASE, "clerk_months": months}))
    assert json.loads(out)["results"][0]["clerk_allowances"] == {"c": 15000}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "a table belongs here"),
        (b"null", "a table belongs here"),
        (b"{}", "is missing"),
        (b'{"policy": "jinyang-2012"}', "cases: this key is missing"),
        (b'{"policy": "other", "cases": []}', "policy: one of jinyang-2012"),
        (b'{"policy": ["jinyang-2012"], "cases": []}', "policy: one of"),
        (b'{"policy": "jinyang-2012", "cases": {}}', "cases: a list"),
        (b'{"policy": "jinyang-2012", "cases": [], "more": 1}', "more: this key is not known"),
        (
            b'{"policy": "jinyang-2012", "policy": "jinyang-2012", "cases": []}',
            "policy: this key stands there twice",
        ),
        (b'{"policy": "jinyang-2012", "cases": [7]}', "case 1: a table belongs here"),
        (
            b'{"policy": "jinyang-2012", "cases": [{"quarter": 1, "quarter": 2}]}',
            "case 1: quarter: this key stands",
        ),
        (b'{"policy": "jinyang-2012", "cases": [NaN]}', "NaN"),
        (b'{"policy": "jinyang-2012", "cases": [' + b"9" * 5000 + b"]}", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_wrong_file_is_refused(calculate: Calculate, content: bytes, says: str) -> None:
    code, out, err = calculate(content)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("key", ["giver", "valid"])
def test_a_key_twice_in_a_row_is_wrong(calculate: Calculate, key: str) -> None:
    content = _file(CASE).replace(b'{"giver"', f'{{"{key}": 1, "giver"'.encode(), 1)
    code, _, err = calculate(content)
    assert code == 2
    assert f"case 1: notices[0].{key}: this key stands there twice" in err


def test_a_file_that_is_not_there_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(tmp_path / "none.json")]) == 2
    assert run([str(tmp_path)]) == 2
    assert "none.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a.json", "b.json"]])
def test_one_file_at_a_time(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "usage: sanshi settlement calculate FILE.json" in capsys.readouterr().err
