"""Finding a sealed value without opening any: a keyed hash beside it."""

from unicodedata import normalize

from sanshi.vault.keys import mac


def blind_index(kind: str, value: str) -> str:
    """64 hex digits, equal for equal values of one kind. Each kind has its own subkey, so kinds never meet.

    The caller takes out what does not count (spaces, dashes); width and case never do.
    """
    normal = normalize("NFKC", value).upper()
    if not normal:
        raise ValueError("nothing to index")
    return mac(f"blind/{kind}", normal.encode()).hex()
