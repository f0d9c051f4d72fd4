"""Time stamps of an authority that we run ourselves."""

import shutil
from pathlib import Path

import pytest
from captured import taken
from hypothesis import given, settings
from hypothesis import strategies as some
from time_authority import Authority

from mingjian.core.capture import stamp
from mingjian.core.capture.packing import pack
from mingjian.core.capture.verification import verify
from mingjian.core.errors import BadInput

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the authority is the system's openssl")
DATA = b"sha256:abc"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    with authority.served() as url:
        return stamp.ask(url, DATA)


def test_a_stamp_holds_against_its_root_and_names_its_chain(authority: Authority, reply: bytes) -> None:
    found = stamp.verify(reply, DATA, [authority.root_certificate])
    assert found.is_anchored
    assert found.chain[0] == "CN=Root Stamper"
    assert "CN=Root" in found.chain


def test_without_a_root_it_only_agrees_with_itself(reply: bytes) -> None:
    assert not stamp.verify(reply, DATA).is_anchored


def test_another_message_is_refused(authority: Authority, reply: bytes) -> None:
    with pytest.raises(BadInput, match="时间戳不成立"):
        stamp.verify(reply, DATA + b".", [authority.root_certificate])


def test_an_authority_that_nobody_vouches_for_is_refused(tmp_path: Path, reply: bytes) -> None:
    stranger = Authority(tmp_path, "Stranger")
    with pytest.raises(BadInput):
        stamp.verify(reply, DATA, [stranger.root_certificate])


def test_an_authority_that_does_not_answer_is_told_in_words() -> None:
    with pytest.raises(BadInput, match="没有给出时间戳"):
        stamp.ask("http://127.0.0.1:9/", DATA)


@given(data=some.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_what_is_no_reply_is_told_so(data: bytes) -> None:
    with pytest.raises(BadInput):
        stamp.verify(data, DATA)


def test_a_capture_with_a_stamp_verifies_and_a_stranger_does_not_vouch_for_it(tmp_path: Path, authority: Authority) -> None:
    file = tmp_path / "stamped.wacz"
    with authority.served() as url:
        pack(taken(), file, lambda data: stamp.ask(url, data))
    anchored = verify(file, [authority.root_certificate])
    assert anchored.is_sound
    assert any("CN=Root Stamper" in one.zh for one in anchored.held)
    assert any("--anchors" in one.zh for one in verify(file).uncovered)
    (tmp_path / "other").mkdir()
    assert not verify(file, [Authority(tmp_path / "other", "Stranger").root_certificate]).is_sound
