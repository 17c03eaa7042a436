"""In whose language a command writes its files. What it prints stays English, as its options are.

The words are those of the portal's pages, so a command that is asked for another language needs what the portal is installed with.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, TypeVar

import typer

from comity.core import UsageProblem
from comity.core.tongue import ENGLISH, Speech


class Language(StrEnum):
    ENGLISH = "en"
    FRENCH = "fr"
    GERMAN = "de"
    SPANISH = "es"
    CHINESE = "zh"


LanguageOption = Annotated[
    Language | None,
    typer.Option("--language", help="The language of the files that are written; default: English."),
]
Told = TypeVar("Told", str, date)


def speech_in(language: str) -> Speech:
    """Raises UsageProblem where the portal's words are not there."""
    if language == Language.ENGLISH:
        return ENGLISH
    try:
        from django.utils import translation
        from django.utils.formats import date_format

        from comity.portal.shell.catalogues import settled

        settled()
        from comity.portal.shell.sentences import in_own_words
    except ImportError as error:
        raise UsageProblem(
            "Files in other languages take their words from the portal, which is not installed.",
            remedy="Install it: pip install 'comity[portal]'.",
        ) from error
    code = {"zh": "zh-hans"}.get(language, language)

    def within(say: Callable[[Told], str]) -> Callable[[Told], str]:
        def said(what: Told) -> str:
            with translation.override(code):
                return say(what)

        return said

    return Speech(
        language=language,
        say=lru_cache(maxsize=2_000)(within(lambda sentence: in_own_words(sentence, addressed=False))),
        day=within(lambda day: date_format(day, "DATE_FORMAT")),
    )
