"""Whatever the map shows: without a server of tiles named by the house, a page loads from here only."""

import pytest
from django.conf import settings

from sanshi.project.settings import _tile_servers

TIANDITU = "https://t{s}.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=KEY"


def test_by_default_no_other_server_is_named() -> None:
    assert settings.TILES["url"] == ""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["img-src"] == ["'self'", "data:"]
    assert "connect-src" not in directives and directives["default-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("url", "servers"),
    [
        ("", []),
        (TIANDITU, ["https://*.tianditu.gov.cn"]),
        ("https://tiles.pudong.example:8443/{z}/{x}/{y}.png", ["https://tiles.pudong.example:8443"]),
    ],
)
def test_the_policy_names_the_one_server(url: str, servers: list[str]) -> None:
    assert _tile_servers(url) == servers


@pytest.mark.parametrize("url", ["http://tiles.example/{z}", "/tiles/{z}", "https:///{z}", "tiles.example"])
def test_an_address_that_is_none_is_told_at_the_start(url: str) -> None:
    with pytest.raises(SystemExit, match="SANSHI_TILES"):
        _tile_servers(url)
