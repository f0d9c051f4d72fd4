"""
Write an archive package: one zip that an archive takes over, reads without this software, and checks.

    封装.xml             metadata of the file, of each item, of what was done and by whom; elements as DA/T 48-2009 and DA/T 46-2009 name them (UNVERIFIED)
    封装.证明.json        proof that the ledger holds the SHA-256 of 封装.xml
    目录.csv, 说明.txt    for people
    电子文件/001-….pdf    what lies in the dossier, by its place in the index
    台账/00000012.json    proof of each entry of the dossier

Files are not embedded in the XML as base64, as DA/T 48 has it, but named by path with their digests: a film of 2 GiB would make an XML that nothing opens.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, BinaryIO
from zoneinfo import ZoneInfo

from lxml import etree

from mingjian.core.capture.wacz import zip_info
from mingjian.core.digests import Digests, digests_of
from mingjian.core.errors import LedgerFault
from mingjian.core.language import Text
from mingjian.core.law.periods import ZONE, local_day
from mingjian.core.spreadsheets import as_text

FORMAT = "mingjian-archive/1"
METADATA, PROOF, CONTENTS, README = "封装.xml", "封装.证明.json", "目录.csv", "说明.txt"
FILES, LEDGER = "电子文件", "台账"
PIECE = 1 << 20
_LONGEST_NAME = 60  # characters of a title in a path: 180 bytes of Chinese, where file systems take 255
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Content:
    """One computer file of an item: the name that it came under, its SHA-256 as it was sealed, and what opens it. `is_copy`: made for reading only."""

    name: str
    sha256: str
    opened: Callable[[], IO[bytes]]
    is_copy: bool = False


@dataclass(frozen=True)
class Item:
    """Something that lies in the dossier: a file that was brought or a document that was made."""

    title: str
    number: str
    at: datetime
    by: str
    pages: int | None
    is_personal: bool
    contents: Sequence[Content]


@dataclass(frozen=True)
class Absent:
    """Something that lies or lay in the dossier and is not in the package: its SHA-256, and why."""

    title: str
    sha256: str
    why: Text


@dataclass(frozen=True)
class Event:
    """An entry of the ledger: what was done, when, by whom, of which department."""

    index: int
    label: str
    at: datetime
    by: str
    department: str


@dataclass(frozen=True)
class Volume:
    """The file (案卷) as a whole; what an archive gives it (`fonds`, `file_number`) may be empty. `leave`: purpose and ground on which personal data go in."""

    number: str
    title: str
    procedure: str
    department: str
    opened_at: datetime
    closed_at: datetime
    made_at: datetime
    made_by: str
    retention: str
    secrecy: str
    fonds: str = ""
    file_number: str = ""
    leave: tuple[str, str] | None = None


class Package:
    """A package under way: `metadata` is fixed when it is made, so that the ledger can enter its digest; `write` puts the zip together with the proof."""

    def __init__(self, volume: Volume, items: Sequence[Item], absent: Sequence[Absent], events: Sequence[Event], proofs: Mapping[int, bytes]) -> None:
        self._contents = dict(_paths(items))
        self._beside = {f"{LEDGER}/{index:08}.json": proof for index, proof in proofs.items()}
        measured = {path: _measured(one) for path, one in self._contents.items()}
        self._beside |= {CONTENTS: _contents_table(items, self._contents, measured), README: _readme(volume, len(items), len(absent)).encode()}
        beside = {path: digests_of([data]) for path, data in self._beside.items()}
        self.metadata = _metadata(volume, items, absent, events, self._contents, measured, beside)
        self.digests = digests_of([self.metadata])

    def write(self, proof: bytes, out: BinaryIO) -> None:
        """Write the zip, stored and without times of its own. Raises LedgerFault where a file changed since it was measured."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for path, data in {METADATA: self.metadata, PROOF: proof, **self._beside}.items():
                archive.writestr(zip_info(path), data)
            for path, content in self._contents.items():
                with content.opened() as file:
                    head = zip_info(path)
                    head.file_size = file.seek(0, io.SEEK_END)
                    file.seek(0)
                    with archive.open(head, "w") as member:
                        _refuse_changed(content, digests_of(_tee(file, member)))


def _tee(file: IO[bytes], out: IO[bytes]) -> Iterator[bytes]:
    for piece in iter(partial(file.read, PIECE), b""):
        out.write(piece)
        yield piece


def _measured(content: Content) -> Digests:
    with content.opened() as file:
        found = digests_of(iter(partial(file.read, PIECE), b""))
    _refuse_changed(content, found)
    return found


def _refuse_changed(content: Content, found: Digests) -> None:
    if found.sha256 != content.sha256:
        raise LedgerFault(
            f"{content.name}：字节与封存时的 SHA-256 不符，已被改动，不能归档。请报告审计员，并从备份恢复。",
            f"{content.name}: its bytes do not have the SHA-256 that was sealed, so nothing is archived. Tell the auditor, and restore it from a backup.",
        )


def _paths(items: Sequence[Item]) -> Iterator[tuple[str, Content]]:
    """Yield a path for each computer file: the place of its item makes it unlike any other, whatever it is called."""
    for place, item in enumerate(items, 1):
        for content in item.contents:
            stem, dot, end = content.name.rpartition(".")
            end = re.sub(r"\W", "", end)[:8] if dot else ""
            title = re.sub(r"[^\w-]+", "_", stem if dot else content.name)[:_LONGEST_NAME].strip("_") or "文件"
            copy = "-阅读副本" if content.is_copy else ""
            yield f"{FILES}/{place:03}-{title}{copy}{'.' + end if end else ''}", content


def _clean(text: str) -> str:
    """Return a text that XML takes: characters that it forbids are replaced, since names come from outside."""
    return _NO_XML.sub("\ufffd", text)


def _add(parent: "etree._Element", name: str, text: object = None, **attributes: str) -> "etree._Element":
    element = etree.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    if text is not None and text != "":
        element.text = _clean(str(text))
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE)).isoformat(timespec="seconds")


def _metadata(
    volume: Volume,
    items: Sequence[Item],
    absent: Sequence[Absent],
    events: Sequence[Event],
    contents: Mapping[str, Content],
    measured: Mapping[str, Digests],
    beside: Mapping[str, Digests],
) -> bytes:
    root = etree.Element("电子文件封装包", {"格式": FORMAT})
    _add(root, "封装包格式描述", "明鉴归档包。元素名称参照 DA/T 48-2009、DA/T 46-2009；电子文件以路径和数字摘要引用，不内嵌。")
    _add(root, "封装包类型", "原始型")
    _add(root, "封装包创建时间", _moment(volume.made_at))
    _add(root, "封装包创建单位", volume.department)
    _add(root, "封装包创建人", volume.made_by)
    block = _add(_add(root, "封装内容"), "文件实体块")
    _add_volume(block, volume, items)
    by_content = {id(content): path for path, content in contents.items()}
    for place, item in enumerate(items, 1):
        _add_item(block, place, item, [(by_content[id(one)], one, measured[by_content[id(one)]]) for one in item.contents])
    left = _add(root, "未收入")
    for gap in absent:
        element = _add(left, "文件", 数字摘要=gap.sha256)
        _add(element, "题名", gap.title)
        _add(element, "原因", gap.why.zh)
    done = _add(root, "业务实体块")
    for event in events:
        element = _add(done, "业务实体", 台账序号=str(event.index))
        for name, text in (("业务行为", event.label), ("行为时间", _moment(event.at)), ("机构", event.department), ("人员", event.by)):
            _add(element, name, text)
    people = _add(root, "机构人员实体块")
    for department, name in dict.fromkeys((one.department, one.by) for one in events if one.by):
        _add(people, "机构人员实体", 机构=department, 人员=name)
    others = _add(root, "附属文件")
    for path, found in beside.items():
        _add_digests(_add(others, "计算机文件", 路径=path), found)
    whole: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return whole


def _add_volume(block: "etree._Element", volume: Volume, items: Sequence[Item]) -> None:
    element = _add(block, "文件实体", 聚合层次="案卷")
    told = {
        "全宗号": volume.fonds,
        "档号": volume.file_number,
        "业务编号": volume.number,
        "题名": volume.title,
        "业务类别": volume.procedure,
        "责任者": volume.department,
        "起始日期": local_day(volume.opened_at),
        "终止日期": local_day(volume.closed_at),
        "保管期限": volume.retention,
        "密级": volume.secrecy,
        "件数": len(items),
        "页数": sum(one.pages or 0 for one in items),
    }
    for name, value in told.items():
        _add(element, name, value)
    if volume.leave:
        leave = _add(element, "个人信息处理")
        for name, value in zip(("目的", "依据"), volume.leave, strict=True):
            _add(leave, name, value)


def _add_item(block: "etree._Element", place: int, item: Item, files: Sequence[tuple[str, Content, Digests]]) -> None:
    element = _add(block, "文件实体", 聚合层次="文件", 顺序号=str(place))
    told = {"题名": item.title, "文件编号": item.number, "责任者": item.by, "日期": _moment(item.at), "页数": item.pages}
    for name, value in told.items():
        if value is not None:
            _add(element, name, value)
    _add(element, "含个人信息", "是" if item.is_personal else "否")
    for path, content, found in files:
        file = _add(element, "计算机文件", 路径=path, 用途="阅读副本" if content.is_copy else "原件")
        _add(file, "原始文件名", content.name)
        _add_digests(file, found)


def _add_digests(element: "etree._Element", found: Digests) -> None:
    _add(element, "计算机文件大小", found.size)
    _add(element, "数字摘要", found.sha256, 算法="SHA-256")
    _add(element, "数字摘要", found.sm3, 算法="SM3")


def _contents_table(items: Sequence[Item], contents: Mapping[str, Content], measured: Mapping[str, Digests]) -> bytes:
    """Write the index as a table for people; what a spreadsheet would take for a formula is quoted."""
    by_content = {id(content): path for path, content in contents.items()}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["顺序号", "题名", "文件编号", "责任者", "日期", "页数", "路径", "大小", "SHA-256", "SM3"])
    for place, item in enumerate(items, 1):
        for content in item.contents:
            path = by_content[id(content)]
            found = measured[path]
            told = [place, item.title, item.number, item.by, local_day(item.at), item.pages, path, found.size, found.sha256, found.sm3]
            table.writerow([as_text(value) if isinstance(value, str) else value for value in told])
    return out.getvalue().encode("utf-8-sig")


def _readme(volume: Volume, items: int, absent: int) -> str:
    return "\n".join(
        [
            f"归档包 {volume.number} {volume.title}",
            f"{volume.department}，{_moment(volume.made_at)}，收入 {items} 件，未收入 {absent} 件（见{METADATA}“未收入”）。",
            f"{METADATA}：元数据，每个文件的 SHA-256、SM3 摘要。{PROOF}：台账已记下{METADATA}的 SHA-256 的证明。",
            f"{FILES}：材料和文书。{LEDGER}：每条办理记录的证明。",
            "核验（不需要原节点）：mingjian archive check 文件.zip --key 公钥。",
            f"An archive package. {METADATA} holds the metadata and the digests of every file; {PROOF} proves that the ledger holds its SHA-256.",
            "To check it without the node: mingjian archive check FILE.zip --key KEY",
            "",
        ]
    )
