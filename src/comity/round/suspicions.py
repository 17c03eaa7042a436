"""What would make one contributor count for two, so that a list is released which should not be.

Laws: a byte copy of a list is never a second contributor; a group's member that is written wrongly is never passed over.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from comity.lists import ReadList
from comity.release import Policy
from comity.round.errors import AmbiguousMember


def require_distinct(lists: Sequence[ReadList], policy: Policy) -> None:
    """Raises AmbiguousMember."""
    first: dict[str, ReadList] = {}
    for one in lists:
        other = first.setdefault(one.digest, one)
        if other is not one and one.row_count:
            raise AmbiguousMember(
                f"“{other.path.name}” and “{one.path.name}” are the same file, byte for byte, and would count as two members.",
                remedy="Take one of them away.",
            )
    names = {one.name for one in lists}
    grouped = {member for members in policy.groups.values() for member in members}
    for member in sorted(grouped - names):
        if close := get_close_matches(member, sorted(names - grouped), n=1, cutoff=0.8):
            raise AmbiguousMember(
                f"The policy groups “{member}”, and there is no such list, but one of “{close[0]}”, which would count by itself.",
                remedy=f"Write “{close[0]}” under [groups] if that is meant, or take “{member}” out.",
            )
