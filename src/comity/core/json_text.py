"""JSON that others wrote, read so that it can be written again.

Laws: whatever the bytes, reading ends in a value or in ValueError; what was read goes through `canonical_json`, so it holds
no number that is none, no infinity and no half of a character, which a program would choke on later and elsewhere.
"""

import json
from typing import Any

from comity.core.digests import canonical_json


def read_json(data: bytes | str) -> Any:
    """Raises ValueError, and nothing else. The caller says which file it was, and looks at the value's shape."""
    try:
        found = json.loads(data)
        canonical_json(found)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found
