"""A locale nobody speaks: every translated text comes out as ⟦text⟧; what stands outside is untranslated."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

from django.utils import translation
from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = {"title", "aria-label", "placeholder", "alt", "data-label"}
LETTER = re.compile(r"[^\W\d_]")


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """Wraps what gettext and its kin give, lazy ones too: they ask when they are shown."""
    wrapped = {
        name: _wrapping(getattr(trans_real, name))
        for name in ("gettext", "ngettext", "pgettext", "npgettext")
    }
    # Django's switch keeps the functions as attributes once they were asked for.
    with patch.multiple(translation._trans, create=True, **wrapped):
        yield


def _wrapping(function: Any) -> Any:
    def wrapped(*args: Any) -> str:
        text = str(function(*args))
        return f"{OPEN}{text}{CLOSE}" if text else text

    return wrapped


class _Outside(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.depth = 0
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        self.texts += [text for name, value in attrs if name in SPOKEN for text in _outside(value or "")]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """A translation may hold markup, so brackets may open in one text node and close in another."""
        if self.silent:
            return
        kept = ""
        for character in data:
            self.depth += character == OPEN
            kept += character if self.depth == 0 else ""
            self.depth -= character == CLOSE
        if LETTER.search(kept):
            self.texts.append(" ".join(kept.split()))


def _outside(text: str) -> list[str]:
    while (shorter := re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", text)) != text:
        text = shorter
    return [text.strip()] if LETTER.search(text) else []


def texts_outside(html: str) -> list[str]:
    """Texts with letters that no translation gave: only data may be among them."""
    reader = _Outside()
    reader.feed(html)
    reader.close()
    return reader.texts
