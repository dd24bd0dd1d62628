import stat
from pathlib import Path
from uuid import uuid4

import pytest

from sanshi.journal import anchor
from sanshi.journal.anchor import AnchorDamaged, AnchorKeeper, read_anchor, write_anchor
from sanshi.journal.models import Head
from sanshi.verbs import Actor
from tests.journal.acts import OTHER_STREET, STREET, an_actor, make_series


def test_the_anchor_is_each_chain_s_head(actor: Actor, anchor_file: Path) -> None:
    make_series(actor, uuid4(), "notices")
    make_series(an_actor(OTHER_STREET), uuid4(), "notices")
    assert write_anchor() == []
    held = read_anchor()
    assert set(held) == {STREET, OTHER_STREET}
    assert (held[STREET].number, held[STREET].mac) == (1, Head.objects.get(subdistrict=STREET).mac)
    assert stat.S_IMODE(anchor_file.stat().st_mode) == 0o600


def test_it_moves_on_with_the_chain(actor: Actor) -> None:
    make_series(actor, uuid4(), "notices")
    write_anchor()
    make_series(actor, uuid4(), "forms")
    write_anchor()
    assert read_anchor()[STREET].number == 2


def test_it_is_not_written_anew_without_news(actor: Actor, anchor_file: Path) -> None:
    make_series(actor, uuid4(), "notices")
    write_anchor()
    before = anchor_file.stat().st_ino
    write_anchor()
    assert anchor_file.stat().st_ino == before


def test_it_never_goes_back(actor: Actor) -> None:
    make_series(actor, uuid4(), "notices")
    earlier = Head.objects.get(subdistrict=STREET)
    make_series(actor, uuid4(), "forms")
    write_anchor()
    Head.objects.filter(subdistrict=STREET).update(number=earlier.number, mac=earlier.mac)
    assert write_anchor() == [STREET]
    assert read_anchor()[STREET].number == 2


def test_one_street_s_trouble_does_not_hold_the_others(actor: Actor) -> None:
    make_series(actor, uuid4(), "notices")
    write_anchor()
    Head.objects.filter(subdistrict=STREET).update(number=0)
    make_series(an_actor(OTHER_STREET), uuid4(), "notices")
    assert write_anchor() == [STREET]
    assert {street: held.number for street, held in read_anchor().items()} == {STREET: 1, OTHER_STREET: 1}


def test_a_damaged_anchor_is_not_written_over(actor: Actor, anchor_file: Path) -> None:
    anchor_file.write_text("{}")
    make_series(actor, uuid4(), "notices")
    with pytest.raises(AnchorDamaged):
        write_anchor()
    assert anchor_file.read_text() == "{}"


@pytest.mark.usefixtures("streets_for_threads")
def test_the_keeper_writes_at_once_and_at_the_end() -> None:
    make_series(an_actor(), uuid4(), "notices")
    keeper = AnchorKeeper(every=600)
    keeper.start()
    make_series(an_actor(), uuid4(), "forms")
    keeper.stop()
    assert not keeper.is_alive()
    assert read_anchor()[STREET].number == 2


@pytest.mark.usefixtures("streets_for_threads")
def test_the_keeper_outlives_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[str]:
        raise OSError("disk full")

    monkeypatch.setattr(anchor, "write_anchor", broken)
    keeper = AnchorKeeper(every=600)
    keeper.start()
    keeper.stop()
    assert not keeper.is_alive()
