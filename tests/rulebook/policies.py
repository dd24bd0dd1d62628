"""Policies for tests: the shipped one, with chosen figures changed."""

from typing import Any

from sanshi.rulebook.policy import Policy, read_policy, shipped

REFERENCE = "jinyang-2012"


def reference() -> Policy:
    return shipped(REFERENCE)


def document(**figures: Any) -> dict[str, Any]:
    """The shipped policy as plain values; `rewards__form_fen=5` changes a figure, `code="x"` the rest."""
    plain = reference().plain()
    for name, value in figures.items():
        if "__" not in name:
            plain[name] = value
            continue
        group, figure = name.split("__")
        plain["plan"][group][figure]["value"] = value
    return plain


def changed(**figures: Any) -> Policy:
    return read_policy(document(**figures))
