from tests.importing.conftest import by, here, now, office

__all__ = ["by", "here", "now", "office"]
