"""The privacy notice that is read out before anything is written down (PIPL 17, 30, 35).

A version is never edited: a new text is a new file `templates/collection/privacy/VERSION.html`, named here.
"""

CURRENT = "2026-1"


def template(version: str) -> str:
    return f"collection/privacy/{version}.html"
