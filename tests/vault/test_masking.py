import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.vault.masking import mask_document, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("012345199001010012", "0123**********0012"),
        ("012345900101001", "0123*******1001"),
        ("E00000012", "E0*****12"),
        ("00000012", "00****12"),
        ("AB123", "A***3"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_documents(number, shown):
    assert mask_document(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("10012345678", "100****5678"),
        ("02120001234", "021****1234"),
        ("4000001234", "40*****234"),
        ("20001234", "******34"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_phones(number, shown):
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张伟民", "张*民"),
        ("张伟", "张*"),
        ("欧阳修文", "欧**文"),
        ("张", "*"),
        ("买买提·艾力", "买**·艾*"),
        ("John Smith", "J*** S****"),
        ("O'Brien Anne-Marie", "O'B**** A***-M****"),
        ("", ""),
    ],
)
def test_names(name, shown):
    assert mask_name(name) == shown


@given(st.from_regex("[0-9A-Z]{1,20}", fullmatch=True))
def test_a_mask_keeps_the_length_and_hides_at_least_a_third(number):
    for shown in (mask_document(number), mask_phone(number)):
        assert len(shown) == len(number)
        assert shown.count("*") * 9 >= len(number) * 3
