"""docs/matching.md and the file of weights, as text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from sanshi.identity.matching.evidence import Band, Rule
from sanshi.identity.matching.scoring import bands
from sanshi.identity.matching.search import compared_with
from sanshi.identity.matching.units.evidence import UnitRule
from sanshi.project.matching_report.cases import LATEST, Cases
from sanshi.project.matching_report.dwellings import Addresses, same
from sanshi.project.matching_report.measuring import (
    Figure,
    Outcome,
    calibration,
    f1,
    look_share,
    same_precision,
    same_recall,
    share,
)
from sanshi.project.matching_report.units import UnitCases

Measured = Sequence[tuple[Cases, list[Outcome]]]
_EDGES = (0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 1.0001)
_NAMES = {"linkage": "labelled records, held-out half", "office": "made-up city, `office` noise"}
_NAMES["nasty"] = "made-up city, `nasty` noise"
_HEAD = files(__package__).joinpath("head.txt").read_text(encoding="utf-8")
_UNITS_HEAD, _DWELLINGS_HEAD = (
    files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("units.txt", "dwellings.txt")
)
_GOAL = "| aim | | | ≥ .995 | ≥ .999 | ≥ .98 | ≤ .02 |\n"


def report(measured: Measured) -> str:
    limits = {name: str(limit) for name, limit in bands().items()}
    sections = [_keys_section(measured), *(_section(cases, found) for cases, found in measured)]
    table = "".join(_row(cases, found) for cases, found in measured) + _GOAL
    return _HEAD.format(**limits) + table + "".join(sections)


def sections(units: Mapping[str, tuple[UnitCases, list[Outcome]]], places: Sequence[Addresses]) -> str:
    """What follows persons: units and dwellings."""
    rows = "".join(_unit_row(noise, *measured) for noise, measured in units.items())
    kept = "".join(f"\n`{noise}`: {_rules(found, UnitRule).strip()}\n" for noise, (_, found) in units.items())
    lines = "".join(_place_row(one) for one in places)
    return _UNITS_HEAD + rows + kept + _DWELLINGS_HEAD + lines


def _unit_row(noise: str, given: UnitCases, found: list[Outcome]) -> str:
    figures = (f1(found), same_precision(found), same_recall(found), look_share(found))
    sizes = f"{len(given.register.rows):,} | {len(found):,}"
    return f"| made-up units, `{noise}` noise | {sizes} | {' | '.join(map(_shown, figures))} |\n"


def _place_row(given: Addresses) -> str:
    named = share(same(given.meant), bool)
    wrong = share(same(given.moved), bool)
    name = "labelled records" if given.name == "linkage" else f"made-up city, `{given.name}` noise"
    return f"| {name} | {named.of:,} | {_shown(named)} | {wrong.of:,} | {_shown(wrong)} |\n"


def weights_file(base: float, weights: dict[str, float]) -> str:
    lines = [f"{name} = {weight:.3f}" for name, weight in sorted(weights.items())]
    limits = [f"{name} = {limit}" for name, limit in bands().items()]
    head = "# Log odds, found by `python -m sanshi.project.matching_report --fit`; the bands are set by hand."
    return "\n".join([head, f"base = {base:.3f}", "", "[weights]", *lines, "", "[bands]", *limits, ""])


def _row(cases: Cases, found: list[Outcome]) -> str:
    figures = (f1(found), same_precision(found), same_recall(found), look_share(found))
    sizes = f"{cases.register.size:,} | {len(found):,}"
    return f"| {_NAMES[cases.name]} | {sizes} | {' | '.join(map(_shown, figures))} |\n"


def _shown(figure: Figure) -> str:
    return f"{figure.value:.4f} [{figure.low:.4f}–{figure.high:.4f}]"


def _keys_section(measured: Measured) -> str:
    lines = [f"- {_NAMES[cases.name]}: {_shown(_met(cases, found))}" for cases, found in measured]
    return "\n## Registered persons who share a key with their record\n\n" + "\n".join(lines) + "\n"


def _met(cases: Cases, found: list[Outcome]) -> Figure:
    registered = [one for one in found if one.case.base is not None]
    return share(registered, lambda one: one.case.base in _asked(cases, one))


def _asked(cases: Cases, one: Outcome) -> set[object]:
    return {key for key, _ in compared_with(one.case.profile, cases.register, latest=LATEST)}


def _section(cases: Cases, found: list[Outcome]) -> str:
    return f"\n## {_NAMES[cases.name].capitalize()}\n" + _told(found)


def _told(found: list[Outcome]) -> str:
    return _calibration(found) + _rules(found) + _unlinked(found) + _missed(found)


def _calibration(found: list[Outcome]) -> str:
    rows = (
        f"| {low:g}–{min(high, 1):g} | {count} | {right.value:.3f} [{right.low:.3f}–{right.high:.3f}] |"
        for low, high, count, right in calibration(found, _EDGES)
    )
    head = "\n| probability of the best | records | it was the right one |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _rules(found: Iterable[Outcome], of: type[Rule] | type[UnitRule] = Rule) -> str:
    looked = [one for one in found if one.verdict.band == Band.LOOK]
    kept = Counter(rule for one in looked for rule in one.verdict.candidates[0].rules)
    right = Counter(rule for one in looked if _is_right(one) for rule in one.verdict.candidates[0].rules)
    names = {str(rule.value): str(rule.value).removeprefix("rule_").replace("_", " ") for rule in of}
    counts = ", ".join(f"{names[rule]} {count} ({right[rule]})" for rule, count in kept.most_common())
    return (
        f"\nOf {len(looked)} to be looked at, a rule alone or also holds back (in brackets: the right"
        f" one was shown first): {counts or 'none'}.\n"
    )


def _unlinked(found: Iterable[Outcome]) -> str:
    """What keeps recall of *same* below 1."""
    registered = [one for one in found if one.case.base is not None]
    why = Counter(_why_not(one) for one in registered if one.linked != one.case.base)
    told = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
    return f"\nOf {len(registered):,} registered, not linked: {why.total()}. Why: {told or 'nothing'}.\n"


def _why_not(one: Outcome) -> str:
    if not one.verdict.candidates or one.verdict.band == Band.NEW:
        return "not shown"
    if not _is_right(one):
        return "another shown first"
    return "a rule" if one.verdict.probability >= bands()["same"] else "the probability"


def _is_right(one: Outcome) -> bool:
    return one.verdict.candidates[0].key == one.case.base


def _missed(found: Iterable[Outcome]) -> str:
    """What had been done to the registered records that were not named at even odds."""
    lost = [one for one in found if one.case.base is not None and one.claimed != one.case.base]
    tags = Counter(tag for one in lost for tag in one.case.tags)
    told = ", ".join(f"{tag} {count}" for tag, count in tags.most_common(8))
    return f"\nRegistered but not named at p ≥ .5: {len(lost)}. Done to them: {told or 'nothing'}.\n"
