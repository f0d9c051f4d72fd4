"""A zip from outside, read without trust: no tricks with names, no bytes beside its members, no bombs."""

import hashlib
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO

from mingjian.core.capture.report import Report, cut, quoted
from mingjian.core.capture.wacz import zip_info
from mingjian.core.errors import BadInput, TooMuch

MOST_BYTES = 8 << 30  # of all members unpacked
MOST_MEMBERS = 100_000
MOST_TOLD = 16 << 20  # of a member that is read whole
LEAST_UNPACKED, MOST_TIMES = 256 << 20, 100  # what is packed may unpack to: at least so much, else so many times itself
_MOST_RATIO = 1100  # deflate gives 1032 at most
_MOST_DIRECTORY = 64 << 20
_CHUNK = 1 << 20
#: What reading a damaged zip may raise.
DAMAGE = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error, zlib.error, lzma.LZMAError)


@dataclass(frozen=True, slots=True)
class Member:
    """One member as its bytes are: size and SHA-256 (hex)."""

    size: int
    sha256: str


class Budget:
    """How many bytes may come of a file in all: of its members, of the archives among them, and of the files in it; each takes its part before it is read."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def take(self, size: int) -> None:
        """Use some of it. Raises TooMuch where so much is not left: the file may be sound, and is not verified here."""
        if size > self.left:
            most = self.most >> 20
            raise TooMuch(
                f"解压后超过 {most} MiB，此处不予核验：请在自己的电脑上用“mingjian evidence verify”命令核验。",
                f"It unpacks to more than {most} MiB and is not verified here: verify it on your own machine by the command “mingjian evidence verify”.",
            )
        self.left -= size


class Container:
    """
    The members of a zip. Opening it says in `report` what is wrong with its structure.

    Raises BadInput where it is no zip, or would unpack to too much; TooMuch where that is more than is left in the `budget` that was given.
    """

    def __init__(self, path: Path, report: Report, budget: Budget | None = None) -> None:
        self._report, self.budget = report, budget
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
            self.infos = self._zip.infolist()
            self._check_sizes()
        except DAMAGE as error:
            self._file.close()
            raise BadInput(f"{path.name} 不是完好的 zip（{quoted(error)}）。", f"{path.name} is no whole zip file ({quoted(error)}).") from error
        except (BadInput, TooMuch):
            self._file.close()
            raise
        self._check_names()
        self._check_layout()

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    @cached_property
    def names(self) -> dict[str, int]:
        """Return the members that are no folders, in their order, each with how many bytes it takes packed."""
        return {info.filename: info.compress_size for info in self.infos if not info.is_dir()}

    def measure(self, name: str) -> Member | None:
        """Read a member to its end; None, and a fault, where it cannot be read."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except (*DAMAGE, KeyError) as error:
            self._report.fault(name, f"无法读取，已损坏（{quoted(error)}）。", f"It cannot be read and is damaged ({quoted(error)}).")
            return None
        return Member(size, digest.hexdigest())

    def read(self, name: str) -> bytes:
        """Return a member whole. Raises BadInput where it is damaged or too large."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(MOST_TOLD + 1)
        except (*DAMAGE, KeyError) as error:
            raise BadInput(f"无法读取（{quoted(error)}）。", f"It cannot be read ({quoted(error)}).") from error
        if len(data) > MOST_TOLD:
            raise BadInput(f"超过 {MOST_TOLD >> 20} MiB，不予读取。", f"It is over {MOST_TOLD >> 20} MiB and is not read.")
        return data

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        with self._zip.open(name) as stream:
            yield stream

    def check_canonical(self) -> None:
        """Report a fault unless each byte of the file is what we would have written: the heads of a zip tell times and rights, which nothing else covers."""
        with tempfile.TemporaryFile() as again:
            try:
                self._write_again(again)
            except DAMAGE:
                return  # the member is named elsewhere
            if any(info.is_dir() for info in self.infos) or not _is_same(self._file, again):
                self._report.fault("", "成员之外的字节被改动（zip 的目录或文件头）。", "Bytes outside the members were changed (heads of the zip).")

    def _write_again(self, out: BinaryIO) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for info in self.infos:
                head = zip_info(info.filename)
                head.file_size = info.file_size
                with self._zip.open(info) as stream, archive.open(head, "w") as member:
                    while chunk := stream.read(_CHUNK):
                        member.write(chunk)

    def _check_names(self) -> None:
        seen: set[str] = set()
        for info in self.infos:
            name = info.filename
            if name in seen:
                self._report.fault(name, "同名成员出现两次。", "Two members bear this name.")
            seen.add(name)
            if info.is_dir() and info.compress_size:
                self._report.fault(name, "目录不应含有内容。", "A folder should hold no bytes.")
            if not is_plain_path(name) or info.orig_filename != name:
                self._report.fault(name, "成员的路径越出压缩包或含特殊字符。", "The path of this member leads out of the package, or holds odd signs.")

    def _check_sizes(self) -> None:
        for info in self.infos:
            if info.file_size > 1024 + info.compress_size * _MOST_RATIO:
                name = cut(info.filename, 80)
                raise BadInput(f"{name} 是压缩炸弹，不予核验。", f"{name} is a zip bomb; it is not verified.")
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                self._report.fault(info.filename, "已加密或压缩方式不明。", "It is encrypted, or packed in an unknown way.")
        most = min(MOST_BYTES, most_of(sum(info.compress_size for info in self.infos)))
        if len(self.infos) > MOST_MEMBERS or sum(info.file_size for info in self.infos) > most:
            raise BadInput("解压后过大或成员过多，不予核验。", "It would unpack to too much, or has too many members; it is not verified.")
        if self.budget:
            self.budget.take(sum(info.file_size for info in self.infos))

    def _check_layout(self) -> None:
        """Walk over the whole file: members one behind the other from the first byte on, then the directory, then its end, and nothing else."""
        at = 0
        try:
            for info in sorted(self.infos, key=lambda one: one.header_offset):
                if info.header_offset != at:
                    self._report.fault(info.filename, "成员之前有不属于任何成员的字节，或成员互相重叠。", "Bytes of no member stand before it, or it overlaps.")
                at = self._end_of(info)
            if at != self._zip.start_dir or not self._ends_with_directory():
                self._report.fault("", "成员之后或文件末尾有不属于任何成员的字节。", "Bytes of no member stand behind the members or at the end of the file.")
        except DAMAGE as error:
            self._report.fault("", f"zip 结构不实（{quoted(error)}）。", f"The structure of the zip is false ({quoted(error)}).")

    def _end_of(self, info: zipfile.ZipInfo) -> int:
        """Return where a member ends; a fault where its own head says otherwise than the directory."""
        self._file.seek(info.header_offset)
        sign, _, flags, method, _, _, crc, packed, size, of_name, of_extra = struct.unpack("<4s5H3L2H", self._file.read(30))
        name = self._file.read(of_name).decode("utf-8" if flags & 0x800 else "cp437", "replace")
        is_streamed = bool(flags & 8)
        told = (crc, packed, size) if not is_streamed and 0xFFFFFFFF not in (packed, size) else (info.CRC, info.compress_size, info.file_size)
        if (sign, method, name, *told) != (b"PK\3\4", info.compress_type, info.orig_filename, info.CRC, info.compress_size, info.file_size):
            self._report.fault(info.filename, "成员的文件头与目录不一致。", "The head of this member says otherwise than the directory.")
        end: int = info.header_offset + 30 + of_name + of_extra + info.compress_size
        return end + (self._descriptor(end, info) if is_streamed else 0)

    def _descriptor(self, at: int, info: zipfile.ZipInfo) -> int:
        """Return the length of what stands behind a streamed member: its sum and sizes once more."""
        self._file.seek(at)
        found = self._file.read(24)
        for form in ("<4sLLL", "<4sLQQ"):
            told = (b"PK\7\x08", info.CRC, info.compress_size, info.file_size)
            if found.startswith(struct.pack(form, *told) if info.file_size < 1 << 32 or "Q" in form else b"-"):
                return struct.calcsize(form)
        raise ValueError(f"{cut(info.filename, 80)}: data descriptor")

    def _ends_with_directory(self) -> bool:
        self._file.seek(0, os.SEEK_END)
        length = self._file.tell() - self._zip.start_dir
        if length > _MOST_DIRECTORY:
            return False
        self._file.seek(self._zip.start_dir)
        rest, at = self._file.read(length), 0
        while rest[at : at + 4] == b"PK\1\2":
            at += 46 + sum(struct.unpack_from("<3H", rest, at + 28))
        if rest[at : at + 4] == b"PK\6\6":
            at += 12 + struct.unpack_from("<Q", rest, at + 4)[0] + 20
        return rest[at : at + 4] == b"PK\5\6" and len(rest) == at + 22 and rest[at + 20 :] == b"\0\0"


def most_of(packed: int) -> int:
    """Return how many bytes may come of so many packed ones."""
    return LEAST_UNPACKED + packed * MOST_TIMES


def is_plain_path(name: str) -> bool:
    """Return whether a path stays where it is unpacked, on any system."""
    parts = name.removesuffix("/").split("/")
    return bool(name) and not any(part in ("", ".", "..") for part in parts) and not any(sign in name for sign in "\\:\0")


def _is_same(one: BinaryIO, other: BinaryIO) -> bool:
    one.seek(0)
    other.seek(0)
    while chunk := one.read(_CHUNK):
        if other.read(len(chunk)) != chunk:
            return False
    return not other.read(1)
