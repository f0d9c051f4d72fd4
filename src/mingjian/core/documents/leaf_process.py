"""
Draw the first pages of the PDF at standard input, one below the other, and write them to standard output as one PNG.

Runs as a process of its own, by path and without the package, so that a PDF made to exhaust memory or time, or to break whoever draws it, ends this process
and nothing else. Arguments: most bytes of memory, most seconds of computing, the width in pixels, how many pages.
"""

import resource
import struct
import sys
import zlib

import numpy as np
import pypdfium2

GAP, GREY, TALLEST = 12, 208, 3  # pixels between two pages, and their grey; a page is shown at most so many times as high as wide
LOCKED, BROKEN = 3, 4  # how the process ends where a password is asked for, and where it is no PDF


def main(memory: int, seconds: int, width: int, most: int) -> int:
    """Draw; whoever is still computing after so many seconds is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        drawn = pages_of(sys.stdin.buffer.read(), width, most)
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else BROKEN
    except (ValueError, MemoryError, OSError):
        return BROKEN
    sys.stdout.buffer.write(png(drawn))
    return 0


def pages_of(raw: bytes, width: int, most: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """Draw the first pages one below the other: rows of pixels, red, green and blue."""
    document = pypdfium2.PdfDocument(raw)
    drawn = []
    for index in range(min(most, len(document))):
        page = document[index]
        across, high = page.get_size()
        page_drawn = page.render(scale=min(width / across, TALLEST * width / high), rev_byteorder=True, no_smoothtext=False).to_numpy()[..., :3]
        whole = np.full((page_drawn.shape[0] + GAP, width, 3), GREY, dtype=np.uint8)
        left = max(0, (width - page_drawn.shape[1]) // 2)
        whole[: page_drawn.shape[0], left : left + page_drawn.shape[1]] = page_drawn[:, : width - left]
        drawn.append(whole)
    if not drawn:
        raise ValueError("no page")
    return np.concatenate(drawn)[:-GAP]


def png(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> bytes:
    """Write pixels as PNG. Source: PNG specification, third edition, 5 and 11.2."""
    high, across, _ = pixels.shape
    rows = np.concatenate([np.zeros((high, 1), dtype=np.uint8), pixels.reshape(high, across * 3)], axis=1)  # each row begins with its filter: none
    head = struct.pack(">IIBBBBB", across, high, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:5])))
