"""The key file: `SANSHI_HOME/keys.json`, made at first start, never overwritten, never in the database.

    {"version": 1, "sealing": ID, "indexing": ID, "keys": {ID: 64 hex digits, …}}

`sealing` names the key for new ciphertexts; older ones name theirs. `indexing` names the key behind blind
indexes, journal MACs and digests, which all need one unchanging key. No key is used itself: each purpose gets
a subkey by HKDF-SHA256. The database holds a check value for each key, so that a wrong or missing file is
noticed at start.
"""

import hmac
import json
import os
import secrets
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from sanshi import clock
from sanshi.vault.models import Key

KEY_BYTES = 32
_VERSION = 1


class KeyProblem(Exception):
    """The key file and the database do not fit; the message says what would be right."""


@dataclass(frozen=True, repr=False)
class Ring:
    """The keys of one key file. Subkeys and ciphers are derived once."""

    sealing: UUID
    indexing: UUID
    secrets: dict[UUID, bytes]
    _subkeys: dict[tuple[UUID, str], bytes] = field(default_factory=dict)
    # By the bytes of the key's id, as a sealed value bears it.
    _ciphers: dict[bytes, AESGCM] = field(default_factory=dict)

    def subkey(self, key_id: UUID, purpose: str) -> bytes:
        known = self._subkeys.get((key_id, purpose))
        if known is None:
            info = f"sanshi/v1/{purpose}".encode()
            known = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(
                self.secrets[key_id]
            )
            self._subkeys[key_id, purpose] = known
        return known

    def cipher(self, key_id: bytes) -> AESGCM:
        """By the 16 bytes of its id. Raises KeyError when the file holds no such key."""
        known = self._ciphers.get(key_id)
        if known is None:
            known = self._ciphers[key_id] = AESGCM(self.subkey(UUID(bytes=key_id), "seal"))
        return known

    def check_value(self, key_id: UUID) -> str:
        return hmac.new(self.subkey(key_id, "check"), key_id.bytes, sha256).hexdigest()


# By SANSHI_HOME.
_rings: dict[Path | str, Ring] = {}
_lock = threading.Lock()


def mac(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 under the subkey of this purpose, 32 bytes. Compare with hmac.compare_digest."""
    keys = ring()
    return hmac.digest(keys.subkey(keys.indexing, f"mac/{purpose}"), data, "sha256")


def digest(table: str, row_id: object, payload: bytes) -> bytes:
    """Keyed digest of one version of a row, 32 bytes: it recognises the version and tells nothing of it."""
    place = f"{table}|{row_id}|".encode()
    return mac("row", len(place).to_bytes(4) + place + payload)


def key_file() -> Path:
    return Path(settings.SANSHI_HOME) / "keys.json"


def ring() -> Ring:
    """The keys of this house; raises KeyProblem when the file is missing or unreadable."""
    home = settings.SANSHI_HOME
    known = _rings.get(home)
    if known is None:
        with _lock:
            known = _rings[home] = _read(key_file())
    return known


def forget() -> None:
    """Read the key file anew at the next use."""
    _rings.clear()


def ensure_keys(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the key file of a new house, or hold the file against the database. `migrate` calls this.

    A database that knows keys never gets new ones: without the old file nothing in it could be opened again.
    """
    forget()
    path = key_file()
    if not path.exists() and not Key.objects.using(using).exists():
        _make(path)
    verify_keys(using)
    keys = ring()
    for key_id in keys.secrets:
        Key.objects.using(using).get_or_create(
            pk=key_id, defaults={"check_value": keys.check_value(key_id), "created_at": clock.now()}
        )


def verify_keys(using: str = DEFAULT_DB_ALIAS) -> None:
    """Raise KeyProblem unless the file opens all that this database was sealed with. `serve` calls this."""
    forget()
    stored = {key.pk: key for key in Key.objects.using(using).all()}
    if stored and not key_file().exists():
        raise KeyProblem(_missing(stored))
    keys = ring()
    absent = {pk: key for pk, key in stored.items() if pk not in keys.secrets}
    if absent:
        raise KeyProblem(_missing(absent))
    for pk, key in stored.items():
        if not hmac.compare_digest(keys.check_value(pk), key.check_value):
            raise KeyProblem(_wrong(key))


def _missing(stored: dict[UUID, Key]) -> str:
    return _(
        "The database was sealed with key %(ids)s, which %(file)s does not hold. "
        "Put back the key file that belongs to this database; without it no number can be opened."
    ) % {"ids": ", ".join(_named(key) for key in stored.values()), "file": key_file()}


def _wrong(key: Key) -> str:
    return _(
        "Key %(id)s in %(file)s is not the one the database was sealed with: its check value differs. "
        "Put back the key file that belongs to this database."
    ) % {"id": _named(key), "file": key_file()}


def _named(key: Key) -> str:
    return f"{key.pk} ({key.created_at:%Y-%m-%d})"


def _make(path: Path) -> None:
    """Written whole under another name, then linked: two starts at once make one file, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    first = str(uuid4())
    keys = {first: secrets.token_hex(KEY_BYTES)}
    content = json.dumps({"version": _VERSION, "sealing": first, "indexing": first, "keys": keys}, indent=1)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another start was faster; its file counts
    finally:
        draft.unlink()


def _read(path: Path) -> Ring:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyProblem(_("%(file)s can be read by others. Run: chmod 600 %(file)s") % {"file": path})
        held = json.loads(path.read_text())
        keys = {UUID(name): bytes.fromhex(value) for name, value in held["keys"].items()}
        found = Ring(UUID(held["sealing"]), UUID(held["indexing"]), keys)
        whole = held["version"] == _VERSION and {found.sealing, found.indexing} <= set(keys)
        if not whole or any(len(value) != KEY_BYTES for value in keys.values()):
            raise ValueError("incomplete")
    except FileNotFoundError:
        raise KeyProblem(
            _("There is no key file %(file)s yet. Run: sanshi migrate") % {"file": path}
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        # No cause: a traceback must not quote the file.
        raise KeyProblem(
            _("%(file)s is not a key file of this program. Put back the one that belongs to this database.")
            % {"file": path}
        ) from None
    return found
