"""A package is read as it was written, and damage on its medium is named by the part."""

import json

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.wire.package import ENVELOPE, RECEIPT, Package, Part, read_package

WHOLE = Package("sh.example", "hz.example", 3, 17, 0, (Part(RECEIPT, b"{}\n"), Part(ENVELOPE, b"line\n\x00\xff body"), Part(ENVELOPE, b"x" * 70_000)))


def test_it_is_read_as_it_was_written() -> None:
    assert read_package(WHOLE.data) == WHOLE
    assert read_package(WHOLE.data).of(ENVELOPE) == [b"line\n\x00\xff body", b"x" * 70_000]
    asking = Package("a", "b", 0, 0, 0, (), 7)
    assert read_package(asking.data) == asking
    empty = Package("a", "b", 0, 0, 5)
    assert read_package(empty.data) == Package("a", "b", 0, 0, 5, ())


@pytest.mark.parametrize(("place", "part"), [(-1, "第 3 部分"), (-70_005, "第 2 部分")])
def test_a_damaged_part_is_named(place: int, part: str) -> None:
    data = bytearray(WHOLE.data)
    data[place] ^= 1
    with pytest.raises(BadInput, match=part):
        read_package(bytes(data))
    with pytest.raises(BadInput, match="第 3 部分"):
        read_package(WHOLE.data[:-1])


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}\n", b"[1]\n", b"\xff\n", b"{" * 5000 + b"\n", WHOLE.data + b"x", "不是介质文件\n".encode(), b"x" * 5_000_000]
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_package(data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": -1}, {"needs": "3"}, {"seen": True}, {"seen": 2**60}, {"from": ""}, {"to": "x" * 201}, {"to": 1}, {"format": "no/2"}, {"parts": 1},
        {"parts": [{"kind": "letter", "size": 1, "sha256": ""}]}, {"parts": [{"kind": "receipt", "size": -1, "sha256": ""}]}, {"parts": [[]]},
        {"parts": [{"kind": "receipt", "size": 10**12, "sha256": ""}]},
    ],
)  # fmt: skip
def test_a_first_line_that_says_what_none_says_is_refused(wrong: dict[str, object]) -> None:
    line, _, rest = WHOLE.data.partition(b"\n")
    with pytest.raises(BadInput):
        read_package(json.dumps({**json.loads(line), **wrong}).encode() + b"\n" + rest)
