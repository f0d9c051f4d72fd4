"""Takes out of an environment what wheels bring and no node uses: python deploy/thin.py .venv (docs/decisions/0196).

Files are unlinked or put anew, never written into: an installer may share them with its cache and with other environments.
"""

import os
import re
import struct
import sys
from pathlib import Path

#: What a wheel brings for whoever compiles against it, reads its types, translates it, or reads its scripts in a debugger.
SUFFIXES = frozenset({".c", ".cpp", ".h", ".hpp", ".map", ".po", ".pxd", ".pxi", ".pyi", ".pyx"})
#: The languages of the console. The other phrases of Django and allauth are asked for by nobody.
LANGUAGES = ("en", "zh")
#: Of Arrow: calls to other machines, which nothing here imports, and its libraries a second and third time. The loader asks for `….so.2600`.
ARROW = re.compile(r"flight|^libarrow_\w+\.so(?:\.\d+\.\d+\.\d+)?$")
_LIBRARY = re.compile(r"\.so(?:\.\d+)*$")


def main() -> int:
    """Thin the environment that is named."""
    if len(sys.argv) != 2 or not (places := sorted(Path(sys.argv[1]).glob("lib/python3*/site-packages"))):
        print("用法 Usage: python deploy/thin.py .venv", file=sys.stderr)  # noqa: T201 - a command line
        return 1
    for place in places:
        for folder, _, names in os.walk(place, topdown=False):
            for path in (Path(folder, name) for name in names):
                if is_superfluous(path.relative_to(place)):
                    path.unlink()
                elif _LIBRARY.search(path.name) and not path.is_symlink():
                    _drop_symbols(path)
            if not any(Path(folder).iterdir()):
                Path(folder).rmdir()
    return 0


def is_superfluous(file: Path) -> bool:
    """Return whether no node uses a file; `file` is relative to site-packages."""
    *folders, name = file.parts
    if not folders or folders[0].endswith((".dist-info", ".libs")):
        return False
    if "tests" in folders or folders[:2] == ["pyarrow", "include"] or file.suffix in SUFFIXES:
        return True
    if folders[-1] == "LC_MESSAGES" and "locale" in folders[:-2]:
        return not folders[-2].startswith(LANGUAGES)
    return folders == ["pyarrow"] and bool(ARROW.search(name))


def used_by_the_loader(library: bytes) -> bytes:
    """Return a library without its symbol and section tables, which only debuggers and linkers read; whatever is no 64-bit little-endian ELF as it is."""
    if library[:6] != b"\x7fELF\x02\x01":
        return library
    (at,) = struct.unpack_from("<Q", library, 32)  # of the program headers: what the loader maps into memory
    size, count = struct.unpack_from("<HH", library, 54)
    segments = [struct.unpack_from("<Q16xQ", library, at + size * number + 8) for number in range(count)]
    end = max([at + size * count, *(offset + length for offset, length in segments)])
    head = bytearray(library[:end])
    struct.pack_into("<Q", head, 40, 0)  # no section headers
    struct.pack_into("<HHH", head, 58, 0, 0, 0)
    return bytes(head)


def _drop_symbols(path: Path) -> None:
    whole = path.read_bytes()
    if len(used := used_by_the_loader(whole)) < len(whole):
        beside = path.with_name(f".{path.name}.thin")
        beside.write_bytes(used)
        beside.chmod(path.stat().st_mode)
        beside.replace(path)


if __name__ == "__main__":
    sys.exit(main())
