"""Whether a text is written in two languages: in two scripts, or first in one language and then in another.

In: a text. Out: the names of its languages or scripts, where they can be told. Law: none is guessed from a word or two that one
language borrows from another: each must have several words of its own, on its own side of the text, or a sentence of its own in which
no other language has one.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{2,}"), 1.0),
    ("Chinese or Japanese", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2,}"), 3.0),
    ("Cyrillic", re.compile(r"[\u0400-\u04ff]{2,}"), 1.0),
    ("Arabic", re.compile(r"[\u0600-\u06ff]{2,}"), 1.3),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]{2,}"), 1.0),
    ("Korean", re.compile(r"[\uac00-\ud7a3]{2,}"), 2.0),
    ("Indic", re.compile(r"[\u0900-\u0dff]{2,}"), 1.0),
)
"""With what a letter of the script says, in letters of the alphabet."""
_LEAST_LETTERS = 6
_LEAST_SHARE = 0.15
_LEAST_WORDS = 2

_SMALL_WORDS = {
    "English": "the and are is in of that for with not have has does do they their been all any at by from which shall must can will each every there",
    "German": "der die das in und ist sind nicht ein eine werden wird mit für auf von den dem zu alle müssen oder haben wurde wurden durch",
    "French": "le la les de des et est sont une dans pour avec pas que qui aux du sur tous toutes leur doivent ou ont chaque cette être",
    "Spanish": "el la los las de en y es son una para con no que del por se su sus todos todas están deben o tiene tienen existen deben",
    "Portuguese": "os as de e é são uma para com não que do da dos das por se todos estão devem ou têm devem",
    "Italian": "il la gli di in e è sono una per con non che della dei delle tutti tutte devono del nel o hanno vengono essere degli",
    "Dutch": "de het een en in zijn niet van voor met op worden alle moeten of dat wordt bij hebben heeft",
    "Polish": "w na jest są nie do z że oraz wszystkie wszyscy przez dla czy muszą lub się",
    "Turkish": "ve bir bu için ile tüm olarak mı mi mu değil var olmalıdır veya her gibi",
    "Vietnamese": "và các có là không được cho của những tất cả phải hoặc một người",
    "Indonesian": "dan yang di untuk dengan tidak adalah semua harus atau dari apakah para",
    "Romanian": "și de este sunt nu cu pentru care din toate toți sau trebuie la sau",
}
_OWN_LETTERS = {
    "German": "ß", "Spanish": "ñ", "Portuguese": "ãõ", "French": "œ", "Polish": "ąęłńśźż", "Turkish": "ğı", "Romanian": "șțţ",
    "Vietnamese": "ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}  # fmt: skip
_BORROWED = frozenset({
    "all", "as", "bu", "care", "com", "cu", "da", "dan", "dari", "das", "dei", "del", "della", "dem", "den", "der", "des", "di", "die",
    "din", "do", "dos", "du", "ein", "el", "este", "gli", "her", "het", "il", "las", "les", "los", "met", "mu", "na", "nel", "no", "non",
    "nu", "op", "para", "per", "por", "pour", "que", "sau", "se", "son", "sur", "sus", "una", "une", "van", "var", "ve",
})  # fmt: skip
"""Words that also stand in names, in terms that others borrow, or in English with another meaning: alone they tell nothing."""
_SENTENCE = 3  # words


def _own(words: Mapping[str, str]) -> dict[str, str]:
    """Words that one language of the table has alone -> that language."""
    languages: dict[str, list[str]] = {}
    for language, some in words.items():
        for word in set(some.split()):
            languages.setdefault(word, []).append(language)
    return {word: some[0] for word, some in languages.items() if len(some) == 1}


_LANGUAGE = _own(_SMALL_WORDS)
_LETTER = {letter: language for language, some in _OWN_LETTERS.items() for letter in some}
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"\n|\s[/|–—-]\s|(?<=[.?!;])\s+|(?=[¿¡(\[])")


def languages_of(text: str) -> tuple[str, ...]:
    """Where several can be told, the first way that tells them."""
    for way in (_scripts, _beside, _in_turn):
        if len(found := way(text)) > 1:
            return found
    return found


def _in_turn(text: str) -> tuple[str, ...]:
    """Languages of whole sentences, however few small words these have."""
    told = (_language_of(sentence) for sentence in _BETWEEN.split(text))
    return tuple(dict.fromkeys(one for one in told if one))


def _language_of(sentence: str) -> str | None:
    """The one language that has words or letters of its own here."""
    words = _WORD.findall(sentence)
    found = {"Spanish"} if "¿" in sentence else set()
    found |= {
        language
        for word in words
        if (language := _small_word(word) or (None if word[0].isupper() else _of_its_letters(word)))
    }
    return found.pop() if len(found) == 1 and len(words) >= _SENTENCE else None


def _small_word(word: str) -> str | None:
    plain = word.casefold()
    return None if plain in _BORROWED or len(plain) == 1 else _LANGUAGE.get(plain)


def _of_its_letters(word: str) -> str | None:
    return next((_LETTER[letter] for letter in word if letter in _LETTER), None)


def _scripts(text: str) -> tuple[str, ...]:
    letters = {name: worth * sum(map(len, pattern.findall(text))) for name, pattern, worth in _SCRIPTS}
    least = max(_LEAST_LETTERS, _LEAST_SHARE * sum(letters.values()))
    return tuple(name for name, count in letters.items() if count >= least)


def _beside(text: str) -> tuple[str, ...]:
    """Languages of one script, where the small words of one all stand before those of the other."""
    places: dict[str, list[int]] = {}
    distinct: dict[str, set[str]] = {}
    for at, word in enumerate(_WORD.findall(text.casefold())):
        if language := _LANGUAGE.get(word):
            places.setdefault(language, []).append(at)
            distinct.setdefault(language, set()).add(word)
    some = sorted(
        (name for name in places if len(distinct[name]) >= _LEAST_WORDS), key=lambda name: places[name][0]
    )
    apart = all(places[one][-1] < places[two][0] for one, two in pairwise(some))
    return tuple(some) if apart else ()
