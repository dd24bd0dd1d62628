"""The helper of the page tests: does the pseudo-locale tell translated text from plain text?"""

import pytest
from django.utils.translation import gettext_lazy

from sanshi.shell import errors
from tests.pseudo import pseudo_locale, texts_outside


@pytest.mark.parametrize("view", [errors.not_found, errors.unavailable, errors.server_error])
def test_error_pages_have_no_plain_text(rf, view):
    with pseudo_locale():
        html = view(rf.get("/")).content.decode()
    assert "⟦" in html and texts_outside(html) == []


def test_lazy_texts_are_wrapped_while_it_lasts():
    text = gettext_lazy("Sign out")
    with pseudo_locale():
        assert str(text).startswith("⟦")
    assert not str(text).startswith("⟦")


def test_plain_text_is_found_beside_and_inside_markup():
    assert texts_outside('<p title="tip">⟦said <b>so</b>⟧ plain</p><b>⟦a⟧ · 3</b>') == ["tip", "plain"]
