from threading import Thread
from time import monotonic, sleep

from sanshi.journal.turns import Turns


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns()
    turns.take()
    came: list[int] = []

    def wait(number: int) -> None:
        turns.take()
        came.append(number)
        turns.hand_over()

    threads = []
    for number in range(20):
        thread = Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        _until_waiting(turns, number + 1)
    turns.hand_over()
    for thread in threads:
        thread.join()
    assert came == list(range(20))


def test_who_gives_up_waiting_holds_nobody_up() -> None:
    turns = Turns()
    turns.take()
    given_up = turns._ask()
    assert given_up is not None
    turns._give_up(given_up)
    turns.hand_over()
    assert turns._ask() is None


def test_who_gives_up_when_the_turn_has_come_hands_it_on() -> None:
    turns = Turns()
    turns.take()
    given_up = turns._ask()
    assert given_up is not None
    turns.hand_over()
    turns._give_up(given_up)
    assert turns._ask() is None


def _until_waiting(turns: Turns, count: int) -> None:
    end = monotonic() + 5
    while len(turns._waiting) < count:
        assert monotonic() < end
        sleep(0.001)
