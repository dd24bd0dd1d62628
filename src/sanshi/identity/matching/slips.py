"""Slips of the hand between two texts: a wrong sign, a swap of neighbours, a lost or doubled sign."""


def one_slip(one: str, other: str) -> bool:
    """At most one slip apart; equal texts are."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = _common_start(one, other)
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest, rest_other = one[start:], other[start:]
    if rest[1:] == rest_other[1:]:
        return True
    return rest[1::-1] == rest_other[:2] and rest[2:] == rest_other[2:]


def two_slips(one: str, other: str) -> bool:
    """At most two slips apart. What both have at the ends is left off first, so few tries remain."""
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return any(one_slip(tried, other) for tried in _first_place_mended(one, other))


def _first_place_mended(one: str, other: str) -> tuple[str, ...]:
    """The first signs differ; one slip puts them right, in one of four ways."""
    return (other[:1] + one[1:], one[1::-1] + one[2:], one[1:], other[:1] + one)


def _common_start(one: str, other: str) -> int:
    place = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        place += 1
    return place
