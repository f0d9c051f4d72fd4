"""
A file that belongs to a record goes in pieces, each an item of an envelope like any other: signed, encrypted, numbered, and proven by a receipt.

A line that breaks, or a medium that is lost, costs one piece. Every piece but the last has the same size, so that its number says where it belongs; the
record says how large the file is and which SHA-256 it has.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.reasons import Refusal

ITEM = "piece"
SIZE = 3 * 2**20  # bytes of a piece: written as text and compressed, it stays well within what an envelope may hold
LARGEST_FILE = 512 * 2**20


def count_of(size: int) -> int:
    """Return in how many pieces a file of so many bytes goes."""
    return -(-size // SIZE)


def size_of(number: int, size: int) -> int:
    """Return how many bytes the piece of a number (from 0) has in a file of so many bytes."""
    return min(SIZE, size - number * SIZE)


def piece_item(name: str, number: int, data: bytes) -> dict[str, Any]:
    """Return the item of one piece of the file of a record."""
    return said_item(ITEM, name, number=number, data=base64.b64encode(data).decode())


def read_piece(item: Mapping[str, Any], size: int) -> tuple[int, bytes]:
    """Return number and bytes of a piece of a file of so many bytes. Raises Refusal where it does not fit that file."""
    number, text = item.get("number"), item.get("data")
    if type(number) is not int or not 0 <= number < count_of(size) or not isinstance(text, str):
        raise Refusal("malformed_item", "number")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("malformed_item", "data") from error
    if len(data) != size_of(number, size):
        raise Refusal("malformed_item", "data")
    return number, data
