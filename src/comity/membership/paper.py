"""The joint statement on paper, with the signature that names it: for the member's own file.

What is printed reaches the typesetter as data, never as source. A name in letters that the typesetter's own fonts lack is written in
Latin ones, so that the same statement gives the same page on every machine.
"""

import json
from importlib.resources import files

from comity.membership.signing import Signature
from comity.membership.statement import Statement


def statement_pdf(statement: Statement, *, programme: str, member: str, signature: Signature | None) -> bytes:
    """`signature` is of these words, or none: then it is the text to be signed."""
    import typst  # a command that prints nothing need not load a typesetter

    content = {
        "title": statement.title,
        "version": statement.version,
        "programme": _readable(programme),
        "member": _readable(member),
        "sections": [{"heading": one.heading, "text": one.text} for one in statement.sections],
        "digest": statement.digest,
        "signed": None
        if signature is None
        else {
            "by": _readable(signature.by),
            "role": _readable(signature.role),
            "on": f"{signature.on.day} {signature.on:%B %Y}",
            "version": signature.statement,
        },
    }
    source = (files("comity.membership") / "templates" / "statement.typ").read_bytes()
    made = typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    assert isinstance(made, bytes)  # noqa: S101 -- one document, so no list of pages
    return made


def _readable(text: str) -> str:
    from anyascii import anyascii

    drawn = all(ord(one) < 0x530 or 0x1E00 <= ord(one) < 0x2100 for one in text)
    return text if drawn else anyascii(text)
