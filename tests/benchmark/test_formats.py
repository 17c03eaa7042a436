import json
from dataclasses import replace

import pytest

from comity.benchmark import Criticality, load_criteria
from comity.benchmark.criteria import Translation
from comity.benchmark.errors import CriteriaUnreadable
from comity.benchmark.formats import Format, Source, read_criteria, write_criteria
from tests.benchmark.cast import criteria_set, criterion

SMETA = load_criteria("smeta-4p-6.0")
RICH = criteria_set(
    replace(
        criterion("1.10", section="No overtime: “never”"),
        clause="§ 1.10 (a)",
        ilo=("C001", "MNE Declaration"),
        applicability="Only where dormitories are provided,\nby the employer or an agent.",
        translations=(
            Translation(
                language="de", title="Überstunden", requirement="Niemand arbeitet gegen seinen Willen."
            ),
            Translation(language="zh-Hans", title="加班", requirement="加班自愿。"),
        ),
    ),
    replace(
        criterion("no", pillar="Ethics", level="critical"),
        title="=SUM(A1)",
        requirement='\'+ as it is\nand "so" on',
    ),
    criterion("0A/3 ü", level="minor"),  # back in the first pillar: the order is not that of the groups
    retired=("x.1", "x.2"),
)
HOLD_ALL = [Format.CSV, Format.XLSX, Format.OSCAL]
READABLE = [*HOLD_ALL, Format.UNTP]


@pytest.mark.parametrize("format_", READABLE)
def test_the_common_criteria_come_back_as_they_were(format_: Format) -> None:
    written = write_criteria(SMETA, format_)

    found = read_criteria(written.data)

    assert written.lost == ()
    assert found.criteria == SMETA
    assert found.remarks == ()


@pytest.mark.parametrize("format_", HOLD_ALL)
def test_formats_that_hold_everything_hold_everything(format_: Format) -> None:
    written = write_criteria(RICH, format_)

    assert written.lost == ()
    assert read_criteria(written.data).criteria == replace(RICH, retired=tuple(sorted(RICH.retired)))


def test_what_untp_cannot_hold_is_said() -> None:
    written = write_criteria(replace(RICH, language="fr"), Format.UNTP)

    found = read_criteria(written.data).criteria

    assert written.lost == ("the language of the set, “fr”", "translations", "when a criterion applies")
    assert [(one.code, one.clause, one.title, one.ilo) for one in found] == [
        (one.code, one.clause, one.title, one.ilo) for one in RICH
    ]
    assert found.retired == RICH.retired


def test_what_ciso_assistant_cannot_hold_is_said() -> None:
    assert write_criteria(RICH, Format.CISO_ASSISTANT).lost == ("retired codes",)
    assert write_criteria(SMETA, Format.CISO_ASSISTANT).lost == ()


def test_ciso_assistant_libraries_come_back_as_they_were() -> None:
    pytest.importorskip("yaml")

    for criteria in (SMETA, replace(RICH, retired=())):
        assert read_criteria(write_criteria(criteria, Format.CISO_ASSISTANT).data).criteria == criteria


def test_every_text_of_a_yaml_file_is_quoted() -> None:
    lines = write_criteria(RICH, Format.CISO_ASSISTANT).data.decode().splitlines()

    scalars = [
        line.split(": ", 1)[1] for line in lines if ": " in line and not line.strip().startswith("- urn")
    ]

    assert all(value[0] == '"' or value in ("true", "false") or value.isdigit() for value in scalars)


def test_no_cell_of_a_csv_file_can_be_read_as_a_formula() -> None:
    text = write_criteria(RICH, Format.CSV).data.decode("utf-8-sig")

    assert "'=SUM(A1)" in text
    assert ",=SUM" not in text


def test_an_oscal_catalog_has_what_the_model_demands() -> None:
    source = Source(changed_at="2026-06-30T00:00:00Z")
    catalog = json.loads(write_criteria(SMETA, Format.OSCAL, source=source).data)["catalog"]

    controls = [
        control
        for pillar in catalog["groups"]
        for section in pillar["groups"]
        for control in section["controls"]
    ]
    assert catalog["metadata"]["oscal-version"] == "1.1.2"
    assert catalog["metadata"]["last-modified"] == "2026-06-30T00:00:00Z"
    assert len({control["id"] for control in controls}) == 154
    assert all(control["parts"][0]["name"] == "statement" for control in controls)


def test_an_oscal_catalog_of_others_is_read() -> None:
    catalog = {
        "catalog": {
            "uuid": "x",
            "metadata": {
                "title": "Some Controls",
                "version": "5",
                "last-modified": "",
                "oscal-version": "1.1.2",
            },
            "groups": [
                {
                    "id": "ac",
                    "title": "Access",
                    "controls": [
                        {
                            "id": "ac-1",
                            "title": "Policy",
                            "params": [{"id": "ac-1_prm", "label": "a period"}],
                            "props": [{"name": "label", "value": "AC-1"}],
                            "parts": [
                                {
                                    "name": "statement",
                                    "prose": "Review it every {{ insert: param, ac-1_prm }}.",
                                    "parts": [{"name": "item", "prose": "And write it down."}],
                                }
                            ],
                            "controls": [{"id": "ac-1.1", "title": "More of it"}],
                        }
                    ],
                }
            ],
        }
    }

    found = read_criteria(json.dumps(catalog).encode())

    first, second = found.criteria
    assert (first.code, first.clause, first.pillar) == ("ac-1", "AC-1", "Access")
    assert first.requirement == "Review it every [a period].\nAnd write it down."
    assert (second.section, second.requirement) == ("Policy", "More of it")
    assert found.remarks == ("2 criteria say nothing of how critical they are and were taken as “major”.",)


def test_a_untp_vocabulary_of_others_is_read() -> None:
    vocabulary = {
        "type": ["ConformitySchemeVocabulary"],
        "scheme": {"id": "s", "name": "A Scheme", "version": "8"},
        "conformityCriterion": [
            {
                "id": "https://example.org/s/A",
                "name": "Labour",
                "subCriterion": [
                    {
                        "id": "https://example.org/s/A1",
                        "name": "Hours",
                        "description": "At most 60.",
                        "status": "active",
                    }
                ],
            }
        ],
    }

    (one,) = read_criteria(json.dumps(vocabulary).encode()).criteria

    assert (one.code, one.pillar, one.requirement) == ("A1", "Labour", "At most 60.")


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"", None),
        (b"hello", None),
        (b"{", None),
        (b"[]", Format.OSCAL),
        (b'{"catalog": {}}', None),
        (b'{"catalog": {"metadata": {"title": 1}, "groups": 7}}', None),
        (b'{"scheme": {}}', None),
        (b"PK\x03\x04", None),
        (b"code,title\n1,x\n", None),
        (b"code,pillar,section,title,requirement,criticality\n1,p,s,t,r,grave\n", None),
        (b"{" * 100_000, None),
    ],
)
def test_a_file_that_holds_no_set_ends_in_a_sentence(data: bytes, format_: Format | None) -> None:
    with pytest.raises(CriteriaUnreadable):
        read_criteria(data, format_)


def test_a_plain_table_is_a_set_and_says_what_was_assumed() -> None:
    found = read_criteria(b"code;pillar;section;title;requirement\n1.1;Labour;Hours;Rest;One day in seven.\n")

    assert found.criteria.by_code["1.1"].criticality is Criticality.MAJOR
    assert "does not name its scheme" in found.remarks[0]
    assert "taken as “major”" in found.remarks[1]


@pytest.mark.parametrize("format_", list(Format))
def test_the_same_set_gives_the_same_bytes(format_: Format) -> None:
    assert write_criteria(RICH, format_) == write_criteria(RICH, format_)


def test_a_file_holds_one_set() -> None:
    data = b"code,scheme,pillar,section,title,requirement\n1,a,p,s,t,r\n2,b,p,s,t,r\n"

    with pytest.raises(CriteriaUnreadable, match="holds one set"):
        read_criteria(data)
