import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.utils import translation

from sanshi.vault import keys
from sanshi.vault.blind import blind_index
from sanshi.vault.keys import KeyProblem, digest, ensure_keys, mac, ring, verify_keys
from sanshi.vault.models import Key


@pytest.fixture
def house(db, settings, tmp_path):
    """A house that was never started: no key file, and a database that knows no key."""
    Key.objects.all().delete()
    settings.SANSHI_HOME = tmp_path / "home"
    keys.forget()
    with translation.override("en"):
        yield settings.SANSHI_HOME / "keys.json"
    keys.forget()


def test_the_first_start_makes_the_file_and_the_check_value(house):
    ensure_keys()
    assert stat.S_IMODE(house.stat().st_mode) == 0o600
    assert os.listdir(house.parent) == ["keys.json"]
    held = json.loads(house.read_text())
    assert [str(key.pk) for key in Key.objects.all()] == list(held["keys"])
    secret = next(iter(held["keys"].values()))
    assert len(bytes.fromhex(secret)) == 32
    assert secret not in Key.objects.get().check_value


def test_a_later_start_changes_nothing(house):
    ensure_keys()
    before = house.read_bytes()
    made = Key.objects.get().created_at
    ensure_keys()
    verify_keys()
    assert house.read_bytes() == before
    assert Key.objects.get().created_at == made


def test_a_new_database_takes_the_file_that_is_there(house):
    ensure_keys()
    before = house.read_bytes()
    Key.objects.all().delete()
    ensure_keys()
    assert house.read_bytes() == before
    assert Key.objects.count() == 1


def test_a_missing_file_is_told_and_none_is_made(house):
    ensure_keys()
    house.unlink()
    for start in (ensure_keys, verify_keys):
        with pytest.raises(KeyProblem, match=str(Key.objects.get().pk)):
            start()
    assert not house.exists()


def test_migrate_stops_at_a_missing_file(house):
    ensure_keys()
    house.unlink()
    with pytest.raises(KeyProblem):
        call_command("migrate", verbosity=0)
    assert not house.exists()


def test_the_file_of_another_database_is_told(house):
    ensure_keys()
    house.unlink()
    keys._make(house)
    for start in (ensure_keys, verify_keys):
        with pytest.raises(KeyProblem, match=str(Key.objects.get().pk)):
            start()


def test_another_key_under_the_same_name_is_told(house):
    ensure_keys()
    held = json.loads(house.read_text())
    held["keys"] = dict.fromkeys(held["keys"], "00" * 32)
    house.write_text(json.dumps(held))
    for start in (ensure_keys, verify_keys):
        with pytest.raises(KeyProblem, match="check value"):
            start()


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.clear(),
        lambda held: held.update(version=2),
        lambda held: held.update(sealing=str(uuid4())),
        lambda held: held.update(keys=dict.fromkeys(held["keys"], "00")),
        lambda held: held.update(keys=dict.fromkeys(held["keys"], "secret value")),
    ],
)
def test_a_damaged_file_is_told_without_quoting_it(house, change):
    ensure_keys()
    held = json.loads(house.read_text())
    change(held)
    house.write_text(json.dumps(held))
    with pytest.raises(KeyProblem) as raised:
        verify_keys()
    assert raised.value.__cause__ is None
    assert "secret value" not in str(raised.value)


def test_a_file_that_others_can_read_is_told(house):
    ensure_keys()
    house.chmod(0o640)
    with pytest.raises(KeyProblem, match="chmod 600"):
        verify_keys()


def test_nothing_is_sealed_before_the_first_start(house):
    with pytest.raises(KeyProblem, match="migrate"):
        mac("journal", b"")


def test_two_first_starts_make_one_file(house):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keys._make(house), range(16)))
    assert os.listdir(house.parent) == ["keys.json"]
    assert len(ring().secrets) == 1


def test_each_purpose_has_a_key_of_its_own(house):
    ensure_keys()
    macs = {
        mac("journal", b"x"),
        mac("anchor", b"x"),
        bytes.fromhex(blind_index("phone", "X")),
        digest("t", 1, b"x"),
    }
    assert len(macs) == 4
    assert mac("journal", b"x") == mac("journal", b"x")
    assert all(len(one) == 32 for one in macs)


def test_a_digest_names_its_row(house):
    ensure_keys()
    same = digest("person", UUID(int=1), b"v")
    assert digest("person", UUID(int=1), b"v") == same
    assert same not in {digest("person", UUID(int=2), b"v"), digest("unit", UUID(int=1), b"v")}
    assert digest("person", 1, b"2|v") != digest("person", "1|2", b"v")


def test_blind_indexes_meet_only_within_a_kind_and_a_house(house, settings, tmp_path):
    ensure_keys()
    one = blind_index("document", "01234519900101001x")
    assert len(one) == 64
    assert blind_index("document", "０1234519900101001X") == one
    assert blind_index("phone", "01234519900101001X") != one
    with pytest.raises(ValueError):
        blind_index("document", "")
    settings.SANSHI_HOME = tmp_path / "another"
    keys._make(tmp_path / "another" / "keys.json")
    assert blind_index("document", "01234519900101001X") != one


def test_the_ring_shows_no_key(house):
    ensure_keys()
    secret = next(iter(ring().secrets.values()))
    assert repr(secret) not in repr(ring())
    assert secret.hex() not in repr(ring())
