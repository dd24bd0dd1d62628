"""Beginnings by which a search finds a person or a unit (`register.models.SearchToken`).

A token is found by what it begins with, so the ends of a name make any part of it findable. Names are plain
text; of the last signs of a number there is a keyed hash only, which tells nobody what it stands for.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sanshi.identity.characters import WORDS, simplified, sound, surname_of, surname_sound
from sanshi.identity.names import LONGEST_NAME
from sanshi.identity.numbers import normalise
from sanshi.identity.phones import normalise_phone
from sanshi.identity.unit_names import unit_name
from sanshi.vault.keys import mac

LONGEST_TOKEN = 40
# One sign says too little: every fourteenth person is a 王.
LEAST_SIGNS = 2
# So many last signs of a number are hashed; whoever types more has the rest compared with the number itself.
TAIL = 4
# No name begins with these.
_TAIL_MARK, _BACKWARDS_MARK = "#d", "<"
_HASH_SIGNS = 16
_MOST_ENDS = 24
_MOST_WORDS = 4
_CHINESE = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def person_tokens(name: str, document_number: str, phone: str) -> tuple[str, ...]:
    """Some eight of a Chinese name; any of the three may be empty."""
    plain = _signs(name[:LONGEST_NAME], " ")
    chinese = "".join(_CHINESE.findall(plain))
    words = _CHINESE.sub(" ", plain).split()[:_MOST_WORDS]
    numbers = (normalise(document_number), normalise_phone(phone))
    return _distinct((*_chinese(chinese), *_turned(words), *filter(None, map(tail_token, numbers))))


def unit_tokens(name: str, credit_code: str) -> tuple[str, ...]:
    """The whole name, what is left behind each sign from its own words on, their sound, the credit code."""
    whole, core = _signs(name), _signs(unit_name(name).core)
    start = max(whole.find(core), 0)
    ends = [whole[place:] for place in range(start, min(len(whole), start + _MOST_ENDS))]
    read = [_read(sign) for sign in core]
    letters = ["".join(read), "".join(one[0] for one in read)] if _CHINESE.search(core) else []
    code = _signs(credit_code)
    codes = [code, _BACKWARDS_MARK + code[::-1]] if code else []
    return _distinct((whole, *(end for end in ends if len(end) >= LEAST_SIGNS), *letters, *codes))


def query_token(text: str) -> str:
    """What the tokens that are looked for begin with; empty when nothing was typed that a name is made of."""
    return _signs(text)[:LONGEST_TOKEN]


def credit_end_token(text: str) -> str:
    """For the last signs of a credit code: it is kept backwards as well."""
    return (_BACKWARDS_MARK + _signs(text)[::-1])[:LONGEST_TOKEN]


def tail_token(number: str) -> str:
    """Of a document's or phone's normal form, or of its last signs; empty where there are fewer than TAIL."""
    tail = number[-TAIL:]
    if len(tail) < TAIL:
        return ""
    return _TAIL_MARK + mac("search-tail", tail.encode()).hex()[:_HASH_SIGNS]


def _chinese(name: str) -> Iterator[str]:
    if not name:
        return
    yield from _ends(list(name))
    for read in _readings(name):
        yield from _ends(read)
        yield from _ends([syllable[0] for syllable in read])


def _readings(name: str) -> Iterator[list[str]]:
    """As surnames are read, and as the characters are: who knows a name from paper only says dan for shan."""
    plain = [_read(sign) for sign in name]
    if surname_of(name) in WORDS["readings"]:
        yield [_signs(surname_sound(name[:1])), *plain[1:]]
    yield plain


@lru_cache(maxsize=65536)
def _read(sign: str) -> str:
    return _signs(sound(sign)) or sign


def _ends(parts: Sequence[str]) -> Iterator[str]:
    """The whole, and what is left behind each part while that is more than one."""
    yield "".join(parts)
    for place in range(1, min(len(parts) - LEAST_SIGNS + 1, _MOST_ENDS)):
        yield "".join(parts[place:])


def _turned(words: Sequence[str]) -> Iterator[str]:
    """Latin names stand in any order: each word comes first once."""
    for place in range(len(words)):
        yield "".join((*words[place:], *words[:place]))


def _distinct(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token[:LONGEST_TOKEN] for token in tokens if token))


def _signs(text: str, between: str = "") -> str:
    """Letters and digits alone, small, without marks, Chinese ones simplified.

    v and u are one: nobody can type lu with two dots.
    """
    apart = unicodedata.normalize("NFKD", text)
    plain = simplified("".join(sign for sign in apart if not unicodedata.combining(sign)))
    kept = (sign if sign.isalnum() or sign in WORDS["zero"] else between for sign in plain)
    return "".join(kept).lower().replace("v", "u")
