import csv
import re

import pytest

from sanshi.identity.documents import DocumentType
from sanshi.identity.numbers import check_document
from sanshi.project.cli import run


def generate(folder, *options):
    assert run(["generate", "--persons", "800", "--out", str(folder), *options]) == 0
    return [
        list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))
        for name in ("base", "incoming", "truth")
    ]


def test_the_same_seed_gives_the_same_files(tmp_path):
    for folder in ("one", "other"):
        generate(tmp_path / folder, "--seed", "5", "--noise", "nasty")
    assert generate(tmp_path / "third", "--seed", "6", "--noise", "nasty")
    for name in ("base.csv", "incoming.csv", "truth.csv"):
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "other" / name).read_bytes()
        assert first != (tmp_path / "third" / name).read_bytes()


def test_sizes_and_truth_fit(tmp_path):
    base, incoming, truth = generate(tmp_path, "--seed", "1", "--incoming", "400")
    assert len(base) == 800
    assert [row["incoming_id"] for row in truth] == [row["record_id"] for row in incoming]
    registered = [row["base_id"] for row in truth if row["base_id"]]
    assert set(registered) <= {row["record_id"] for row in base}
    assert len(registered) == len(set(registered))
    assert 0.45 < len(registered) / len(truth) < 0.75
    assert 300 < len(incoming) < 500


def test_nobodys_number_is_hit(tmp_path):
    base, incoming, _ = generate(tmp_path, "--seed", "2", "--noise", "clean")
    resident = [row["id_number"] for row in base if row["id_type"] == "RIC" and len(row["id_number"]) == 18]
    assert all(number.startswith("0") for number in resident)
    fits = [check_document(DocumentType.RESIDENT_CARD, number, demo=True).ok for number in resident]
    assert sum(fits) / len(fits) > 0.98
    assert not [row for row in base + incoming if re.match("1[3-9]", row["phone"])]


def test_a_clean_profile_changes_nothing(tmp_path):
    base, incoming, truth = generate(tmp_path, "--seed", "3", "--noise", "clean")
    rows = {row["record_id"]: row for row in base}
    pairs = [
        (one, rows[true["base_id"]]) for one, true in zip(incoming, truth, strict=True) if true["base_id"]
    ]
    same = [one["birth_date"] == other["birth_date"] and one["sex"] == other["sex"] for one, other in pairs]
    assert all(same)
    assert not any(true["tags"] for true in truth)


def test_the_nasty_profile_does_everything_somewhere(tmp_path):
    _, _, truth = generate(tmp_path, "--seed", "4", "--noise", "nasty", "--incoming", "800")
    done = {tag for row in truth for tag in row["tags"].split()}
    assert len(done) > 25


@pytest.mark.parametrize(
    "options", [[], ["--persons", "0", "--seed", "1"], ["--persons", "9", "--seed", "x"]]
)
def test_wrong_arguments_are_refused(options):
    assert run(["generate", *options]) == 2
