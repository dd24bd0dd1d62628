import csv

import pytest

from sanshi.project.cli import run

HEADER = "record_id,name,sex,birth_date,id_type,id_number,phone,address"
WANG = "R1,王志强,男,1990-03-05,RIC,012345199003050117,10012345678,杨高中路2505弄48号203室"
LI = "R2,李芳,女,1991.7.12,,,10012345678,杨高中路2505弄48号203室"


@pytest.fixture
def files(tmp_path):
    class Files:
        out = tmp_path / "result.csv"

        def write(self, name, *lines, encoding="utf-8"):
            (tmp_path / name).write_bytes("\n".join((*lines, "")).encode(encoding))
            return tmp_path / name

        def match(self, *incoming, register=(WANG, LI), header=HEADER, encoding="utf-8", processes="1"):
            base = self.write("register.csv", HEADER, *register, encoding=encoding)
            coming = self.write("incoming.csv", header, *incoming, encoding=encoding)
            arguments = ["match", str(coming), "--register", str(base), "--out", str(self.out)]
            return run([*arguments, "--processes", processes])

        def rows(self):
            return list(csv.DictReader(self.out.open(encoding="utf-8")))

    return Files()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("processes", ["1", "2"])
def test_each_incoming_has_one_answer_in_order(files, encoding, processes):
    same = WANG.replace("R1", "I1").replace("1990-03-05", "1990年3月5日")
    new = "I2,赵敏,女,1970-01-02,,,,金杨路685号"
    assert files.match(same, new, encoding=encoding, processes=processes) == 0
    rows = files.rows()
    assert list(rows[0]) == ["incoming_id", "base_id", "band", "probability", "why"]
    assert [(row["incoming_id"], row["base_id"], row["band"]) for row in rows] == [
        ("I1", "R1", "same"),
        ("I2", "", "new"),
    ]
    assert float(rows[0]["probability"]) > 0.99
    assert rows[0]["why"].split()[:2] == ["number_same", "name_same"]


def test_a_family_is_not_one_person(files):
    assert files.match("I1,王小明,男,2015-07-12,,,10012345678,杨高中路2505弄48号203室") == 0
    assert files.rows()[0]["band"] == "new"


def test_columns_may_stand_in_any_order(files):
    header = ",".join([*reversed(HEADER.split(",")), "remark"])
    assert files.match(",".join([*reversed(WANG.split(",")), "x"]), header=header) == 0
    assert files.rows()[0]["base_id"] == "R1"


def test_empty_files_have_an_empty_result(files):
    assert files.match(register=()) == 0
    assert files.rows() == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["I1,王志强,男"], "incoming.csv: row 2, column -: 3 cells: 8 cells as in the header"),
        ([",王志强,男,,,,,"], "row 2, column record_id: (empty): an identifier that no other row has"),
        (["I1,王志强,男,,,,,", "I1,李芳,女,,,,,"], "row 3, column record_id: I*: another than that of row 2"),
        ([f"I1,{'王' * 501},男,,,,,"], "row 2, column name: 王**********: up to 500 signs of text"),
        (['I1,"王志强,男,,,,,'], "this is no CSV"),
    ],
)
def test_a_malformed_file_is_refused_with_row_column_and_what_would_be_right(files, capsys, lines, told):
    assert files.match(*lines) == 2
    assert told in capsys.readouterr().err
    assert not files.out.exists()
    assert not list(files.out.parent.glob("*.unfinished"))


def test_each_missing_column_is_named(files, capsys):
    assert files.match("I1,王志强", header="record_id,name") == 2
    told = capsys.readouterr().err
    assert all(f"column {name}:" in told for name in HEADER.split(",")[2:])


def test_a_register_that_is_wrong_is_told_from_the_incoming(files, capsys):
    assert files.match(register=(WANG, WANG)) == 2
    assert "register.csv: row 3, column record_id" in capsys.readouterr().err


def test_cells_that_cannot_be_read_are_left_out_and_told_masked(files, capsys):
    assert files.match("I1,王志强,X,1990-02-30,DRIVER,012345199003050117,10012345678,") == 0
    told = capsys.readouterr().err
    assert "row 2, column birth_date: 1*********: a date such as 1990-03-05" in told
    assert "row 2, column sex: X: one of" in told
    assert "row 2, column id_type: D*****: one of" in told
    assert "1990-02-30" not in told
    assert files.rows()[0]["base_id"] == "R1"


def test_no_text_is_no_file(files, capsys, tmp_path):
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x81\x00")
    arguments = [
        str(tmp_path / "bytes.csv"),
        "--register",
        str(tmp_path / "bytes.csv"),
        "--out",
        str(files.out),
    ]
    assert run(["match", *arguments]) == 2
    assert "UTF-8 or GB18030" in capsys.readouterr().err


def test_a_file_that_is_not_there(files, capsys, tmp_path):
    gone = str(tmp_path / "gone.csv")
    assert run(["match", gone, "--register", gone, "--out", str(files.out)]) == 2
    assert "gone.csv" in capsys.readouterr().err


def test_what_is_read_is_never_overwritten(files, tmp_path):
    base = files.write("register.csv", HEADER, WANG)
    assert run(["match", str(base), "--register", str(base), "--out", str(base)]) == 2
    assert base.read_text(encoding="utf-8").endswith(f"{WANG}\n")


@pytest.mark.parametrize("arguments", [[], ["--out", "x"], ["a", "b", "--register", "c", "--out", "d"]])
def test_wrong_arguments_are_refused(arguments):
    assert run(["match", *arguments]) == 2
