"""Numbers for demo and tests that can belong to nobody: no region begins with 0, no phone with 100."""

import re
from datetime import date

from sanshi.identity.numbers import credit_check_character, resident_check_digit

_MOST = 999


def fictive_resident_number(region: str, birth: date, sequence: int) -> str:
    """18 digits, valid but for the region. `sequence` 0–999; odd is male."""
    if not re.fullmatch("0[0-9]{5}", region):
        raise ValueError("a made-up number has a six-digit region that begins with 0")
    if not 0 <= sequence <= _MOST:
        raise ValueError(f"sequence is 0 to {_MOST}")
    first_17 = f"{region}{birth:%Y%m%d}{sequence:03}"
    return first_17 + resident_check_digit(first_17)


def fictive_phone(sequence: int) -> str:
    """Eleven digits. Mobile numbers begin with 13 to 19."""
    if not 0 <= sequence < 10**8:
        raise ValueError("sequence has up to eight digits")
    return f"100{sequence:08}"


def fictive_credit_code(sequence: int) -> str:
    """A unit's code of region 000000, valid but for the region."""
    if not 0 <= sequence < 10**9:
        raise ValueError("sequence has up to nine digits")
    first_17 = f"92000000{sequence:09}"
    return first_17 + credit_check_character(first_17)
