"""Languages of suppliers that an operator brings: the guide's own example, and what is left out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from comity.exchange import Key
from comity.portal.exchange import words
from comity.portal.exchange.tongues import tongues_in
from comity.portal.serving import examine
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import asked

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "portal-exchange.md"
ENGLISH = {"yes": "Yes", "lead": "{member} asks about {site}"}


def forget() -> None:
    for one in (words.given, words.dictionaries, words.languages, words.codes):
        one.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.COMITY_LANGUAGES = str(tmp_path)
    forget()
    yield tmp_path
    forget()


def example() -> dict[str, object]:
    [text] = re.findall(r"```json\n(\{\n  \"name\".*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    said: dict[str, object] = json.loads(text)
    return said


@pytest.mark.django_db
def test_a_language_of_the_operators_is_offered_and_the_rest_of_it_is_english(
    folder: Path, ada: Actor, alder_key: Key
) -> None:
    (folder / "sw.json").write_text(json.dumps(example()), "utf-8")
    _, token = asked(ada)

    page = Client().get(f"/answer/{token}/", headers={"accept-language": "sw-KE,en;q=0.5"}).content.decode()

    assert '<html lang="sw"' in page
    assert "Ndiyo, nitaishiriki" in page
    assert words.dictionaries()["en"]["silence"] in page
    assert words.dictionaries()["en"]["machine"] in page, "nobody has said that it was read"
    assert '<option value="sw" lang="sw" selected>Kiswahili</option>' in page
    assert (words.spoken_in("KE"), words.spoken_in("TR")) == ("sw", "tr")
    assert {one.what: one.told for one in examine()}["languages"] == "sw"


@pytest.mark.django_db
def test_a_language_that_somebody_read_no_longer_calls_itself_machine_assisted(
    folder: Path, ada: Actor, alder_key: Key
) -> None:
    better = {"name": "Türkçe", "checked": True, "words": {"yes": "Evet, paylaşırım"}}
    (folder / "tr.json").write_text(json.dumps(better), "utf-8")
    _, token = asked(ada)

    page = Client().get(f"/answer/{token}/?lang=tr").content.decode()

    assert "Evet, paylaşırım" in page
    assert "Yanıt vermezseniz hiçbir şey paylaşılmaz" in page, "what is not corrected stays ours"
    for told in (page, str(mail.outbox[-1].body)):
        assert words.dictionaries()["tr"]["machine"] not in told


WRONG = {
    "xx.json": ("no json", "no JSON"),
    "en.json": (json.dumps({"name": "English", "words": {"yes": "Y"}}), "English is the text that counts"),
    "fa.json": (json.dumps({"name": "F", "words": {"yes": "y"}, "rtl": True}), "something else than"),
    "ur.json": (json.dumps({"name": "U", "words": {"yes": "y"}, "right_to_left": "yes"}), "true or false"),
    "km.json": (json.dumps({"name": "K", "words": {}}), "has no words"),
    "lo.json": (json.dumps({"name": "L", "words": {"maybe": "m"}}), "maybe is none of our words"),
    "my.json": (json.dumps({"name": "M", "words": {"lead": "{member.__class__}"}}), "other places in braces"),
    "ne.json": (json.dumps({"name": "N", "words": {"lead": "{member"}}), "other places in braces"),
    "si.json": (json.dumps({"name": "S", "words": {"yes": " "}}), "yes is empty"),
    "ta.json": (json.dumps({"name": "", "words": {"yes": "y"}}), "no name"),
    "te.json": (json.dumps({"name": "T", "words": {"yes": "y"}, "spoken_in": "India"}), "spoken_in"),
}


@pytest.mark.parametrize("file", WRONG)
def test_a_file_that_holds_what_it_should_not_is_left_out_whole(file: str, tmp_path: Path) -> None:
    text, why = WRONG[file]
    (tmp_path / file).write_text(text, "utf-8")

    made, wrong = tongues_in(tmp_path, ENGLISH)

    assert made == ()
    [one] = wrong
    assert one.file == file
    assert why in one.why


@pytest.mark.django_db
def test_the_doctor_says_why_a_file_is_left_out(folder: Path) -> None:
    (folder / "sw.json").write_text("{", "utf-8")

    told = {one.what: one for one in examine()}["languages"]

    assert not told.is_well
    assert told.told.startswith("sw.json is left out: it is no JSON")
    assert "sw" not in words.codes()
