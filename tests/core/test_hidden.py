"""Files that lie encrypted: read from any place, and every change is found."""

import io
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mingjian.core.errors import LedgerFault
from mingjian.core.hidden import HEAD_SIZE, PIECE, TAG_SIZE, Hiding, Key, laid_open

KEY = Key(bytes(range(32)))
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7)


def hidden(plain: bytes, key: Key = KEY, at_once: int = 1000, *, is_sm4: bool = False) -> bytes:
    out = io.BytesIO()
    hiding = Hiding(out, key, is_sm4=is_sm4)
    for start in range(0, len(plain), at_once):
        hiding.write(plain[start : start + at_once])
    hiding.close()
    return out.getvalue()


def read(data: bytes, *keys: Key) -> bytes:
    with laid_open(io.BytesIO(data), keys or (KEY,)) as file:
        return file.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_hidden_is_shown_again(size: int) -> None:
    plain = os.urandom(size)
    data = hidden(plain, at_once=PIECE // 3)
    assert read(data, Key.new(), KEY) == plain
    assert len(data) == HEAD_SIZE + size + max(1, -(-size // PIECE)) * TAG_SIZE
    assert size < 16 or plain[:16] not in data


def test_the_same_bytes_never_lie_the_same() -> None:
    assert hidden(b"same") != hidden(b"same")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3 * PIECE), st.integers(0, 3 * PIECE), st.integers(1, PIECE + 5))
@example(0, PIECE, 1)
def test_any_place_reads_as_the_plain_bytes_do(size: int, place: int, length: int) -> None:
    plain = bytes(index * 7 % 251 for index in range(size))
    with laid_open(io.BytesIO(hidden(plain, at_once=PIECE)), (KEY,)) as file, io.BytesIO(plain) as before:
        assert file.seek(0, 2) == size
        for one in (place, 0, size // 2):
            assert (file.seek(one), file.read(length)) == (before.seek(one), before.read(length))


@pytest.mark.parametrize("size", SIZES)
def test_every_byte_is_held(size: int) -> None:
    data = bytearray(hidden(os.urandom(size)))
    for place in {0, 20, 30, HEAD_SIZE, len(data) // 2, len(data) - 1}:
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(LedgerFault):
            read(bytes(changed))


def test_pieces_cut_off_added_or_swapped_are_found() -> None:
    data = hidden(os.urandom(3 * PIECE))
    step, body = PIECE + TAG_SIZE, data[HEAD_SIZE:]
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    for changed in ([], pieces[:2], pieces[:1], [pieces[1], pieces[0], pieces[2]], [*pieces, pieces[2]], [pieces[0], pieces[2]]):
        with pytest.raises(LedgerFault):
            read(data[:HEAD_SIZE] + b"".join(changed))


def test_another_key_and_no_hidden_file_are_refused_in_words() -> None:
    with pytest.raises(LedgerFault, match="sealed-key"):
        read(hidden(b"x"), Key.new())
    for other in (b"", b"%PDF-1.4", hidden(b"x")[:40]):
        with pytest.raises(LedgerFault, match="damaged"):
            read(other)


@pytest.mark.parametrize("is_sm4", [True, False])
@pytest.mark.parametrize("left", [0, 1, 3, TAG_SIZE - 1, TAG_SIZE, TAG_SIZE + 1])
def test_a_piece_that_is_cut_off_is_a_fault_under_either_cipher(left: int, is_sm4: bool) -> None:
    for whole in (0, PIECE):  # the cut piece is the first, or follows a whole one
        data = hidden(os.urandom(whole + 100), is_sm4=is_sm4)
        with pytest.raises(LedgerFault, match="damaged"):
            read(data[: HEAD_SIZE + (whole + TAG_SIZE if whole else 0) + left])


@pytest.mark.parametrize("is_sm4", [True, False])
def test_a_file_that_is_cut_while_it_is_read_is_a_fault(is_sm4: bool) -> None:
    lies = io.BytesIO(hidden(os.urandom(PIECE + 100), is_sm4=is_sm4))
    with laid_open(lies, (KEY,)) as file:
        lies.truncate(HEAD_SIZE + 5)
        with pytest.raises(LedgerFault, match="damaged"):
            file.read()
