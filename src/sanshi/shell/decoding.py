"""Text files as the offices have them: UTF-8, or GB18030 as older programs save it."""

# The mark at the start of some files is none of their text.
ENCODINGS = ("utf-8-sig", "gb18030")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> str | None:
    """By its mark, else UTF-8, else GB18030; strictly, so that no letter is lost unseen. None: no text."""
    encodings = ("utf-16",) if content.startswith(_WIDE_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
