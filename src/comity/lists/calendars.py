"""Dates of other calendars and numerals, written again as a date of ours that says the same day.

In: a text of a cell, in NFKC. Out: the text with year, month and numerals of ours; unchanged where it has none of others. Law: only what
can mean one thing is rewritten: a year that no calendar of ours has (2568 of the Buddhist era, 114年 of Taiwan's), the
name of an era, the name of a month.

Buddhist era: ours and 543. Taiwan: ours less 1911. Reiwa 1 is 2019, Heisei 1 is 1989.
"""

import re
import unicodedata

_THAI_MONTHS = (
    ("มกราคม", "ม.ค."), ("กุมภาพันธ์", "ก.พ."), ("มีนาคม", "มี.ค."), ("เมษายน", "เม.ย."), ("พฤษภาคม", "พ.ค."), ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."), ("สิงหาคม", "ส.ค."), ("กันยายน", "ก.ย."), ("ตุลาคม", "ต.ค."), ("พฤศจิกายน", "พ.ย."), ("ธันวาคม", "ธ.ค."),
)  # fmt: skip
_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
# NFKC, as the texts are: it parts the last vowel of some words in two.
_MONTHS_IN_THAI = {
    unicodedata.normalize("NFKC", name): english
    for english, names in zip(_ENGLISH, _THAI_MONTHS, strict=True)
    for name in names
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_BUDDHIST = 543
_BUDDHIST_YEAR = re.compile(r"(?<!\d)(25[3-9]\d|26[0-3]\d)(?!\d)")  # 1990 to 2096 of ours
_THAI_ERA = re.compile(r"(?:พ\s*\.?\s*ศ\s*\.?|ปี)\s*(?=\d)")
_THAI_DAY = re.compile(r"^\s*(?:วันที่|วัน\S*ที่)\s*")
_SHORT_YEAR = re.compile(r"(?<!\d)([4-9]\d)\s*$")  # of the Buddhist era: ours would be 2040 and later
_ERAS = {"令和": 2018, "平成": 1988, "中華民國": 1911, "中华民国": 1911, "民國": 1911, "民国": 1911}
_ERA_YEAR = re.compile(rf"({'|'.join(_ERAS)})\s*(\d{{1,3}}|元)\s*年")
_TAIWANESE_YEAR = re.compile(r"(?<!\d)(1\d\d)\s*(?=年)")
_DIGITS = {numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "两": "2",
}
_TENS = {"十": 1, "廿": 2, "卅": 3}
_NUMERAL = re.compile(rf"[{''.join(_DIGITS)}{''.join(_TENS)}]+(?=\s*[年月日号號])")
_ROMAN_MONTH = re.compile(r"^(\d{1,2})\s*[-./ ]\s*([IVX]{1,4})\s*[-./ ]\s*(\d{4})$")
_YEAR_WORD = re.compile(r"(?<=\d)\s*(?:г|р|r)\.?\s*(?:в\.?)?$", re.IGNORECASE)


def in_our_calendar(text: str) -> str:
    if text.isascii() and not _BUDDHIST_YEAR.search(text) and not _ROMAN_MONTH.match(text):
        return text
    text = _YEAR_WORD.sub("", _with_our_digits(text))
    text = _ERA_YEAR.sub(lambda found: f"{_ERAS[found[1]] + _counted(found[2])}年", text)
    text = _TAIWANESE_YEAR.sub(lambda found: f"{int(found[1]) + 1911}", text)
    text = _thai(text)
    if roman := _ROMAN_MONTH.match(text):
        day, month, year = roman.groups()
        text = f"{day} {_ENGLISH[_ROMAN.index(month)]} {year}" if month in _ROMAN else text
    return _BUDDHIST_YEAR.sub(lambda found: str(int(found[1]) - _BUDDHIST), text)


def is_buddhist(text: str) -> bool:
    return bool(_BUDDHIST_YEAR.search(_with_our_digits(text)))


def _with_our_digits(text: str) -> str:
    digits = "".join(
        str(unicodedata.decimal(mark)) if mark.isdecimal() and not mark.isascii() else mark for mark in text
    )
    return _NUMERAL.sub(lambda found: _number(found[0]), digits)


def _number(numeral: str) -> str:
    """二〇二五 by its digits, 十四 and 二十五 by their tens; what is neither stays."""
    tens = [mark for mark in numeral if mark in _TENS]
    if not tens:
        return "".join(_DIGITS[mark] for mark in numeral)
    before, _, after = numeral.partition(tens[0])
    if len(tens) > 1 or len(before) > 1 or len(after) > 1:
        return numeral
    return str(10 * _TENS[tens[0]] * int(_DIGITS.get(before, "1")) + int(_DIGITS.get(after, "0")))


def _counted(year: str) -> int:
    return 1 if year == "元" else int(year)


def _thai(text: str) -> str:
    bare = _THAI_ERA.sub("", _THAI_DAY.sub("", text))
    for name, english in _MONTHS_IN_THAI.items():
        if name in bare:
            named = bare.replace(name, f" {english} ")
            return _SHORT_YEAR.sub(lambda found: str(2500 + int(found[1]) - _BUDDHIST), named)
    return bare
