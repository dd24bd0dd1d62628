"""Resolves requirements/*.in and package.json into their locks. No lock names a download host.

tools/lock.py             keeps the versions that still fit
tools/lock.py --upgrade   takes the newest that fit
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"


def main() -> None:
    upgrade = sys.argv[1:] == ["--upgrade"]
    os.chdir(ROOT)
    for name in ("bootstrap", "runtime", "development"):
        print(f"== Resolving requirements/{name}.in", flush=True)
        # No header and no annotation of indexes: they would name this machine.
        options = ["--universal", "--python-version", "3.11", "--generate-hashes"]
        options += ["--no-header", "--no-emit-index-url", "--no-config", "--quiet", "--allow-unsafe"]
        options += ["--upgrade"] if upgrade else []
        constraint = ["--constraint", "requirements/runtime.txt"] if name == "development" else []
        files = [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        subprocess.run([str(UV), "pip", "compile", *options, *constraint, *files], check=True)
    print("== Resolving package.json", flush=True)
    npm = ["npm", "update" if upgrade else "install", "--package-lock-only", "--ignore-scripts"]
    subprocess.run(npm, check=True)


if __name__ == "__main__":
    main()
