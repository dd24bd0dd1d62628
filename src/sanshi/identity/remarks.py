"""Remarks say what was seen at a place; they hold no number of a person."""

import re
import tomllib
import unicodedata
from importlib.resources import files

_WORDS = tomllib.loads(files(__package__).joinpath("data", "remark_words.toml").read_text(encoding="utf-8"))
_CHINESE_DIGITS = str.maketrans(_WORDS["digits"], _WORDS["means"])
# What people put between the digits of one number. Not the 、 and , between the rooms of a list.
_GAP = r"[\s\-‐-―−_.·•]{0,3}"
_MONTH_DAY = (rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2])", rf"(?:0{_GAP}[1-9]|[12]{_GAP}[0-9]|3{_GAP}[01])")
_DIGIT = "[0-9]"
_COUNTRY = rf"(?:(?:\+|00)?86{_GAP})?"


def _spaced(*parts: str) -> str:
    return _GAP.join(parts)


_FULL_BIRTH = _spaced(rf"(?:1{_GAP}[89]|2{_GAP}0)", _DIGIT, _DIGIT, *_MONTH_DAY)
_SHORT_BIRTH = _spaced(_DIGIT, _DIGIT, *_MONTH_DAY)
_FULL_DATE = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

_NUMBERS = (
    # 18 digits, however mistyped; spaced ones by the birth date in them, with up to two digits lost
    r"[0-9]{17}[0-9X]",
    _spaced(*[_DIGIT] * 6, _FULL_BIRTH, _DIGIT, _DIGIT, r"[0-9]?", r"[0-9X]?"),
    # the 15 of before 2013
    _spaced(*[_DIGIT] * 6, _SHORT_BIRTH, *[_DIGIT] * 3),
    # mobile, with or without the country; 100… are the made-up ones of the demo
    rf"{_COUNTRY}{_spaced('1', '[3-9]', *[_DIGIT] * 9)}",
    rf"{_COUNTRY}100{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}",
    # landline with area code; Shanghai's eight digits; spaced (as 2102-2105 may be rooms) only after the word
    rf"0[1-9][0-9]{{1,2}}{_GAP}[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}}",
    rf"(?!{_FULL_DATE})[2-8][0-9]{{7}}",
    rf"(?:{'|'.join(_WORDS['phone'])})[^0-9]{{0,4}}[0-9]{{3,4}}{_GAP}[0-9]{{4}}",
    # passports, permits of Hong Kong, Macao and foreign residents
    rf"(?<![A-Z])[A-Z]{{1,2}}{_GAP}[0-9]{{7,10}}",
    r"(?<![A-Z])[A-Z]{3}[0-9]{12}",
)
_ANY = re.compile("|".join(rf"(?<![0-9])(?:{number})(?![0-9])" for number in _NUMBERS))


def looks_like_personal_number(text: str) -> bool:
    """An ID or phone number stands in the text, however it is spaced or written. Errs on the side of yes."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_CHINESE_DIGITS)
    return _ANY.search(plain) is not None
