"""Units found again: names as signs and papers write them, codes with a slip, branches, successors."""

import pytest

from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.units.evidence import UnitRule
from sanshi.identity.matching.units.profile import UnitRecord, code_repairs, unit_profile
from sanshi.identity.matching.units.search import match_unit
from sanshi.identity.numbers import check_credit_code, credit_check_character
from sanshi.identity.unit_names import unit_name
from sanshi.project.matching_report.units import UnitRows

_FIRST_17 = "92001234MA0000007"
CODE = _FIRST_17 + credit_check_character(_FIRST_17)
_OTHER_17 = "92001234MA0000008"
OTHER = _OTHER_17 + credit_check_character(_OTHER_17)
SHOP = UnitRecord("上海阿明便利店", CODE, "金口路471弄8号", "12000000001")


def register(*records: UnitRecord) -> UnitRows:
    rows = UnitRows()
    for one in records:
        rows.add(unit_profile(one))
    return rows


@pytest.mark.parametrize(
    ("text", "core", "branch"),
    [
        ("上海市浦东新区阿明便利店", "阿明便利", ""),
        ("阿明便利", "阿明便利", ""),
        ("ABC 咖啡（上海）有限公司", "ABC咖啡", ""),
        ("上海全佳便利店有限公司金杨路第二分店", "全佳便利", "金杨路第二"),
        ("全佳便利（金杨路店）", "全佳便利", "金杨路店"),
        ("中国工商银行上海市金杨支行", "工商银行", "金杨"),
        ("某某（个体工商户）", "某某", ""),
        ("無名", "", ""),
        ("", "", ""),
        ("店", "店", ""),
    ],
)
def test_a_name_is_stripped_of_what_tells_nothing(text: str, core: str, branch: str) -> None:
    found = unit_name(text)
    assert (found.core, found.branch) == (core, branch)


def test_the_sign_over_the_door_finds_the_unit_of_the_papers() -> None:
    found = match_unit(unit_profile(UnitRecord("阿明便利", "", "金口路471弄8号")), register(SHOP))
    assert (found.band, found.best and found.best.key) == (Band.SAME, 0)


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_sign_of_a_code_is_found_with_one_stored_key(place: int) -> None:
    wrong = CODE[:place] + ("Q" if CODE[place] != "Q" else "R") + CODE[place + 1 :]
    assert not check_credit_code(wrong).ok
    assert CODE in set(code_repairs(wrong))
    found = match_unit(unit_profile(UnitRecord("阿明便利", wrong)), register(SHOP))
    assert found.candidates and found.candidates[0].key == 0


def test_letters_that_no_code_has_are_the_digits_they_look_like() -> None:
    typed = CODE.replace("0", "O").replace("2", "Z")
    assert unit_profile(UnitRecord("", typed)).code == CODE


def test_two_valid_codes_never_link_by_themselves() -> None:
    again = UnitRecord(SHOP.name, OTHER, SHOP.address, SHOP.phone)
    found = match_unit(unit_profile(again), register(SHOP))
    assert found.band != Band.SAME
    assert UnitRule.TWO_CODES in found.candidates[0].rules


def test_a_name_alone_never_links() -> None:
    found = match_unit(unit_profile(UnitRecord("阿明便利店", "", "枣庄路810号")), register(SHOP))
    assert found.band != Band.SAME


def test_branches_of_a_chain_are_units_of_their_own() -> None:
    one = UnitRecord("全佳便利（金口路店）", "", "金口路471弄8号")
    other = UnitRecord("全佳便利（枣庄路店）", "", "金口路471弄8号")
    assert match_unit(unit_profile(other), register(one)).band != Band.SAME


def test_who_came_after_a_shop_is_somebody_new() -> None:
    after = UnitRecord("红星理发", "", "金口路471弄8号")
    assert match_unit(unit_profile(after), register(SHOP)).band == Band.NEW


def test_a_renamed_unit_at_its_premises_is_known_by_its_code() -> None:
    renamed = UnitRecord("红星超市", CODE, "金口路471弄8号")
    assert match_unit(unit_profile(renamed), register(SHOP)).band == Band.SAME
    elsewhere = UnitRecord("红星超市", CODE, "枣庄路810号")
    assert match_unit(unit_profile(elsewhere), register(SHOP)).band == Band.LOOK
