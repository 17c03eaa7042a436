"""Texts in other scripts, with the words of trade, of legal form and of addresses said in English.

In: names, addresses, towns as they stand in lists. Out: the same; in texts that have letters of another script, phrases of the
table translated, brands in Latin letters cut off from what they are glued to, and the letters that nobody speaks taken
out, so that what is left is spelled as it sounds. Law: a text in Latin letters is not touched: what two Latin names say in
two languages is for `trades`.
Sources of the spelling: the Royal Thai General System of Transcription for silent letters and the doubled ro, the Hunterian
system for the nasal sign, and what Arabic grammar says of the article and of the closed ta.
"""

import re
from functools import lru_cache

import numpy as np
import polars as pl

from comity.linkage.text import read_data
from comity.linkage.words import Ints

_OTHER_SCRIPT = r"[\p{L}--\p{Latin}]"
_OTHER = r"[\p{L}\p{M}--\p{Latin}]"
_ARABIC = re.compile("[\u0600-\u06ff]")
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Scripts that put words together without spaces, or do so in names."""
_ARTICLES = ("", "ال", "لل", "ل", "و", "وال")
_AS_IT_SOUNDS = (
    (r"[أإآ]", "ا"),
    (r"ی", "ي"),
    (r"ک", "ك"),
)
_SILENT = (
    (r"(^| )و?(?:ال|لل)(\p{Arabic}{2,})", "$1 al $2"),
    (r"ة", "ا"),
    (r"[ก-ฮ][ิุ]?์", ""),
    (r"รร([ก-ฮ])", "ั$1"),
    (r"รร", "ัน"),
    (r"ญ([^ะ-ูเ-ไ]|$)", "น$1"),
    (r"[ंং]([पफबभमপফবভম])", "m$1"),
    (r"[ंং]", "n"),
)


LATIN, BY_SOUND, HAN = 0, 1, 2
"""Scripts as comparing knows them: Latin, those whose letters stand for sounds, and Han."""


def scripts_of(texts: pl.Series) -> Ints:
    """LATIN, BY_SOUND or HAN for each text; what has letters of several is not LATIN, and rather BY_SOUND."""
    script, wide = np.zeros(len(texts), np.int64), _wide(texts)
    script[_with(texts, wide, r"\p{Han}")] = HAN
    script[_with(texts, wide, r"[\p{L}--\p{Latin}--\p{Han}]")] = BY_SOUND
    return script


def _wide(texts: pl.Series) -> pl.Series:
    """The places of texts with letters that are not ASCII."""
    text = pl.lit(texts)
    return pl.select(
        (text.str.len_bytes() > text.str.len_chars()).fill_null(value=False).arg_true()
    ).to_series()


def _with(texts: pl.Series, wide: pl.Series, letters: str) -> Ints:
    """The places, of the wide ones, of texts that have such letters."""
    if wide.is_empty():
        return np.zeros(0, np.int64)
    return wide.filter(texts.gather(wide).str.contains(letters)).to_numpy().astype(np.int64)


def in_english(texts: pl.Series) -> pl.Series:
    other = _with(texts, _wide(texts), _OTHER_SCRIPT)
    if not len(other):
        return texts
    phrases, words = _table()
    spaced = _spaced(texts.gather(other))
    said = spaced.str.replace_many(phrases, words, leftmost=True)
    for pattern, spelling in _SILENT:
        said = said.str.replace_all(pattern, spelling)
    return texts.clone().scatter(other, said)


def _spaced(texts: pl.Series) -> pl.Series:
    """Two spaces between any two words, so that a phrase between spaces is found beside another; the ends are spaces, too."""
    spaced = texts.str.normalize("NFKC")
    for pattern, spelling in _AS_IT_SOUNDS:
        spaced = spaced.str.replace_all(pattern, spelling)
    for pattern, spelling in (
        (r"\s+", " "),
        (rf"([\p{{Latin}}0-9])({_OTHER})", "$1 $2"),
        (rf"({_OTHER})([\p{{Latin}}0-9])", "$1 $2"),
        (r"([^\p{L}\p{M}\p{N} ])", " $1 "),
        (" ", "  "),
    ):
        spaced = spaced.str.replace_all(pattern, spelling)
    return pl.select(pl.lit(" ") + spaced + pl.lit(" ")).to_series()


@lru_cache(maxsize=1)
def _table() -> tuple[list[str], list[str]]:
    """Phrases, the longest first, and what each is in English."""
    rows = []
    for line in read_data("translations.txt"):
        english, _, phrases = line.partition(":")
        said = "" if english == "-" else english
        rows += [(form, f" {said} ") for phrase in phrases.split(",") for form in _forms(phrase.strip())]
    table = pl.DataFrame(rows, schema=["phrase", "word"], orient="row")
    spaced = _spaced(table["phrase"])
    glued = spaced.str.contains(_UNSPACED)
    table = (
        table.with_columns(phrase=spaced.str.strip_chars(" ").zip_with(glued, spaced))
        .unique("phrase", keep="first", maintain_order=True)
        .sort(pl.col("phrase").str.len_chars(), descending=True, maintain_order=True)
    )
    return table["phrase"].to_list(), table["word"].to_list()


def _forms(phrase: str) -> list[str]:
    """An Arabic phrase with and without its articles and prefixes; any other as it is."""
    first, *rest = phrase.split(" ")
    if not _ARABIC.search(first):
        return [phrase]
    later = [""]
    for word in rest:
        later = [f"{start} {article}{word}" for start in later for article in ("", "ال")]
    return [f"{article}{first}{end}" for article in _ARTICLES for end in later]
