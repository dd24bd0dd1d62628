"""Which kinds of work a reader has, and their figures: each count is that of the app that owns the list."""

from collections.abc import Callable

from sanshi.accounts.models import Role
from sanshi.home.blocks import Block
from sanshi.home.committees import leading, office
from sanshi.home.desk import desk
from sanshi.home.fieldwork import collecting, noticing
from sanshi.home.offices import administering, inspecting, section, signing
from sanshi.home.papers import dates
from sanshi.verbs import Request

Maker = Callable[[Request], Block]

# In this order on the page: what has a clock of its own first.
KINDS: tuple[tuple[Maker, frozenset[Role]], ...] = (
    (desk, frozenset({Role.CLERK})),
    (leading, frozenset({Role.SECRETARY, Role.SECURITY_DIRECTOR})),
    (
        collecting,
        frozenset(
            {
                Role.SECRETARY,
                Role.SECURITY_DIRECTOR,
                Role.CADRE,
                Role.COORDINATOR,
                Role.SECURITY_TEAM,
                Role.OFFICER,
            }
        ),
    ),
    (dates, frozenset({Role.OFFICER, Role.COORDINATOR, Role.SECRETARY})),
    (noticing, frozenset({Role.STEWARD, Role.PROPERTY_STAFF})),
    (office, frozenset({Role.POPULATION_OFFICE})),
    (signing, frozenset({Role.LEADER, Role.FINANCE})),
    (inspecting, frozenset({Role.INSPECTOR})),
    (section, frozenset({Role.SECTION})),
    (administering, frozenset({Role.ADMINISTRATOR})),
)
ON_THE_PHONE = {"noticing"}
ALSO_ON_THE_PHONE = {"noticing", "collecting", "papers"}


def blocks(request: Request) -> list[Block]:
    """One for each kind of work among the reader's posts of today."""
    held = {post.role for post in request.actor.posts}
    return [make(request) for make, roles in KINDS if held & roles]


def wants_phone(request: Request, shown: list[Block]) -> bool:
    """Stewards always; collectors when they hold one in their hand."""
    kinds = {block.kind for block in shown}
    on_phone = "Mobi" in request.headers.get("User-Agent", "")
    return bool(kinds) and kinds <= (ALSO_ON_THE_PHONE if on_phone else ON_THE_PHONE)
