"""A protocol that was read, as it is kept beside its file."""

import json
from dataclasses import asdict

from comity.benchmark import Kind, Protocol, Question


def protocol_bytes(protocol: Protocol) -> bytes:
    said = {
        "name": protocol.name,
        "version": protocol.version,
        "remarks": protocol.remarks,
        "questions": [asdict(one) for one in protocol.questions],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def protocol_from(data: bytes) -> Protocol:
    said = json.loads(data)
    return Protocol(
        name=said["name"],
        version=said["version"],
        remarks=tuple(said["remarks"]),
        questions=tuple(Question(**{**one, "kind": Kind(one["kind"])}) for one in said["questions"]),
    )
