"""Chinese and English complete: every text of an app stands, translated, in that app's own catalogue."""

import re
from collections import defaultdict

import polib
import pytest

from sanshi.project import extract

APPS = [app for app in extract.apps() if extract.messages_of(app)]
IDS = [app.name for app in APPS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|%%|\{\w+\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?![0-9])")


def _entries(app):
    file = extract.catalogue_of(app)
    assert file.exists(), (
        f"{app.name} has texts and no {extract.LANGUAGE} catalogue: run python -m sanshi.project.extract"
    )
    return polib.pofile(str(file))


def _texts(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.mark.parametrize("app", APPS, ids=IDS)
def test_every_text_is_in_the_catalogue_and_nothing_else(app):
    report, _catalogue, _found = extract.compare(app)
    assert report.missing == []
    assert report.left_over == []


@pytest.mark.parametrize("app", APPS, ids=IDS)
def test_no_translation_is_empty_fuzzy_or_obsolete(app):
    entries = _entries(app)
    assert [entry.msgid for entry in entries if not extract.is_filled(entry)] == []
    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    assert [entry.msgid for entry in entries if entry.obsolete] == []


@pytest.mark.parametrize("app", APPS, ids=IDS)
def test_placeholders_agree(app):
    for entry in _entries(app):
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in _texts(entry):
            assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize("app", APPS, ids=IDS)
def test_chinese_has_full_width_punctuation(app):
    wrong = [
        text
        for entry in _entries(app)
        for text in _texts(entry)
        if HALF_WIDTH.search(PLACEHOLDER.sub("", text))
    ]
    assert wrong == []


def test_one_text_has_one_translation_in_all_apps():
    """Django merges the catalogues: of two translations of one msgid the reader would see only the first."""
    said = defaultdict(dict)
    for app in APPS:
        for entry in _entries(app):
            said[entry.msgctxt, entry.msgid].setdefault(tuple(_texts(entry)), app.name)
    assert {key[1]: texts for key, texts in said.items() if len(texts) > 1} == {}


class TestExtraction:
    def test_finds_texts_in_python(self):
        source = """
_("one" " text")
pgettext_lazy("month", "May")
ngettext("%(n)d day", "%(n)d days", n)
gettext(name)
"""
        found = {message for message, _line in extract.python_messages(source, "x.py")}
        assert found == {
            extract.Message("one text"),
            extract.Message("May", context="month"),
            extract.Message("%(n)d day", plural="%(n)d days"),
        }

    def test_refuses_a_text_put_together(self):
        with pytest.raises(extract.Unreadable, match=r"x\.py:1"):
            list(extract.python_messages('_(f"late by {n} days")', "x.py"))

    def test_finds_texts_in_templates(self):
        source = (
            '{% translate "Due" %}{% tile _("It\'s (late)") 3 %}{% translate "May" context "month" %}'
            "{% blocktranslate trimmed count n=n %}\n{{ n }} day\n"
            "{% plural %}\n{{ n }} days\n{% endblocktranslate %}"
        )
        found = {message for message, _line in extract.template_messages(source, "x.html")}
        assert found == {
            extract.Message("Due"),
            extract.Message("It's (late)"),
            extract.Message("May", context="month"),
            extract.Message("%(n)s day", plural="%(n)s days"),
        }
