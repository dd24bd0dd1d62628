"""The figures as plain text."""

import os
from pathlib import Path

from sanshi.collection.models import Form
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from sanshi.project.bench import machine
from sanshi.project.bench.addresses import pace
from sanshi.project.bench.entries import Rush, ready, rush
from sanshi.project.bench.imports import Took, import_places, import_residents
from sanshi.project.bench.matching import measure
from sanshi.project.bench.pages import pages
from sanshi.project.bench.search import searches
from sanshi.project.demo.street import CODE
from sanshi.register.models import Person

CLIENTS = {1: 200, 8: 400}
WARM_UP = 20
WAITS = f"{'p50 ms':>10}{'p95 ms':>10}{'longest':>10}"
BESIDE = f"{'fdatasync µs':>15}{'load':>8}"


def show(home: Path, places: int = 0, residents: int = 0, matching: int = 0) -> int:
    """Exit status 1 when the journal is not intact after all this."""
    _say(machine.machine())
    _say(f"{machine.database()}; {_size()}")
    _say(
        "aims on two cores: pages p95 50 ms, 100 entries a second, no wait above 1 s (2 s beside an import),"
        " 5,000 addresses a second on one core, a match p99 20 ms,"
        " a search p95 25 ms"
    )
    _pages(home)
    _addresses(home)
    _entries(home)
    if places:
        _import(home, "places", import_places(places))
    if residents:
        _import(home, "residents", import_residents(residents))
    if matching:
        _matching(home, matching)
    _searches(home)
    report = verify()
    _say(f"\njournal: {report}")
    return 0 if report.intact else 1


def _pages(home: Path) -> None:
    _say(f"\n{'page':<26}{WAITS}{BESIDE}")
    for name, seconds in pages():
        _say(f"{name:<26}{_waits(seconds)}{_beside(home)}")


def _addresses(home: Path) -> None:
    done = pace()
    _say(f"\n{'addresses':<14}{'a second':>12}{BESIDE}")
    _say(f"{done.number:<14,}{done.a_second:>12,.0f}{_beside(home)}")


def _entries(home: Path) -> None:
    rush(ready(WARM_UP), 1)
    _say(f"\n{'entries by':<14}{'a second':>12}{WAITS}{BESIDE}")
    for clients, number in CLIENTS.items():
        done = rush(ready(number), clients)
        _say(f"{_clients(done):<14}{done.a_second:>12.0f}{_waits(done.waits)}{_beside(home)}")


def _import(home: Path, what: str, took: Took) -> None:
    _say(f"\n{f'import of {what}':<20}{'rows':>8}{'kB':>7}{'tried s':>9}{'done s':>8}{'rows/s':>8}{BESIDE}")
    speed = took.rows / took.done
    sizes = f"{took.rows:>8}{took.kilobytes:>7}{took.tried:>9.1f}{took.done:>8.1f}{speed:>8.0f}"
    _say(f"{'':<20}{sizes}{_beside(home)}")
    _say(f"{'others meanwhile':<26}{WAITS}")
    _say(f"{len(took.waits):>8} writes           {_waits(took.waits)}")


def _matching(home: Path, persons: int) -> None:
    city = int(os.environ.get("BENCH_SIZE", persons * 10 // 3))
    done = measure(CODE, persons, city)
    _say(
        f"\nmatching in a street of {done.persons:,} in a city of {done.directory:,};"
        f" {done.found} of {done.registered} registered named first;"
        f" stock taken with keys and tokens: {done.loaded_a_second:.0f} persons/s;"
        f" by sets {done.by_sets_a_second:.0f} records/s"
    )
    _say(f"{'one record':<26}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}{'longest':>10}{BESIDE}")
    for name, seconds in (("against the street", done.here), ("against the directory", done.elsewhere)):
        waits = "".join(_ms(seconds, percent) for percent in (50, 95, 99, 100))
        _say(f"{name:<26}{waits}{_beside(home)}")


def _searches(home: Path) -> None:
    """In the street as large as it is by now."""
    _say(f"\n{_size()}")
    _say(f"{'search for':<38}{WAITS}{'own p95':>10}{BESIDE}")
    for name, seconds, worked in searches():
        _say(f"{name:<38}{_waits(seconds)}{_ms(worked, 95)}{_beside(home)}")


def _clients(done: Rush) -> str:
    return f"{done.clients} client" if done.clients == 1 else f"{done.clients} clients"


def _waits(seconds: list[float]) -> str:
    return "".join(_ms(seconds, percent) for percent in (50, 95, 100))


def _beside(home: Path) -> str:
    return f"{machine.fdatasync(home):>15}{machine.load():>8}"


def _ms(seconds: list[float], percent: int) -> str:
    """The value that so many percent do not exceed."""
    place = max(0, -(-len(seconds) * percent // 100) - 1)
    return f"{sorted(seconds)[place] * 1000:>10.1f}"


def _size() -> str:
    here = {"subdistrict": CODE}
    persons, forms = Person.objects.filter(**here).count(), Form.objects.filter(**here).count()
    return f"{persons:,} persons, {forms:,} forms, {Line.objects.count():,} journal lines"


def _say(line: str) -> None:
    print(line, flush=True)
