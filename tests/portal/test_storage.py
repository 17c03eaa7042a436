from io import BytesIO
from pathlib import Path

import pytest

from comity.core.working_folder import PREFIX
from comity.portal.ports.storage import FolderStorage, ObjectStorage, as_file
from comity.portal.shell.faults import fault_of


@pytest.fixture
def kept(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def test_what_is_kept_is_read_back(kept: FolderStorage) -> None:
    assert kept.read(kept.keep(BytesIO(b"a list"))) == b"a list"


def test_one_content_kept_twice_has_two_keys(kept: FolderStorage) -> None:
    assert kept.keep(BytesIO(b"x")) != kept.keep(BytesIO(b"x"))


def test_what_is_forgotten_is_gone_and_forgotten_again_without_harm(kept: FolderStorage) -> None:
    key = kept.keep(BytesIO(b"x"))

    kept.forget(key)
    kept.forget(key)

    with pytest.raises(FileNotFoundError):
        kept.read(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 31, "A" * 32, "g" * 32])
def test_a_key_that_is_none_leads_nowhere(kept: FolderStorage, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        kept.read(key)


def test_a_disk_that_fails_half_way_leaves_nothing_behind(kept: FolderStorage) -> None:
    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        kept.keep(Failing())

    assert [path for path in kept.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "evil.csv"])
def test_a_files_name_leads_out_of_no_folder(name: str) -> None:
    with as_file(b"x", name=name) as path:
        assert path.name == "evil.csv"
        assert path.parent.name.startswith(PREFIX)
    assert not path.exists()


def test_an_object_store_that_is_away_is_a_fault_of_the_machine_and_is_named() -> None:
    pytest.importorskip("obstore")
    from obstore.store import S3Store

    # An address without TLS is refused before a word goes out: as silent a store as can be had at once.
    store = S3Store("lists", endpoint="http://127.0.0.1:1", region="us-east-1", access_key_id="k", secret_access_key="s")  # fmt: skip  # noqa: S106 -- of nothing

    with pytest.raises(OSError, match="the object store does not answer") as caught:
        ObjectStorage(store).keep(BytesIO(b"a list"))

    assert caught.value.strerror is not None
    assert "\n" not in caught.value.strerror
    fault = fault_of(caught.value)
    assert fault is not None
    assert fault.status == 503
