"""
Check an archive package with nothing of what wrote it: structure of the zip, metadata, digests of every file, proofs of the ledger.

Nothing here is imported from `package.py`: a fault that both had would go unseen. Names of members and elements are written down again.
"""

import hashlib
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingjian.core.capture.container import Container
from mingjian.core.capture.report import Report, quoted
from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import several
from mingjian.core.ledger.checkpoint import Verifier
from mingjian.core.ledger.proof import Inclusion

_XML, _XML_PROOF, _FORMAT = "封装.xml", "封装.证明.json", "mingjian-archive/1"
_LEDGER = "台账/"
_LABELS = ("题名", "保管期限", "责任者", "业务编号", "起始日期", "终止日期")
_MOST_DEPTH = 20
_PIECE = 1 << 20


@dataclass
class _Listed:
    """What the metadata says: digests by path, the number of the dossier, what was left out, how many items."""

    files: dict[str, dict[str, str]] = field(default_factory=dict)
    number: str = ""
    absent: list[tuple[str, str]] = field(default_factory=list)
    items: int = 0


def check(path: Path, key: Verifier | None = None) -> Report:
    """
    Check a package; `key`: the public key of the node's ledger as it was published, without which the one in the package is believed, and that is said.

    Raises BadInput where the file is no zip, or no archive package at all.
    """
    report = Report()
    with Container(path, report) as archive:
        if _XML not in archive.names:
            raise BadInput(f"{path.name} 中没有 {_XML}，不是归档包。", f"{path.name} has no {_XML}: it is no archive package.")
        try:
            raw = archive.read(_XML)
        except BadInput as error:
            report.fault(_XML, error.text.zh, error.text.en)
            return report
        listed = _read_metadata(raw, report)
        _check_files(archive, listed, report)
        bodies = _check_proofs(archive, listed, key, report)
        _check_package_proof(archive, raw, listed, key, report)
        archive.check_canonical()
    _say_what_is_entered(listed, bodies, report)
    for title, why in listed.absent:
        report.leave(f"未收入：{title}（{why}）", f"Left out: {title} ({why})")
    report.leave("文件内容是否真实、有无病毒，不在核验之内。", "Whether what the files say is true, or holds a virus, is not covered.")
    return report


def _read_metadata(raw: bytes, report: Report) -> _Listed:
    """Read the metadata. Raises BadInput where it is no such XML: a document type, too, could make a small file endless."""
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise BadInput(f"{_XML} 含有文档类型声明，不予读取。", f"{_XML} holds a document type, and is not read.")
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - no document type: see above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadInput(f"{_XML} 不是完好的 XML（{quoted(error)}）。", f"{_XML} is no sound XML ({quoted(error)}).") from error
    if root.tag != "电子文件封装包" or root.get("格式") != _FORMAT:
        raise BadInput(f"{_XML} 不是 {_FORMAT} 的元数据。", f"{_XML} is no metadata of {_FORMAT}.")
    listed = _Listed()
    entities = root.findall("封装内容/文件实体块/文件实体")
    volumes = [one for one in entities if one.get("聚合层次") == "案卷"]
    if len(volumes) != 1:
        report.fault(_XML, f"应有一个案卷，实有 {len(volumes)} 个。", f"It should describe one file, and describes {len(volumes)}.")
    for volume in volumes:
        listed.number = volume.findtext("业务编号") or ""
        for label in _LABELS:
            if not (volume.findtext(label) or "").strip():
                report.fault(_XML, f"案卷缺“{label}”。", f"The file lacks {label}.")
    items = [one for one in entities if one.get("聚合层次") == "文件"]
    _check_items(items, volumes, report)
    listed.items = len(items)
    for element in root.iter("计算机文件"):
        _list_file(element, listed, report)
    listed.absent = [(one.findtext("题名") or "", one.findtext("原因") or "") for one in root.findall("未收入/文件")]
    return listed


def _check_items(items: list[ElementTree.Element], volumes: list[ElementTree.Element], report: Report) -> None:
    places = [one.get("顺序号") for one in items]
    if places != [str(place) for place in range(1, len(items) + 1)]:
        report.fault(_XML, "顺序号不连续。", "The items are not numbered one by one.")
    for one in items:
        if not (one.findtext("题名") or "").strip() or not one.findall("计算机文件"):
            report.fault(_XML, f"第 {one.get('顺序号')} 件缺题名或者计算机文件。", f"Item {one.get('顺序号')} lacks a title or a file.")
    for volume in volumes:
        if volume.findtext("件数") != str(len(items)):
            report.fault(_XML, f"件数写为 {volume.findtext('件数')}，实有 {len(items)}。", f"It says {volume.findtext('件数')} items and lists {len(items)}.")


def _list_file(element: ElementTree.Element, listed: _Listed, report: Report) -> None:
    path = element.get("路径") or ""
    if not path or path in listed.files:
        report.fault(path or _XML, "路径缺失，或者同一路径列了两次。", "Its path is missing, or is listed twice.")
    digests = {one.get("算法") or "": (one.text or "").strip() for one in element.findall("数字摘要")}
    listed.files[path] = digests | {"size": (element.findtext("计算机文件大小") or "").strip()}


def _check_files(archive: Container, listed: _Listed, report: Report) -> None:
    """Hold each file against its digests, and the list against what is there."""
    for name in listed.files:
        if name not in archive.names:
            report.fault(name, "元数据列有此文件，包中没有。", "The metadata list this file, and the package has it not.")
    sound = 0
    for name in archive.names:
        if name in (_XML, _XML_PROOF):
            continue
        if name not in listed.files:
            report.fault(name, "包中有此文件，元数据没有列出。", "The package has this file, and the metadata do not list it.")
            continue
        sound += _is_as_listed(archive, name, listed.files[name], report)
    if _sm3() is None:
        report.hold(f"{sound} 个文件的 SHA-256 和大小与元数据一致。", f"SHA-256 and size are as the metadata say: {several(sound, 'file')}.")
        report.leave("本机的 OpenSSL 没有 SM3，SM3 摘要没有核对。", "OpenSSL here has no SM3: the SM3 digests were not checked.")
        return
    report.hold(f"{sound} 个文件的 SHA-256、SM3 和大小与元数据一致。", f"SHA-256, SM3 and size are as the metadata say: {several(sound, 'file')}.")


def _is_as_listed(archive: Container, name: str, told: dict[str, str], report: Report) -> bool:
    first, second, size = hashlib.sha256(), _sm3(), 0
    try:
        with archive.opened(name) as stream:
            while piece := stream.read(_PIECE):
                first.update(piece)
                if second is not None:
                    second.update(piece)
                size += len(piece)
    except Exception as error:  # zipfile raises whatever a damaged member leads it to
        report.fault(name, f"无法读取，已损坏（{quoted(error)}）。", f"It cannot be read and is damaged ({quoted(error)}).")
        return False
    found = {"SHA-256": first.hexdigest(), "size": str(size)} | ({} if second is None else {"SM3": second.hexdigest()})
    wrong = [label for label, value in found.items() if told.get(label) != value]
    if wrong:
        report.fault(name, f"与元数据不符：{'、'.join(wrong)}。", f"Not as the metadata say: {', '.join(wrong)}.")
    return not wrong


def _sm3() -> Any:
    """Return Python's own SM3 where its OpenSSL has one, which is other code than what wrote the digest; None where it has not."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


def _check_proofs(archive: Container, listed: _Listed, key: Verifier | None, report: Report) -> list[str]:
    """Verify each proof of an entry of the dossier; return the texts of those that hold."""
    bodies: dict[int, str] = {}
    for name in archive.names:
        if name.startswith(_LEDGER):
            proof = _proven(archive, name, key, report)
            if proof is not None:
                bodies[proof.index] = proof.body.decode()
                if not _names(json.loads(proof.body), listed.number):
                    report.fault(name, f"此记录不属于卷宗 {listed.number}。", f"This entry is not of dossier {listed.number}.")
    report.hold(f"{len(bodies)} 条台账记录的证明成立。", f"{several(len(bodies), 'proof')} of entries of the ledger hold.")
    return list(bodies.values())


def _names(body: dict[str, Any], number: str) -> bool:
    """Return whether an entry is of the dossier: its wire name ends with the number."""
    return bool(number) and any(str(body.get(name, "")).rpartition("/")[2] == number for name in ("dossier", "about"))


def _check_package_proof(archive: Container, raw: bytes, listed: _Listed, key: Verifier | None, report: Report) -> None:
    """Verify that the ledger entered the SHA-256 of the metadata: whoever changes them changes every other digest in vain."""
    if _XML_PROOF not in archive.names:
        report.fault(
            _XML_PROOF, "没有台账对元数据的证明，无从知道元数据是否被改动。", "There is no proof of the metadata: nothing shows that they were not changed."
        )
        return
    proof = _proven(archive, _XML_PROOF, key, report)
    if proof is None:
        return
    body = json.loads(proof.body)
    if body.get("metadata") != hashlib.sha256(raw).hexdigest() or not _names(body, listed.number):
        report.fault(_XML, "元数据与台账记下的 SHA-256 不符，已被改动。", "The metadata do not have the SHA-256 that the ledger holds; they were changed.")
    else:
        report.hold(
            f"元数据与台账第 {proof.index} 条记下的 SHA-256 相符（{proof.verifier.name}）。",
            f"The metadata have the SHA-256 that entry {proof.index} of the ledger holds ({proof.verifier.name}).",
        )
    if key is None:
        report.leave(
            f"公钥取自包内，请与该机关公布的公钥核对：{proof.verifier.text}",
            f"The key came from the package itself: compare it with the one that the authority published: {proof.verifier.text}",
        )


def _proven(archive: Container, name: str, key: Verifier | None, report: Report) -> Inclusion | None:
    try:
        proof = Inclusion.from_bytes(archive.read(name))
        proof.verify(key)
    except (BadInput, LedgerFault) as error:
        report.fault(name, error.text.zh, error.text.en)
        return None
    return proof


def _say_what_is_entered(listed: _Listed, bodies: list[str], report: Report) -> None:
    """Report how many originals a proven entry names by their SHA-256: that is what ties a file to the day it came."""
    text = "\n".join(bodies)
    files = {name: told.get("SHA-256", "") for name, told in listed.files.items() if name.startswith("电子文件/") and "-阅读副本." not in name}
    named = [name for name, digest in files.items() if digest and digest in text]
    report.hold(f"{len(named)} 个文件的 SHA-256 见于已证明的台账记录。", f"Entries that are proven name the SHA-256 of {several(len(named), 'file')}.")
    for name in files.keys() - set(named):
        report.leave(f"{name}：办理记录没有写明其 SHA-256。", f"{name}: no entry of the dossier names its SHA-256.")
