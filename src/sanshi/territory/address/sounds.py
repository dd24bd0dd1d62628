"""How characters sound, without tones; of one that can be read in several ways, each."""

from functools import lru_cache

from pypinyin import Style, pinyin


@lru_cache(maxsize=8192)
def sounds(char: str) -> frozenset[str]:
    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def alike(one: str, other: str) -> bool:
    """Character by character the same sound: 金阳路 and 金杨路."""
    if len(one) != len(other):
        return False
    return all(a == b or sounds(a) & sounds(b) for a, b in zip(one, other, strict=True))
