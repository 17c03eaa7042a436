"""The portal with its sealed bytes in an S3 server of its own process, as `COMITY_BODIES_URL` sets it up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from comity.exchange import Key, open_grant
from comity.exchange.errors import BodyMissing
from comity.exchange.object_bodies import ObjectBodies
from comity.exchange.sealed import open_body
from comity.portal.exchange.desk import revoke
from comity.portal.exchange.queries import bodies, sealed_parts
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor
from tests.exchange.object_stores import ACCESS, BUCKET, SECRET, moto
from tests.portal.exchange.cast import MARK, asked, report, shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with moto(tmp_path) as address:
        for name, value in {
            "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": ACCESS,
            "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        with override_settings(COMITY_BODIES_URL=f"s3://{BUCKET}/sealed"):
            yield


def test_a_report_is_shared_read_and_taken_back_through_an_object_store(
    ada: Actor, alder_key: Key, s3: None
) -> None:
    ask, token = asked(ada)

    made = shared([ask], token)

    held = bodies()
    assert isinstance(held, ObjectBodies)
    body, grant = sealed_parts(ask, at=now())["report"]
    opened = open_grant(grant, alder_key, supplier=made.key.public, at=now(), request=ask.ref)
    assert open_body(body, opened) == report()
    names = list(held.names())
    assert [one.split("/")[0] for one in names] == ["bodies", "grants", "grants"]
    assert all(MARK not in held.get(one) for one in names)
    revoke(token=made.token, ref=ask.ref)
    assert len(list(held.names())) == 2
    with pytest.raises(BodyMissing):
        sealed_parts(ask, at=now())
