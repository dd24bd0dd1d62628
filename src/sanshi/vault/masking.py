"""What is shown in place of a number or a name."""

import re

STAR = "*"


def mask_document(number: str) -> str:
    """First four and last four of the long numbers, two and two of a passport, less of what is shorter."""
    if len(number) >= 15:
        return _middle(number, 4, 4)
    if len(number) >= 7:
        return _middle(number, 2, 2)
    return _middle(number, 1, 1) if len(number) > 3 else STAR * len(number)


def mask_phone(number: str) -> str:
    """138****5678: first three, last four; of a shorter number less."""
    if len(number) >= 11:
        return _middle(number, 3, 4)
    if len(number) >= 9:
        return _middle(number, 2, 3)
    return _middle(number, 0, 2) if len(number) > 4 else STAR * len(number)


def mask_name(name: str) -> str:
    """张*民, 张*, J*** S****; of a name in parts (买买提·艾力) the first sign of each."""
    name = name.strip()
    if not name or re.search(r"[\s·'’-]|[A-Za-zÀ-ɏ]", name):
        return re.sub(r"[^\s·'’-]+", lambda part: part[0][0] + STAR * (len(part[0]) - 1), name)
    if len(name) < 3:
        return name[0] + STAR if len(name) == 2 else STAR
    return _middle(name, 1, 1)


def _middle(text: str, first: int, last: int) -> str:
    return text[:first] + STAR * (len(text) - first - last) + text[len(text) - last :]
