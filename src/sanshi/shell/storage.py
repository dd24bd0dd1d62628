"""Static files under names that carry a digest of their content, compressed beside them."""

import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(rules: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(rule for rule in rules if "sourceMappingURL" not in str(rule))


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Rewrites url(…) and @import in stylesheets, but not sourceMappingURL.

    Minified npm files name source maps that are not served; Django would stop at each of them. Nor does it
    touch url(%23…): that names a part of a drawing which stands in the stylesheet itself.
    """

    patterns = tuple(
        (extension, _without_source_maps(rules))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[["re.Match[str]"], str]:
        convert: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)

        def kept_or_converted(found: "re.Match[str]") -> str:
            return found["matched"] if found["url"].startswith("%23") else convert(found)

        return kept_or_converted
