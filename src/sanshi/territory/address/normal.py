"""One form of width, brackets, dashes and spaces, before anything is read."""

import re
import unicodedata

from sanshi.territory.address.words import WORDS, one_of

_CHARACTERS = WORDS["characters"]
_TABLE = str.maketrans({**_CHARACTERS["read_as"], **dict.fromkeys(_CHARACTERS["drop"])})
_LABEL = re.compile(f"^{one_of(WORDS['noise']['labels'])}[{WORDS['noise']['colons']}]?(?=.)")
_POSTCODE = re.compile(r"\(?(?<!\d)20\d{4}(?!\d)\)?(?=\D|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")
# No.12 and #12; 12# has its sign where 号 stands.
_NUMBER_SIGN = re.compile(r"(?:NO\.?|(?<![0-9A-Z])#)\s*(?=\d)")
_SEPARATORS = re.compile(rf"[\s{re.escape(_CHARACTERS['separators'])}]+")
_COMMA = re.escape(WORDS["joints"]["joined"][0])
# Only between two figures does a space, a comma or a stop say something.
_LOOSE = re.compile(rf"(?<![0-9A-Z])[ {_COMMA}]+|[ {_COMMA}]+(?![0-9A-Z])")
_LETTER_O = re.compile(r"(?<=\d)O(?=\d)")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_HYPHENS = re.compile(r"--+")


def normal(raw: str) -> str:
    text = _CONTROL.sub(" ", unicodedata.normalize("NFKC", raw)).upper().strip()
    text = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)
    text = _LABEL.sub("", _NUMBER_SIGN.sub("", text).translate(_TABLE))
    text = _LOOSE.sub("", _SEPARATORS.sub(" ", text))
    return _HYPHENS.sub("-", _LETTER_O.sub("0", _POSTCODE.sub("", text, count=1)))
