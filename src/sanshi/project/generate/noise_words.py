"""The data of noise: how often, and in which styles."""

import tomllib
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("data", "noise.toml").read_text(encoding="utf-8"))
STYLES = _DATA["styles"]
TITLES: list[str] = _DATA["titles"]["words"]
PROFILES: dict[str, dict[str, float]] = {
    name: _DATA[name] for name in ("clean", "office", "nasty", "register")
}


def in_chinese(digits: str) -> str:
    return "".join(STYLES["figures"][int(digit)] for digit in digits)
