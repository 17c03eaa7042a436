"""The story of a report in a real browser: key, request, the supplier's phone in Turkish, sealing, opening, decision, recall.

Also: what the browser seals `pyrage` opens and the other way round, and nothing that lies on the server can be read.
"""

import base64
import io
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from comity.core import digest_bytes
from comity.exchange import Key, PublicKey, grant_report, open_grant, seal_report
from comity.exchange import examine as cleaned
from comity.exchange.sealed import open_body
from tests.browser.conftest import Somebody
from tests.browser.looking import examine
from tests.browser.pictures import show
from tests.browser.reports import MARK, arrived, ask, choose, links, make_keys, report, saved
from tests.portal.addresses import ALDER, CEDAR, NORTHWIND

EXAMPLES = Path(__file__).parents[2] / "examples" / "protocols"


@pytest.fixture(scope="session")
def folder(portal: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the portal that runs, with what it printed."""
    return max(tmp_path_factory.getbasetemp().glob("served*/data"), key=lambda one: one.stat().st_mtime)


def test_the_story_from_a_request_to_a_recall(somebody: Somebody, folder: Path) -> None:
    wrong: list[str] = []
    ada = somebody("ada@alder-foods.example")
    key, _recovery, _holder = make_keys(ada, ALDER)
    wrong += examine(ada, "exchange-keys-1280")
    ask(ada, ALDER, "Ege Tekstil", "export@ege-tekstil.example")
    wrong += examine(ada, "exchange-requests-1280")

    phone = somebody(width=360)
    phone.goto(links(folder)[-1])
    assert phone.locator("html").get_attribute("lang") == "tr"
    wrong += examine(phone, "exchange-answer-360")
    show(phone, "supplier-answer", height=760)
    ada.reload()
    expect(state_of(ada, "Ege Tekstil")).to_have_text("sent")  # a page was fetched, and scripts ran
    with phone.expect_response(lambda one: one.url.endswith("/opened/")):
        phone.locator("input[value=yes]").check()
    ada.reload()
    expect(state_of(ada, "Ege Tekstil")).to_have_text("opened")
    phone.locator("main button[type=submit]").last.click()
    expect(phone.locator("#report")).to_be_visible()
    assert_waits_for_its_script(phone, "seal")
    wrong += examine(phone, "exchange-desk-360")
    data = report(5_000_000)
    choose(phone, "#report", data, "denetim.pdf")
    phone.locator("#seal button").click()
    expect(phone.locator("#done")).to_be_visible()
    wrong += examine(phone, "exchange-sealed-360")
    show(phone, "supplier-sealed", height=760)

    ada.get_by_role("link", name="Ege Tekstil").click()
    expect(ada.locator("#key")).to_be_visible()
    assert_waits_for_its_script(ada, "open")
    choose(ada, "#key", key, "alder-foods.key")
    ada.get_by_role("button", name="Open here").click()
    expect(ada.get_by_text("byte for byte")).to_be_visible()
    copy = saved(ada, "Save the report")
    assert "Copy of Ada Quist, Alder Foods, 2026-10-05" in words(copy)
    with pikepdf.open(io.BytesIO(copy)) as opened, pikepdf.open(io.BytesIO(data)) as sealed:
        assert opened.Root.Held.read_bytes() == sealed.Root.Held.read_bytes()
    wrong += examine(ada, "exchange-request-1280")

    ada.get_by_role("link", name="Decide").click()
    ada.get_by_label("Your protocol", exact=True).set_input_files(EXAMPLES / "alder-foods.xlsx")
    ada.get_by_label("Links of your protocol").set_input_files(EXAMPLES / "alder-foods-answers.csv")
    ada.get_by_label("The report's protocol").set_input_files(EXAMPLES / "birch-bakeries-answers.csv")
    ada.get_by_role("button", name="Compare").click()
    expect(
        ada.get_by_role("heading", name=re.compile(r"\d+ of your \d+ questions are answered"))
    ).to_be_visible()
    show(ada, "member-decide")
    assert saved(ada, "Supplement sheet").startswith(b"PK")
    ada.get_by_label("Protocol of the report").fill("Birch audit 2")
    ada.get_by_label("Last day on site").fill("2026-03-12")
    for question in ("Is the audited site", "Were the processes", "Were all groups"):
        ada.get_by_label(question).select_option("yes")
    ada.get_by_label("Your decision", exact=True).select_option("recognise with a supplement")
    ada.get_by_label("Reason").fill("Recent; what is missing is asked.")
    ada.get_by_role("button", name="Decide").click()
    expect(ada.get_by_role("alert")).to_contain_text("leaves out 2 critical criteria")
    wrong += examine(ada, "exchange-departs-1280")
    ada.get_by_role("button", name="Decide all the same").click()
    expect(
        ada.get_by_role("heading", name=re.compile("Your decision: recognise with a supplement"))
    ).to_be_visible()
    assert saved(ada, "Reliance file (PDF)").startswith(b"%PDF")
    wrong += examine(ada, "exchange-decide-1280")

    phone.reload()
    with phone.expect_download() as download:
        phone.locator("a[href$='/receipts/']").click()
    assert b"request-decided" in Path(download.value.path()).read_bytes()
    phone.locator("details", has=phone.locator("form[action$='/recall/']")).locator("summary").click()
    phone.locator("input[value=INVALID]").check()
    phone.locator("form[action$='/recall/'] button").click()
    expect(phone.locator("form[action$='/recall/']")).to_have_count(0)
    wrong += examine(phone, "exchange-recalled-360")
    ada.goto(f"{ALDER}decisions/")
    expect(ada.get_by_role("alert")).to_contain_text("the report is invalid")
    wrong += examine(ada, "exchange-decisions-1280")
    chiara = somebody("chiara@cedar-home.example", width=360)
    chiara.goto(f"{CEDAR}decisions/")
    expect(chiara.get_by_role("alert")).to_have_count(0)

    assert wrong == []
    for path in folder.rglob("*"):
        if path.is_file():
            with suppress(FileNotFoundError):  # a database's, gone between two looks: the portal is at work
                held = path.read_bytes()
                assert MARK[:32] not in held, path.name
                assert b"AGE-SECRET-KEY" not in held.upper(), path.name


def assert_waits_for_its_script(page: Page, form: str) -> None:
    """As it comes from the server, it cannot be sent: the browser alone would forget the chosen files."""
    came = page.request.get(page.url).text()
    _, _, own = came.partition(f'<form id="{form}"')
    buttons = re.findall("<button[^>]*>", own.partition("</form>")[0])
    assert [one for one in buttons if "disabled" not in one] == []
    assert buttons


def state_of(page: Page, supplier: str) -> Locator:
    return page.locator("tr", has_text=supplier).locator(".tag")


def words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


COPIES = """async (file) => {
  const { copyFor } = await import("/static/exchange/marking.js");
  const text = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  try {
    const { copy, removed } = await copyFor(Uint8Array.from(atob(file), (one) => one.charCodeAt(0)), "Copy of Ada, Alder Foods.", "Ada");
    return [text(copy), removed];
  } catch (error) {
    return [error.code, 0];
  }
}"""


def test_a_key_that_did_not_arrive_is_not_offered(somebody: Somebody) -> None:
    page = somebody("nadia@northwind-dairy.example", may_lose_the_line=True)
    page.goto(f"{NORTHWIND}keys/")
    page.route("**/keys/publish/", lambda route: route.abort())
    make = page.get_by_role("button", name="I am the second holder")
    make.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("link", name="Save my key file")).to_be_hidden()
    page.unroute("**/keys/publish/")
    make.click()
    expect(arrived(page)).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_copy_opened_in_the_browser_is_cleaned_and_marked_as_the_command_does(somebody: Somebody) -> None:
    page = somebody()
    page.goto("/accounts/login/")
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for turn in (0, 90, 180, 270):
            pdf.add_blank_page(page_size=(595, 842)).Rotate = turn
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.Names = pikepdf.Dictionary(
            EmbeddedFiles=pikepdf.Dictionary(Names=[]), JavaScript=pikepdf.Dictionary()
        )
        pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))
        attached = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9]
        )
        harmless = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        pdf.pages[1].Annots = [pdf.make_indirect(attached), harmless]
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    told, removed = page.evaluate(COPIES, text_of(out.getvalue()))

    copy = base64.b64decode(told)
    assert removed == 5
    assert words(copy).count("Copy of Ada, Alder Foods.") == 4
    assert cleaned(copy).removed == ()
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert [str(one.Subtype) for one in pdf.pages[1].Annots] == ["/Link"]
        assert str(pdf.docinfo["/ComityCopy"]) == "Ada"
    assert page.evaluate(COPIES, text_of(b"%PDF-1.7 and nothing else %%EOF"))[0] == "unmarked"


OPENS = """async ([keyText, supplier, request, at, grant, body]) => {
  const seal = await import("/static/exchange/sealing.js");
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  try {
    const key = await seal.readKey(keyText);
    const opened = await seal.openBody(bytes(body), await seal.openGrant(bytes(grant), key, supplier, { request, at }));
    return await seal.digestOf(opened);
  } catch (error) {
    return error.code ?? String(error);
  }
}"""
SEALS = """async ([keyText, member, report, terms]) => {
  const seal = await import("/static/exchange/sealing.js");
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  const key = await seal.readKey(keyText);
  const sealed = await seal.sealReport(bytes(report), "r.pdf");
  return [text(sealed.body), text(await seal.grantReport(sealed, member, key, terms)), key.public];
}"""
LOOKS = """async (file) => {
  const seal = await import("/static/exchange/sealing.js");
  try {
    return await seal.examine(Uint8Array.from(atob(file), (one) => one.charCodeAt(0)));
  } catch (error) {
    return error.code;
  }
}"""
AT = datetime(2026, 10, 5, 12, tzinfo=UTC)


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sealed_for(
    key: Key, supplier: Key, *, request: str = "r1", data: bytes | None = None
) -> tuple[bytes, bytes]:
    sealed = seal_report(data or report(), "r.pdf")
    grant = grant_report(
        sealed, key.public, supplier=supplier, request=request, member="Alder Foods", site="Izmir", granted_at=AT,
        expires_at=AT + timedelta(days=90),
    )  # fmt: skip
    return sealed.body, grant.data


def test_what_the_command_line_seals_the_browser_opens_or_says_why_not(somebody: Somebody) -> None:
    page = somebody()
    page.goto("/accounts/login/")
    alder, supplier, stranger = (Key.new(one, AT.date()) for one in ("Alder Foods", "Ege Tekstil", "Other"))
    data = report()
    body, grant = sealed_for(alder, supplier, data=data)
    other_body, _ = sealed_for(alder, supplier)
    _, of_another = sealed_for(alder, stranger)
    in_time, too_late = "2026-10-06T00:00:00Z", "2027-01-03T12:00:00Z"

    def opened(key: Key, grant: bytes, body: bytes, request: str = "r1", at: str = in_time) -> str:
        words = [key.to_text(), str(supplier.public), request, at, text_of(grant), text_of(body)]
        return str(page.evaluate(OPENS, words))

    assert opened(alder, grant, body) == digest_bytes(data)
    assert opened(stranger, grant, body) == "wrong-key"
    assert opened(alder, of_another, body) == "grant-swapped"
    assert opened(alder, grant, body, request="r2") == "grant-swapped"
    assert opened(alder, grant, other_body) == "grant-swapped"
    assert opened(alder, grant, body, at=too_late) == "grant-expired"
    assert opened(alder, grant, body[:-20]) == "body-damaged"


def test_what_the_browser_seals_the_command_line_opens(somebody: Somebody) -> None:
    page = somebody()
    page.goto("/accounts/login/")
    alder, supplier = Key.new("Alder Foods", AT.date()), Key.new("Ege Tekstil", AT.date())
    data = report()
    terms = {
        "request": "r1", "member": "Alder Foods", "site": "Izmir", "granted_at": "2026-10-05T12:00:00Z",
        "expires_at": "2027-01-03T12:00:00Z",
    }  # fmt: skip

    body, grant, public = page.evaluate(SEALS, [supplier.to_text(), str(alder.public), text_of(data), terms])

    assert public == str(supplier.public)
    opened = open_grant(
        base64.b64decode(grant), alder, supplier=PublicKey.of_text(public), at=AT, request="r1"
    )
    assert open_body(base64.b64decode(body), opened) == data


def test_the_browser_refuses_what_is_no_report_before_it_is_sealed(somebody: Somebody) -> None:
    page = somebody()
    page.goto("/accounts/login/")
    locked, scripted, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(report())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pikepdf.open(io.BytesIO(report())) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(scripted)
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/JS" not in packed.getvalue()

    def looked(data: bytes) -> str:
        return str(page.evaluate(LOOKS, text_of(data)))

    assert looked(report()) == "pdf"
    assert looked(report(data=b" /JS (a picture that reads so by chance) ")) == "pdf"
    assert looked(b"") == "empty"
    assert looked(b"MZ this is a program") == "kind"
    assert looked(report()[:-30]) == "cut"
    assert looked(report() + b"PK\x03\x04 and an archive") == "two-kinds"
    assert looked(b"junk " + report()) == "two-kinds"
    assert looked(locked.getvalue()) == "locked"
    assert looked(scripted.getvalue()) == "active"
    assert looked(packed.getvalue()) == "active"
