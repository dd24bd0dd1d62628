"""What the shell shows around a page. `home` fills it; the shell only knows its shape."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One line of the left navigation or of a phone's tab bar.

    An item with `children` is a heading with its pages below; `count` is shown only when it is not 0.
    """

    label: Text
    icon: str
    url: str = ""
    active: bool = False
    count: int | None = None
    children: Sequence["NavigationItem"] = ()

    @property
    def open(self) -> bool:
        return self.active or any(child.active for child in self.children)


@dataclass(frozen=True, slots=True)
class Frame:
    """`street` is the name of the street, `post` the role with its place, `person` who is signed in.

    `search_url`: empty for who may not search.
    `is_office`: somebody with a desk, whose phone pages keep the navigation on a wide screen.
    """

    street: str = ""
    post: Text = ""
    person: str = ""
    home: str = "/"
    navigation: Sequence[NavigationItem] = ()
    tabs: Sequence[NavigationItem] = ()
    purpose_url: str = ""
    search_url: str = ""
    is_office: bool = False
