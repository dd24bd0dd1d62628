"""No text outside translation, nothing inline that the security policy would block, no Chinese in code."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sanshi.project import extract

TEMPLATES = sorted(extract.SOURCE.glob("*/templates/**/*.html"))
MODULES = sorted(file for file in extract.SOURCE.rglob("*.py") if "migrations" not in file.parts)
# Chinese words that rules need stand in data files beside the rule (design: language); these are such files.
DATA = re.compile(r"/(data|demo|fixtures)/|/\w*(data|names|words_zh|surnames|grammar|pinyin)\.py$")
LETTER = re.compile(r"[^\W\d_]")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt", "data-label", "label"}
# Arguments of our components that a reader sees; a literal there must be _("…").
SHOWN_ARGUMENT = re.compile(
    r"""\b(?:label|help|note|text|title|action_label|before|given|after|placeholder)=(["'])(.*?)\1"""
)
SHOWN_FIRST = re.compile(r"""^\{%\s*(?:tile|fact|crumb|empty_state|state_badge)\s+(["'])(.*?)\1""")
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.S)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
# A block of the skeleton that stands inside an attribute: names of classes, nobody reads them.
CLASSES = re.compile(r"\{%\s*block \w*class\s*%\}.*?\{%\s*endblock\b.*?%\}", re.S)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)


class Reader(HTMLParser):
    """Collects what a template says by itself, and what it carries inline."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.inline, self.silent = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"script", "style", "kbd", "svg"}:
            self.silent.append(tag)
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.inline.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, given, name, value or "")

    def _attribute(self, tag, given, name, value):
        if name == "style" or name.startswith(("on", "hx-on")) or value.startswith("javascript:"):
            self.inline.append(f"{tag} {name}")
        shown = name in SPOKEN or (name == "value" and given.get("type") in {"submit", "button", "reset"})
        if (shown and LETTER.search(value)) or CHINESE.search(value):
            self.said.append(f"{tag} {name}={value!r}")

    def handle_endtag(self, tag):
        if tag in self.silent:
            self.silent.remove(tag)

    def handle_data(self, data):
        if not self.silent and LETTER.search(data):
            self.said.append(data.strip())


def read(text):
    text = CLASSES.sub("", COMMENT.sub("", text))
    arguments = [
        found.group(2)
        for tag in TAG.findall(text)
        for found in [*SHOWN_ARGUMENT.finditer(_without_translations(tag)), *SHOWN_FIRST.finditer(tag)]
        if LETTER.search(found.group(2))
        and not re.match(r"\{%\s*(translate|trans|include|extends|url|href|with|block)\b", tag)
    ]
    reader = Reader()
    reader.feed(TAG.sub("", TRANSLATED.sub("", text)))
    reader.close()
    reader.said += arguments
    return reader


def _without_translations(tag):
    return re.sub(r"_\(.*?\)", "", tag)


def _name(file):
    return str(file.relative_to(extract.SOURCE))


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_template_has_no_text_of_its_own(file):
    assert read(file.read_text(encoding="utf-8")).said == []


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_template_has_nothing_inline(file):
    assert read(file.read_text(encoding="utf-8")).inline == []


def test_code_has_no_chinese_outside_data():
    found = [
        f"{_name(file)}:{node.lineno}: {node.value!r}"
        for file in MODULES
        if not DATA.search(str(file))
        for node in _strings(file)
        if CHINESE.search(node.value)
    ]
    assert found == []


def _strings(file: Path):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node


@pytest.mark.parametrize(
    "text",
    [
        "<p>Overdue</p>",
        "<p>超期</p>",
        '<input placeholder="Name">',
        '<input type="submit" value="Send">',
        '{% tile "Overdue" 3 %}',
        '{% fact value label="Phone" %}',
        "{% if late %}late{% endif %}",
    ],
)
def test_the_reader_sees_text(text):
    assert read(text).said


@pytest.mark.parametrize(
    "text",
    [
        '<p>{% translate "Overdue" %}</p>',
        '<p title="{% translate "Overdue" %}">№{{ number }} · ¥3</p>',
        '<input type="hidden" name="state" value="red">',
        '{% tile _("Overdue") 3 url "red" %}',
        "{# a remark #}<kbd>R</kbd>",
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
    ],
)
def test_the_reader_lets_translations_and_values_pass(text):
    assert read(text).said == []


@pytest.mark.parametrize(
    "text", ['<p style="color:red">', "<script>go()</script>", '<a onclick="go()">', "<style>p{}</style>"]
)
def test_the_reader_sees_inline_code(text):
    assert read(text).inline
