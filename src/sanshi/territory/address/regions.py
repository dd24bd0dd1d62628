"""City, district, street and committee, which stand before the road, sometimes twice."""

import re
from dataclasses import dataclass, field

from sanshi.territory.address.words import WORDS, one_of, written

_REGIONS, _NAMES = WORDS["regions"], WORDS["names"]
# 浦东大道, 静安新村: what follows would be no name of its own, so the short word belongs to it.
_WORDS = [*_NAMES["roads"], *(word for word in _NAMES["estates"] if len(word) > 1)]
_NOT_A_NAME = f"(?!.?{one_of(_WORDS)}|{_NAMES['numbered_village']})"
_FULL = {name: name for name in _REGIONS["districts"].values()}
_SHORT: dict[str, str] = {**_REGIONS["also"], **_REGIONS["districts"]}
_IN_NAME = rf"[^\d{written('lane')}{written('number')}()-]"
_SKIP = re.compile(r"[\s-]*")

_PATTERNS = {
    "city": re.compile(
        f"{one_of(_REGIONS['country'])}?(?:{_REGIONS['city'][0]}|{_REGIONS['city'][1]}{_NOT_A_NAME})"
        f"|{one_of(_REGIONS['country'])}|{_REGIONS['city_sign']}(?={one_of([*_FULL, *_SHORT])})"
    ),
    "district": re.compile(f"(?P<full>{one_of(_FULL)})|(?P<short>{one_of(_SHORT)}){_NOT_A_NAME}"),
    "street": re.compile(
        rf"(?P<street>{_IN_NAME}{{2,7}}?{_REGIONS['street']})(?:{_REGIONS['office']})?"
        rf"|(?P<town>{_IN_NAME}{{2,3}}?{one_of(_REGIONS['towns'])}){_NOT_A_NAME}(?![\d-]|$)"
    ),
    "committee": re.compile(
        rf"(?P<committee>(?:{_IN_NAME}|\d(?=\D)){{1,12}}?{one_of(_NAMES['committees'])})"
    ),
}
_ELSEWHERE = re.compile(f"(?:{one_of(_REGIONS['country'])})?{one_of(_REGIONS['elsewhere'])}")


@dataclass(slots=True)
class Regions:
    """`end`: where in the text the road begins."""

    found: dict[str, str] = field(default_factory=dict)
    end: int = 0
    repeated: bool = False
    contradict: bool = False

    def add(self, kind: str, name: str) -> None:
        self.repeated |= self.found.get(kind) == name
        self.contradict |= self.found.setdefault(kind, name) != name


def district_of(code: str) -> str:
    """Of a street's code or any other that begins with the district's; empty outside of Shanghai."""
    return str(_REGIONS["codes"].get(code[:6], ""))


def is_elsewhere(text: str) -> bool:
    return _ELSEWHERE.match(text) is not None


def regions(text: str) -> Regions:
    read = Regions()
    while _one_more(text, read):
        pass
    read.found.pop("city", None)
    return read


def _one_more(text: str, read: Regions) -> bool:
    for kind, pattern in _PATTERNS.items():
        if found := pattern.match(text, read.end):
            read.add(kind, _full_name(kind, found))
            read.end = _after(text, found.end())
            return True
    return False


def _after(text: str, end: int) -> int:
    skipped = _SKIP.match(text, end)
    return skipped.end() if skipped else end


def _full_name(kind: str, found: re.Match[str]) -> str:
    """The city has one name only."""
    if kind == "city":
        return kind
    if kind == "district":
        return _SHORT.get(found[0], found[0])
    return str(next(name for name in found.groups() if name))
