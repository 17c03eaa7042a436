"""What the rooms downstairs say, in the reader's language.

They speak English, and each sentence is known here by its pattern: what stands in `%(…)s` is a fact, and stays as it is. A sentence that
nobody has translated is said in English, so that nothing is ever left out. Patterns are also the list from which translators work.
"""

import re
from functools import lru_cache

from django.utils.translation import get_language, gettext, gettext_noop

SENTENCES: tuple[str, ...] = (
    # membership: standing
    gettext_noop("Its benchmark (%(protocol)s) was valid until %(day)s."),
    gettext_noop("Have the protocol compared again, in the version that is used now."),
    gettext_noop("Its benchmark (%(protocol)s) is valid from %(day)s only."),
    gettext_noop("Wait for that day."),
    gettext_noop("No protocol of it has been found equivalent."),
    gettext_noop("Hand in the audit protocol to be compared with the common criteria."),
    gettext_noop("Sign version %(version)s of the joint statement."),
    gettext_noop("It withdrew its signature on %(day)s."),
    gettext_noop("If it wishes to take part again: sign version %(version)s of the joint statement."),
    gettext_noop("Its signature is of %(day)s, and counts from that day on."),
    gettext_noop("Wait for that day, or correct it if it is a slip."),
    gettext_noop("It has not signed the joint statement."),
    gettext_noop("It signed version %(version)s of the joint statement, on %(day)s."),
    gettext_noop("The digest beside its signature of %(day)s is not that of version %(version)s."),
    gettext_noop(
        "See which text was signed, and correct the entry; where it is another text: "
        "sign version %(version)s of the joint statement."
    ),
    gettext_noop("No row of it counts in the round %(round)s."),
    gettext_noop(
        "Send a list with at least one valid row, or have “nothing to report” approved by the Secretariat."
    ),
    gettext_noop("First recognised an audit on %(day)s."),
    gettext_noop("To recognise a first audit of another member by %(day)s."),
    gettext_noop("The survey of %(year)s is answered."),
    gettext_noop("To answer the survey of %(year)s."),
)


def in_own_words(sentence: str) -> str:
    """In the language that is active."""
    if (get_language() or "en").startswith("en"):
        return sentence
    for pattern, known in _patterns():
        if found := pattern.fullmatch(sentence):
            return gettext(known) % found.groupdict()
    return sentence


def is_known(sentence: str) -> bool:
    return any(pattern.fullmatch(sentence) for pattern, _ in _patterns())


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(one), one) for one in SENTENCES)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    literal, facts = parts[::2], parts[1::2]
    text = re.escape(literal[0].replace("%%", "%"))
    for name, after in zip(facts, literal[1:], strict=True):
        text += f"(?P<{name}>.+?)" + re.escape(after.replace("%%", "%"))
    return re.compile(text, re.DOTALL)
