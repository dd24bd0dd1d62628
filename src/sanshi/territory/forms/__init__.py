from sanshi.territory.forms.doors import (
    ClosingForm,
    CompoundForm,
    DoorsForm,
    JoinForm,
    LaneNameForm,
    MembershipForm,
    SplitForm,
    StairwayNameForm,
    StairwaysForm,
)

__all__ = [
    "ClosingForm",
    "CompoundForm",
    "DoorsForm",
    "JoinForm",
    "LaneNameForm",
    "MembershipForm",
    "SplitForm",
    "StairwayNameForm",
    "StairwaysForm",
]
