"""What kind each row of a protocol is: a requirement, guidance or a data field, as far as its words tell.

In: a text. Out: the kind it seems to be, with the words that say so. Law: where nothing speaks for another kind it is a
requirement, because those must not be lost; a person confirms or corrects it.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    REQUIREMENT = "requirement"  # something the site must meet, or a question about it
    GUIDANCE = "guidance"  # how to audit, what a word means
    DATA_FIELD = "data field"  # a fact to fill in: a name, a count, a date


_ASKS = re.compile(
    r"[?？]|\b(?:shall|must|should|may not|is not|are not|does not|do not|never|no one|prohibited|required|ensure[sd]?|has|have|"
    r"are|is|can|provides?|keeps?|complies|complied|muss|müssen|soll|sollen|darf|dürfen|doit|doivent|debe|deben|deve|devem|"
    r"zorunlu|olmalı|edilir|phải|không)\b|应|必须|不得|须",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"^\s*(?:note|guidance|auditor guidance|remark|nb|n\.b\.|example|examples|e\.g\.|definition|tip|hint|hinweis|anmerkung|"
    r"leitfaden|remarque|nota|orientación|not|açıklama|说明|注|备注|指南|ghi chú|interview tip|how to (?:check|audit))\s*[:：\-–.]",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"^\s*(?:the )?auditors? (?:should|shall|must|may|will)\b|^\s*(?:refer to|see also|for guidance)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^\s*(?:(?:site|factory|company|supplier|facility|auditor'?s?|contact|manager'?s?)\s+)?"
    r"(?:name|address|city|country|postcode|postal code|phone|telephone|e-?mail|date|start date|end date|audit date|signature|"
    r"position|job title|title|number of [\w\s,/()-]+|total (?:number of )?[\w\s,/()-]+|no\. of [\w\s,/()-]+|"
    r"gps|gln|duns|site code|website|language|languages spoken|male|female|registration number|year (?:built|established)|"
    r"name of [\w\s,/()-]+|date of [\w\s,/()-]+|anzahl[\w\s]*|datum|nombre d[\w\s']*|número de [\w\s]*)\s*[:：]?\s*(?:\(.*\))?\s*[:：_]*\s*$",
    re.IGNORECASE,
)


def said_kind(text: str) -> Kind | None:
    """What the file itself says in a column of kinds."""
    said: dict[str, Kind] = {
        **dict.fromkeys(("requirement", "question", "mandatory", "criterion", "core"), Kind.REQUIREMENT),
        **dict.fromkeys(("guidance", "note", "explanation", "info", "information"), Kind.GUIDANCE),
        **dict.fromkeys(("data field", "data", "field", "fact", "data point", "site data"), Kind.DATA_FIELD),
    }
    return said.get(text.casefold().replace("_", " ").strip())


def guess_kind(text: str) -> tuple[Kind, str]:
    """The kind, and why; where nothing speaks for another, it is a requirement, since those must not be lost."""
    if said := _GUIDES.match(text):
        return Kind.GUIDANCE, f"it begins with “{said.group(0).strip()}”"
    if said := _INSTRUCTS.match(text):
        return Kind.GUIDANCE, f"“{said.group(0).strip()}” speaks to the auditor"
    if _FIELD.match(text) and not re.search(r"[?？]", text):
        return Kind.DATA_FIELD, "it names a fact to fill in, and asks nothing"
    if len(text.split()) <= 4 and text.rstrip().endswith((":", "：", "_")):
        return Kind.DATA_FIELD, "it is a short label that ends with a colon"
    if said := _ASKS.search(text):
        return Kind.REQUIREMENT, f"“{said.group(0)}” asks or demands"
    return Kind.REQUIREMENT, "nothing says that it is guidance or a data field"


def demands(text: str) -> bool:
    """It has a word that asks or demands, and none that says it is guidance or a field."""
    return guess_kind(text)[0] is Kind.REQUIREMENT and bool(_ASKS.search(text))
