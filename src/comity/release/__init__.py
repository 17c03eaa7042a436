"""What each recipient gets, and what it may never let anyone infer.

`release_sites` is the door: contributions in, a `Release` out, which holds a common list or the reasons why there is
none. `policy` reads the rules, `leak_test` plays the attacker, `common_list` writes and reads what members receive.
"""

from comity.release.common_list import COMMON_FRAME, About, CommonList, read_common_list, write_common_list
from comity.release.decide import DECISIONS_FRAME, Mode, Outcome
from comity.release.entry_keys import asking_keys, entry_keys
from comity.release.frames import CONTRIBUTIONS_FRAME, RECORDS_FRAME
from comity.release.leak_test import Figure, LeakTest
from comity.release.memory import releases_after
from comity.release.policy import Policy, default_policy_text, read_policy
from comity.release.public import PUBLIC_FRAME
from comity.release.refusals import Refusal
from comity.release.release import Release, release_sites
from comity.release.report import leak_report_html, leak_report_json
from comity.release.sealed import open_sealed

__all__ = [
    "COMMON_FRAME",
    "CONTRIBUTIONS_FRAME",
    "DECISIONS_FRAME",
    "PUBLIC_FRAME",
    "RECORDS_FRAME",
    "About",
    "CommonList",
    "Figure",
    "LeakTest",
    "Mode",
    "Outcome",
    "Policy",
    "Refusal",
    "Release",
    "asking_keys",
    "default_policy_text",
    "entry_keys",
    "leak_report_html",
    "leak_report_json",
    "open_sealed",
    "read_common_list",
    "read_policy",
    "release_sites",
    "releases_after",
    "write_common_list",
]
