"""`python -m sanshi.project.bench.duplicates --persons N`: how long the search of a whole street takes."""

import argparse
import os
import resource
import sys
import tempfile
from time import perf_counter
from uuid import uuid4


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sanshi.project.bench.duplicates", description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    with tempfile.TemporaryDirectory(prefix="sanshi-bench-") as home:
        os.environ |= {
            "SANSHI_HOME": home,
            "SANSHI_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "sanshi.project.settings",
        }
        return _measure(parser.parse_args().persons)


def _measure(persons: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from sanshi.entry.duplicates import actions, names
    from sanshi.entry.models import Duplicate
    from sanshi.jobs.models import Job
    from sanshi.jobs.running import run
    from sanshi.project.bench.city import load
    from sanshi.project.demo.street import CODE, client_ids, house, make_street

    call_command("migrate", verbosity=0)
    make_street(client_ids(1))
    load(persons, CODE, told=lambda done: print(f"\r{done} loaded", end="", file=sys.stderr))
    actions.ask_search(house(), uuid4())
    begun = perf_counter()
    run(CODE, Job.objects.get(kind=names.FIND).pk)
    seconds = perf_counter() - begun
    job, found = Job.objects.get(kind=names.FIND), Duplicate.objects.count()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{job.done} persons looked for among each other ({job.state}): {seconds:.0f} s,"
        f" {job.done / seconds:.0f} a second, {found} pairs, at most {megabytes} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
