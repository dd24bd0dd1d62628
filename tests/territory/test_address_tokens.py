"""Only the patterns that can begin with a character are asked at it: none is lost by that."""

from hypothesis import given
from hypothesis import strategies as st

from sanshi.territory.address.normal import normal
from sanshi.territory.address.tokens import BY_START, PATTERNS
from tests.territory.test_address_cases import FILES, cases

TEXTS = [normal(case["raw"]) for name in FILES for case in cases(name)]
CHARACTERS = sorted({char for text in TEXTS for char in text} | set(BY_START))


def asked(text: str) -> None:
    for place, char in enumerate(text):
        found = {
            kind for kind, pattern in PATTERNS.items() if (match := pattern.match(text, place)) and match[0]
        }
        assert found <= {kind for kind, _pattern in BY_START.get(char, ())}


def test_in_the_cases() -> None:
    for text in TEXTS:
        asked(text)


@given(st.text(st.sampled_from(CHARACTERS), max_size=12))
def test_in_any_text(text: str) -> None:
    asked(text)
