"""SM3 gives the digests that GB/T 32905-2016 publishes."""

import pytest

from mingjian.core.digests import digests_of, sm3


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),  # appendix A.1
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),  # appendix A.2
    ],
)
def test_the_published_vectors_of_sm3_hold(message: bytes, digest: str) -> None:
    assert sm3(message) == digest


def test_bytes_in_pieces_have_the_digests_of_the_whole() -> None:
    assert digests_of([b"ab", b"", b"c"]) == digests_of([b"abc"])
    assert digests_of([b"abc"]).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
