"""How the doors of a stairway are numbered."""


def room_numbers(floors: int, rooms: int) -> list[tuple[int, str]]:
    """Floors and rooms of a stairway: (1, "101"), (1, "102"), …"""
    return [(floor, f"{floor}{room:02d}") for floor in range(1, floors + 1) for room in range(1, rooms + 1)]
