from tests.importing.conftest import by, here, now, office, own_anchor

__all__ = ["by", "here", "now", "office", "own_anchor"]
