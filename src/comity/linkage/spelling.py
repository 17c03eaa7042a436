"""Folding and cutting of many texts at once: what `text` does to one, done to a column.

In: a column of texts. Out: a column of words with single spaces, "" where nothing is said.
Laws: equal, text by text, to `text.fold`, `text.words_of`, `text.name_words` and `text.in_and_before_brackets`.
Only distinct texts are worked on; a language's regular expressions run over columns, and Python sees a text only where its
letters are spelled out ("p. t.").
"""

from collections.abc import Callable

import polars as pl

from comity.linkage.legal import without_legal_forms
from comity.linkage.text import BRACKETS, MAX_TEXT, latin, legal_forms, words_of
from comity.linkage.translate import in_english

SPELLED_OUT = r"(?:^| )[a-z] [a-z](?: |$)"
_BRACKETED = r"[(\[{（【]"
_JOINED = r"([0-9A-Za-z_])['’`´]([0-9A-Za-z_])"
_FOLDED = (
    pl.col("text")
    .str.replace_all(_JOINED, "$1$2")
    .str.replace_all(_JOINED, "$1$2")  # again, because one match cannot end where the next begins: "d'l'a"
    .str.to_lowercase()
    .str.replace_all("&", " and ", literal=True)
    .str.replace_all("[^a-z0-9]+", " ")
    .str.strip_chars(" ")
)
_CUT = pl.col("text").str.replace_all("([a-z])([0-9])", "$1 $2").str.replace_all("([0-9])([a-z])", "$1 $2")


def once_each(column: pl.Series, spell: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`spell` over the distinct texts of a column, put back in place; "" for nulls."""
    texts = column.fill_null("")
    unique = texts.unique()
    spelled = pl.DataFrame({"text": unique, "spelled": spell(unique)})
    return pl.DataFrame({"text": texts}).join(spelled, on="text", how="left", maintain_order="left")[
        "spelled"
    ]


def fold_all(texts: pl.Series) -> pl.Series:
    short = texts.str.slice(0, MAX_TEXT)
    foreign = short.str.contains(r"[^\x00-\x7f]")
    if foreign.any():
        spelled = pl.Series([latin(text) for text in short.filter(foreign).to_list()], dtype=pl.String)
        short = short.scatter(foreign.arg_true(), spelled)
    return short.to_frame("text").select(_FOLDED).to_series()


def cut_all(folded: pl.Series) -> pl.Series:
    """Words of folded texts: digits alone, spelled-out letters joined."""
    cut = folded.to_frame("text").select(_CUT).to_series()
    spelled_out = cut.str.contains(SPELLED_OUT)
    if not spelled_out.any():
        return cut
    joined = [" ".join(words_of(text)) for text in cut.filter(spelled_out).to_list()]
    return cut.scatter(spelled_out.arg_true(), pl.Series(joined, dtype=pl.String))


def spell_all(texts: pl.Series) -> pl.Series:
    return cut_all(fold_all(texts))


def spell_place(texts: pl.Series) -> pl.Series:
    return spell_all(in_english(texts))


def name_words_all(names: pl.Series) -> pl.Series:
    """Legal forms off, what stands in brackets last; a name that is nothing but legal form as it is."""
    table = pl.DataFrame({"name": names}).with_row_index("at")
    inside = _inside(table["name"])
    outside = table["name"].str.replace_all(BRACKETS, " , ").str.split(",")
    parts = (
        pl.concat(
            [
                pl.DataFrame({"at": table["at"], "part": outside}).explode("part").with_columns(last=0),
                pl.DataFrame({"at": table["at"], "part": inside, "last": 1}).with_columns(
                    pl.col("last").cast(pl.Int32)
                ),
            ],
            how="vertical_relaxed",
        )
        .filter(pl.col("part") != "")
        .sort("at", "last", maintain_order=True)
    )
    stripped = once_each(parts["part"], lambda unique: without_legal_forms(spell_all(unique)))
    forms = pl.Series(sorted(" ".join(form) for form in legal_forms()), dtype=pl.String)
    joined = (
        parts.with_columns(words=stripped)
        .filter((pl.col("words") != "") & ~pl.col("words").is_in(forms.implode()))
        .group_by("at", maintain_order=True)
        .agg(pl.col("words").str.join(" "))
    )
    words = table.join(joined, on="at", how="left", maintain_order="left")["words"].fill_null("")
    empty = (words == "") & (names != "")
    if empty.any():
        words = words.scatter(empty.arg_true(), spell_all(names.filter(empty)))
    return words


def in_and_before_brackets_all(names: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The words before the brackets and those in them; "" for both where a name has not both."""
    bracketed = names.str.contains(_BRACKETED)
    nothing = pl.repeat("", names.len(), dtype=pl.String, eager=True)
    few = names.filter(bracketed)
    if few.is_empty():
        return nothing, nothing
    inside = without_legal_forms(spell_all(_inside(few)))
    before = without_legal_forms(spell_all(few.str.replace_all(BRACKETS, " ")))
    both = pl.Series((inside != "") & (before != ""))
    at = bracketed.arg_true().filter(both)
    return nothing.scatter(at, before.filter(both)), nothing.clone().scatter(at, inside.filter(both))


def _inside(names: pl.Series) -> pl.Series:
    found = names.str.extract_all(BRACKETS)
    return found.list.eval(pl.element().str.slice(1, pl.element().str.len_chars() - 2)).list.join(" ")
