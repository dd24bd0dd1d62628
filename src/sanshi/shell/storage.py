"""Static files under names that carry a digest of their content, compressed beside them."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(rules: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(rule for rule in rules if "sourceMappingURL" not in str(rule))


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Rewrites url(…) and @import in stylesheets, but not sourceMappingURL.

    Minified npm files name source maps that are not served; Django would stop at each of them.
    """

    patterns = tuple(
        (extension, _without_source_maps(rules))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )
