"""A backup lies in a bucket as it lies in a folder: it comes back byte for byte, goes by pieces, and what the store refuses is said in words."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bucket import Bucket, bucket
from core.backups.homes import NOON, SECRET, home_with, node

from mingjian.core.backups.creation import make
from mingjian.core.backups.restoration import RestoreTarget, restore
from mingjian.core.backups.shelves import shelf_at
from mingjian.core.backups.store import open_store
from mingjian.core.errors import BadInput

PLACE = "s3://kept/county"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    with bucket() as (address, kept):
        for name, value in {"ENDPOINT_URL": address, "ACCESS_KEY_ID": "of-a-test", "SECRET_ACCESS_KEY": "of-a-test", "EC2_METADATA_DISABLED": "true"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield kept


@pytest.mark.slow
def test_what_was_kept_in_a_bucket_comes_back_byte_for_byte(tmp_path: Path, store: type[Bucket]) -> None:
    home = home_with(tmp_path / "home")
    (home / "lake/order/large.parquet").write_bytes(bytes(range(256)) * 40_000)  # more than two pieces
    done = make(PLACE, SECRET, node(home), at=NOON)
    again = make(PLACE, SECRET, node(home), at=NOON + timedelta(days=1))
    assert (done.damaged, done.written > 0, again.written < done.written / 10) == ([], True, True)
    restore(PLACE, SECRET, RestoreTarget(tmp_path / "back", {}))
    for path in ("lake/order/large.parquet", "lake/order/rows.parquet", "ledger-key"):
        assert (tmp_path / "back" / path).read_bytes() == (home / path).read_bytes()
    assert all(name.startswith("kept/county/") for name in store.objects)
    assert not any(b"PAR1" in content or b"private key" in content for content in store.objects.values())  # nothing leaves in clear


@pytest.mark.slow
def test_old_backups_of_a_bucket_are_taken_away(tmp_path: Path, store: type[Bucket]) -> None:
    home = home_with(tmp_path / "home")
    for day in range(3):
        (home / "lake/order/rows.parquet").write_bytes(b"PAR1" + bytes([day]) * 999)
        make(PLACE, SECRET, node(home), at=NOON + timedelta(days=day), keep=1)
    kept = open_store(PLACE, SECRET)
    (day,) = kept.days()
    for file in kept.manifest(day)["files"]:
        kept.check(file)


def test_a_store_that_refuses_or_is_no_backup_is_told_in_words(tmp_path: Path, store: type[Bucket], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="没有备份"):
        open_store(PLACE, SECRET)
    store.objects["kept/county/other"] = b"somebody else's"
    with pytest.raises(BadInput, match="不是空的"):
        open_store(PLACE, SECRET, is_new_allowed=True)
    store.refused = True
    with pytest.raises(BadInput, match="出错"):
        open_store(PLACE, SECRET)
    for endpoint in ("http://store.example", "localhost:9000", "store.example", "https://"):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        with pytest.raises(BadInput, match="https"):
            shelf_at(PLACE)
    for address in ("s3://", "ftp://kept/county"):
        with pytest.raises(BadInput):
            shelf_at(address)
