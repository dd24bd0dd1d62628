"""Message ids from templates and Python into each app's catalogue, without GNU gettext.

`python -m sanshi.project.extract` adds what is missing (with an empty text, to be filled) and names what is
left over; `--prune` takes the left-over ones out; `--check` writes nothing and exits 1 when there is either.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
# The modules beside the apps (problems, verbs) keep their texts in the shell's catalogue: it is the top app.
TOP = "shell"

# function: positions of (context, msgid, plural) among the arguments
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
    "_": (None, 0, None),
}


@dataclass(frozen=True, slots=True)
class Message:
    msgid: str
    plural: str = ""
    context: str = ""


Found = dict[Message, list[tuple[str, int]]]


class Unreadable(ValueError):
    """A translation call whose text is not a plain string: it would never be found in a catalogue."""


def apps() -> list[Path]:
    return sorted(folder for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())


def catalogue_of(app: Path) -> Path:
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def messages_of(app: Path) -> Found:
    found: Found = defaultdict(list)
    for file in _python_files(app):
        for message, line in python_messages(file.read_text(encoding="utf-8"), str(file)):
            found[message].append((str(file.relative_to(SOURCE)), line))
    for file in sorted((app / "templates").rglob("*.*")) if (app / "templates").exists() else []:
        for message, line in template_messages(file.read_text(encoding="utf-8"), str(file)):
            found[message].append((str(file.relative_to(SOURCE)), line))
    return found


def _python_files(app: Path) -> Iterator[Path]:
    yield from (file for file in sorted(app.rglob("*.py")) if "migrations" not in file.parts)
    if app.name == TOP:
        yield from sorted(SOURCE.glob("*.py"))


def template_messages(text: str, origin: str) -> Iterator[tuple[Message, int]]:
    """Django turns a template into something like Python; that is read like Python, call by call."""
    for match in re.finditer(r"\b(?:n?p?gettext|_)\(", made := templatize(text, origin=origin)):
        line = made.count("\n", 0, match.start()) + 1
        yield from (
            (message, line) for message, _line in python_messages(_call_at(made, match.start()), origin)
        )


def _call_at(text: str, start: int) -> str:
    """The shortest piece from `start` on that is a whole call. Its strings may run over lines."""
    for end in (match.end() for match in re.finditer(r"\)", text[start:])):
        try:
            ast.parse(call := text[start : start + end])
        except SyntaxError:
            continue
        return call
    raise Unreadable(f"a translation that does not end: {text[start : start + 60]!r}")


def python_messages(text: str, origin: str) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(ast.parse(text, origin)):
        if isinstance(node, ast.Call) and (message := _message(node, origin)):
            yield message, node.lineno


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and function.attr != "_":
        return function.attr
    return ""


def _message(node: ast.Call, origin: str) -> Message | None:
    """None for other calls, and for a text that is looked up by a name: it is marked where it is written."""
    if (places := CALLS.get(_name(node.func))) is None:
        return None
    context, msgid, plural = ("" if at is None else _text(node, at, origin) for at in places)
    if context is None or not msgid or plural is None:
        return None
    return Message(msgid, plural, context)


def _text(node: ast.Call, at: int, origin: str) -> str | None:
    argument = node.args[at] if at < len(node.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise Unreadable(f"{origin}:{node.lineno}: a text to translate must be one plain string")
    return None


@dataclass(slots=True)
class Report:
    app: str
    missing: list[Message] = field(default_factory=list)
    left_over: list[Message] = field(default_factory=list)
    empty: int = 0


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def compare(app: Path) -> tuple[Report, polib.POFile, Found]:
    found, file = messages_of(app), catalogue_of(app)
    catalogue = polib.pofile(str(file)) if file.exists() else _new_catalogue()
    held = {key(entry) for entry in catalogue if not entry.obsolete}
    report = Report(app.name, [message for message in found if message not in held])
    report.left_over = [message for message in held if message not in found]
    report.empty = sum(not is_filled(entry) for entry in catalogue if not entry.obsolete)
    return report, catalogue, found


def is_filled(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr) or (bool(entry.msgstr_plural) and all(entry.msgstr_plural.values()))


def update(app: Path, prune: bool) -> Report:
    report, catalogue, found = compare(app)
    for message in report.missing:
        catalogue.append(_entry(message))
    if prune:
        left = set(report.left_over)
        catalogue[:] = [entry for entry in catalogue if not entry.obsolete and key(entry) not in left]
    for entry in catalogue:
        # Files without lines: a moved line is no change of a text.
        entry.occurrences = [
            (name, "") for name in sorted({name for name, _line in found.get(key(entry), [])})
        ]
    if len(catalogue):
        file = catalogue_of(app)
        file.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(file))
    report.empty = sum(not is_filled(entry) for entry in catalogue)
    return report


def _entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.msgid, msgstr="")
    if message.context:
        entry.msgctxt = message.context
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
    if re.search(r"%(\(\w+\))?[sdif]", message.msgid):
        entry.flags.append("python-format")
    return entry


def _new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": LANGUAGE,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", help="app names; all without")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if not in step")
    parser.add_argument("--prune", action="store_true", help="take out texts that no file uses any more")
    chosen = parser.parse_args(arguments)
    amiss = 0
    for app in apps():
        if chosen.apps and app.name not in chosen.apps:
            continue
        report = compare(app)[0] if chosen.check else update(app, chosen.prune)
        amiss += len(report.missing) + len(report.left_over)
        if report.missing or report.left_over or report.empty:
            _say(report)
    return 1 if chosen.check and amiss else 0


def _say(report: Report) -> None:
    print(
        f"{report.app}: {len(report.missing)} new, {len(report.left_over)} left over, {report.empty} to fill"
    )
    for sign, messages in (("+", report.missing), ("-", report.left_over)):
        for message in messages:
            print(f"  {sign} {message.msgid}")


if __name__ == "__main__":
    sys.exit(main())
