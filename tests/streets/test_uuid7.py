import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

from sanshi.streets import uuid7 as module
from sanshi.streets.uuid7 import uuid7


def test_layout():
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000
    assert key.version == 7
    assert key.variant == RFC_4122
    # A busy process may run some milliseconds ahead of the clock, never behind it.
    assert before <= key.int >> 80 <= after + 5


def test_keys_rise_within_a_millisecond():
    keys = [uuid7() for _ in range(20_000)]
    assert keys == sorted(set(keys))


def test_keys_rise_across_threads():
    def rising(_):
        mine = [uuid7() for _ in range(5_000)]
        assert mine == sorted(mine)
        return mine

    with ThreadPoolExecutor(8) as pool:
        keys = [key for part in pool.map(rising, range(8)) for key in part]
    assert len(set(keys)) == 40_000


def test_a_machine_clock_set_back_does_not_set_keys_back(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(module.time, "time_ns", lambda: 0)
    assert first < uuid7() < uuid7()


def test_a_full_counter_moves_on_to_the_next_millisecond(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(module.time, "time_ns", lambda: 0)
    monkeypatch.setattr(module, "_counter", (1 << 42) - 1)
    later = uuid7()
    assert later.int >> 80 == (first.int >> 80) + 1
    assert later.version == 7
