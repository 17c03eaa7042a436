"""The letters of a request as suppliers read them: in their own language first, then in English, which counts.

In: a request and its link. Out: `Letter`. Law: of the audit a letter says what `comity.exchange.letter` says, in any language.
"""

from comity.exchange import Letter, reminder_of, write_letter
from comity.portal.exchange import words
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import request_of
from comity.portal.shell.templatetags.portal import day_in

_RULE = "— English —"


def letter_of(ask: Ask, *, link: str) -> Letter:
    english, code = write_letter(request_of(ask), link=link), ask.language
    if not _is_spoken(code):
        return english
    t = words.texts(code)
    told = words.told_of(ask, code)
    own = (
        *([f"({t['machine']})"] if words.is_machine_assisted(code) else []),
        f"{told.lead} {told.which}",
        f"{t['why']}: {told.why}",
        f"{t['until']}: {day_in(ask.answer_by, code)}",
        f"{t['you_decide']}: {link}",
        f"{t['silence']} {t['sealed']}",
        t["names"],
        _RULE,
    )
    return Letter(subject=told.title, paragraphs=(*own, *english.paragraphs))


def reminder_for(ask: Ask, *, link: str) -> Letter:
    english, code = reminder_of(request_of(ask), link=link), ask.language
    if not _is_spoken(code):
        return english
    t, told = words.texts(code), words.told_of(ask, code)
    own = (
        *([f"({t['machine']})"] if words.is_machine_assisted(code) else []),
        f"{told.lead} {t['until']}: {day_in(ask.answer_by, code)}",
        f"{t['you_decide']}: {link}",
        t["silence"],
        _RULE,
    )
    return Letter(subject=told.title, paragraphs=(*own, *english.paragraphs))


def _is_spoken(code: str) -> bool:
    return code in words.codes() and code != "en"
