"""What the rooms downstairs say, in the reader's language.

They speak English, and each sentence is known here by its pattern: what stands in `%(…)s` is a fact, and stays as it is, unless it is
itself a sentence that is known. A sentence that
nobody has translated is said in English, so that nothing is ever left out. Patterns are also the list from which translators work.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, gettext_noop

from comity.core.tongue import ENGLISH, Speech, Tongue
from comity.portal.shell.said import (
    benchmark,
    check,
    criteria,
    exchange,
    linkage,
    lists,
    membership,
    problems,
    release,
    report,
    review,
    secretariat,
    statistics,
    survey,
    workbooks,
)

SENTENCES: tuple[str, ...] = (
    # membership: standing
    gettext_noop("Its benchmark (%(protocol)s) was valid until %(day)s."),
    gettext_noop("Have the protocol compared again, in the version that is used now."),
    gettext_noop("Its benchmark (%(protocol)s) was superseded on %(day)s, and no newer one is valid."),
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
    # lists: what is wrong with a row, and what to do
    gettext_noop("“%(value)s” was read as %(mended)s."),
    gettext_noop("“%(value)s” can be two days."),
    gettext_noop("“%(value)s” names no day."),
    gettext_noop("Write the last day on site, as 2025-03-04."),
    gettext_noop("“%(value)s” is no date that we can read."),
    gettext_noop("Write it as 2025-03-04."),
    gettext_noop("The audit of %(value)s is older than this round takes: its window opens on %(day)s."),
    gettext_noop("Leave the row out."),
    gettext_noop("The audit of %(value)s lies in the future of this round, whose cut-off is %(day)s."),
    gettext_noop("Correct the date, or keep the row for the next round."),
    gettext_noop("“%(value)s” means that nobody was on site."),
    gettext_noop("The row has no country."),
    gettext_noop("Add its English name or two-letter code."),
    gettext_noop("“%(value)s” is no country we know."),
    gettext_noop("Write its English name or two-letter code."),
    gettext_noop("The row has no date of audit."),
    gettext_noop("Add the last day on site, as 2025-03-04."),
    gettext_noop("The row names no protocol."),
    gettext_noop("Write it with its pillars, as “SMETA 4-pillar”."),
    gettext_noop("“%(value)s” is no audit on site."),
    gettext_noop("“%(value)s” has fewer than four pillars, so the audit counts as partial."),
    gettext_noop("“%(value)s” does not say how many pillars, so the audit counts as partial."),
    gettext_noop("Write “4-pillar” where it is."),
    gettext_noop(
        "“%(value)s” is no protocol that the programme has compared with its benchmark, so the audit counts as partial."
    ),
    gettext_noop(
        "Dates written like “%(value)s” were read %(order)s, because this one can be read no other way."
    ),
    gettext_noop("The row repeats row %(row)s: same site, day and protocol."),
    gettext_noop("That one has the better assurance, and was taken."),
    gettext_noop("Delete one of them."),
    gettext_noop("The row has no address, so its site is hard to tell from others."),
    gettext_noop("Add street and number."),
    gettext_noop("The row has no city."),
    gettext_noop("Add it."),
    gettext_noop("“%(value)s” is a post box, and nobody works in one."),
    gettext_noop("Write the street address of the site."),
    gettext_noop("The row names neither a supplier nor a site."),
    gettext_noop("Add the name, or delete the row."),
    gettext_noop("This column looks commercial, so its values were not read."),
    gettext_noop("This column looks forward-looking, so its values were not read."),
    gettext_noop("This column looks like results of audits, so its values were not read."),
    gettext_noop("Leave it out."),
    gettext_noop("The sheet “%(sheet)s” (%(rows)s) was not read: no header on it names sites or suppliers."),
    gettext_noop("If it belongs to the list, put its rows below those of “%(sheet)s”."),
    # lists: a file that cannot be read
    gettext_noop("The file is empty."),
    gettext_noop("Send the list again."),
    gettext_noop("Send the list alone."),
    gettext_noop("The workbook is protected by a password."),
    gettext_noop("Save it without one."),
    gettext_noop("The workbook holds macros."),
    gettext_noop("Save it as .xlsx, without macros."),
    gettext_noop("The workbook is damaged or not complete."),
    gettext_noop("Send it again."),
    gettext_noop("No row near the top names a column of sites or suppliers."),
    # work that takes a while
    gettext_noop("reading the list"),
    gettext_noop("writing the list back"),
    gettext_noop("noting what was found"),
    *membership.SENTENCES,
    *benchmark.SENTENCES,
    *criteria.SENTENCES,
    *check.SENTENCES,
    *lists.SENTENCES,
    *exchange.SENTENCES,
    *survey.SENTENCES,
    *linkage.SENTENCES,
    *release.SENTENCES,
    *report.SENTENCES,
    *review.SENTENCES,
    *statistics.SENTENCES,
    *problems.SENTENCES,
    *secretariat.SENTENCES,
    *workbooks.SENTENCES,
)


ADDRESSED: dict[str, str] = {
    "Its benchmark (%(protocol)s) was valid until %(day)s.": "Your benchmark (%(protocol)s) was valid until %(day)s.",
    "Its benchmark (%(protocol)s) was superseded on %(day)s, and no newer one is valid.": (
        "Your benchmark (%(protocol)s) was superseded on %(day)s, and no newer one is valid."
    ),
    "Its benchmark (%(protocol)s) is valid from %(day)s only.": "Your benchmark (%(protocol)s) is valid from %(day)s only.",
    "No protocol of it has been found equivalent.": "No protocol of your company has been found equivalent.",
    "It withdrew its signature on %(day)s.": "Your company withdrew its signature on %(day)s.",
    "If it wishes to take part again: sign version %(version)s of the joint statement.": (
        "If you wish to take part again: sign version %(version)s of the joint statement."
    ),
    "Its signature is of %(day)s, and counts from that day on.": (
        "Your company's signature is of %(day)s, and counts from that day on."
    ),
    "It has not signed the joint statement.": "Your company has not signed the joint statement.",
    "It signed version %(version)s of the joint statement, on %(day)s.": (
        "Your company signed version %(version)s of the joint statement, on %(day)s."
    ),
    "No row that names it gives an audit that counts; the reasons are beside those rows in returned/.": (
        "No row that names it gives an audit that counts; the reasons are beside those rows in each member's list."
    ),
    "See “comity membership standing” for what each of them lacks.": "The table of members says what each of them lacks.",
    "Fill in the file that “comity benchmark run” wrote, and save it as .xlsx.": (
        "Fill in the workbook that is downloaded here, and save it as .xlsx."
    ),
    "Name the protocol it was made with, or carry the answers over: “comity benchmark run … --earlier”.": (
        "Send the workbook of this protocol, or carry the answers over to its new version."
    ),
    "No row of it counts in the round %(round)s.": "No row of your company counts in the round %(round)s.",
}
"""Where a page says it otherwise than the rules, in English as in the other languages: rules speak of a member as “it”, to whose own
people a page says “your company”, and of a folder of files that a page does not have."""


def in_own_words(sentence: str, *, addressed: bool = True) -> str:
    """In the language that is active, to whom it is about, or of them to others."""
    sentence = _without_options(sentence)
    if (get_language() or "en").startswith("en"):
        return _in_english(sentence, ADDRESSED if addressed else {})
    whole = _said(sentence)
    if whole is not None:
        return whole
    for gap in re.finditer(r"(?<=[.!?]) ", sentence):
        wrong, remedy = _said(sentence[: gap.start()]), _said(sentence[gap.end() :])
        if wrong is not None and remedy is not None:
            return f"{wrong} {remedy}"
    return sentence


def _without_options(sentence: str) -> str:
    """The rules name a command's options where these are the way; who reads a page has no command."""
    if " --" not in sentence:
        return sentence
    for pattern, instead in _options():
        if found := pattern.search(sentence):
            return sentence[: found.start()] + instead
    return sentence


@lru_cache(maxsize=1)
def _options() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each at the end of what is said."""
    return tuple(
        (re.compile(_pattern(one).pattern + "$", re.DOTALL), said) for one, said in lists.ON_A_PAGE.items()
    )


def _in_english(sentence: str, otherwise: Mapping[str, str]) -> str:
    for pattern, known in _fitting(sentence):
        if found := pattern.fullmatch(sentence):
            facts = found.groupdict()
            if known in otherwise or _MAY_BE_DAYS & facts.keys():
                return otherwise.get(known, known) % _with_days(known, facts)
    return sentence


def _with_days(known: str, facts: Mapping[str, str]) -> dict[str, str]:
    """A day is told as the page tells days; what is quoted stays as it was written."""
    return {name: _day_told(fact) if _is_told(known, name) else fact for name, fact in facts.items()}


def _is_told(known: str, name: str) -> bool:
    return name in _MAY_BE_DAYS and f"“%({name})s”" not in known


def _day_told(fact: str) -> str:
    try:
        return date_format(date.fromisoformat(fact), "DATE_FORMAT") if _ISO_DAY.fullmatch(fact) else fact
    except ValueError:
        return fact  # 2026-02-30, as somebody wrote it


_MAY_BE_DAYS = {"day", "value", "mended"}
"""Facts of these names; a version, too, can look like a day, and is none."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _said(sentence: str) -> str | None:
    for pattern, known in _fitting(sentence):
        if found := pattern.fullmatch(sentence):
            told = _with_days(known, found.groupdict())
            facts = {name: _requoted(fact) or _said(fact) or fact for name, fact in told.items()}
            return gettext(known) % facts if facts else gettext(known).replace("%%", "%")
    return None


_QUOTED = re.compile(r"“[^”]*”(?:, “[^”]*”)*")


def _requoted(fact: str) -> str | None:
    """Words that the rules quote, in the marks of the reader's language; None where it is anything else."""
    if not _QUOTED.fullmatch(fact):
        return None
    opens, _, rest = gettext("“%(one)s”, “%(other)s”").partition("%(one)s")
    between, _, closes = rest.partition("%(other)s")
    return opens + between.join(fact[1:-1].split("”, “")) + closes


def is_known(sentence: str) -> bool:
    return any(pattern.fullmatch(sentence) for pattern, _ in _fitting(sentence))


def tongue() -> Tongue:
    """For a workbook with a sentence beside each of many rows: English stays as the rules say it, and nothing is looked up twice."""
    if (get_language() or "en").startswith("en"):
        return _without_options
    return lru_cache(maxsize=20_000)(in_own_words)


def speech() -> Speech:
    """For a report of a benchmark; in English it is as the command prints it."""
    language = get_language() or "en"
    if language.startswith("en"):
        return ENGLISH
    say = lru_cache(maxsize=2_000)(lambda sentence: in_own_words(sentence, addressed=False))
    return Speech(language=language, say=say, day=lambda day: date_format(day, "DATE_FORMAT"))


def _fitting(sentence: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Those that begin alike: most are told apart before anything is searched."""
    near = _patterns().get(sentence[:_HEAD], _patterns()[""])
    return ((pattern, known) for head, pattern, known in near if sentence.startswith(head))


_HEAD = 4


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str], str], ...]]:
    """By their first letters, in their order; those that begin with a fact, or nearly so, stand with all others, and under no letters by themselves."""
    every = [(one.partition("%(")[0].replace("%%", "%"), _pattern(one), one) for one in SENTENCES]
    short = [at for at, (head, _, _) in enumerate(every) if len(head) < _HEAD]
    places: dict[str, list[int]] = {"": []}
    for at, (head, _, _) in enumerate(every):
        if len(head) >= _HEAD:
            places.setdefault(head[:_HEAD], []).append(at)
    return {begun: tuple(every[at] for at in sorted([*own, *short])) for begun, own in places.items()}


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    literal, facts = parts[::2], parts[1::2]
    text = re.escape(literal[0].replace("%%", "%"))
    for name, after in zip(facts, literal[1:], strict=True):
        text += f"(?P<{name}>.+?)" + re.escape(after.replace("%%", "%"))
    return re.compile(text, re.DOTALL)


in_own_words_later = lazy(in_own_words, str)
"""For forms, whose words are written down once and shown in whatever language is active then."""
