"""Holds a WACZ, or a bundle, against what it says of itself: every member, every record, every signature; and says what nothing in it covers."""

import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509

from mingjian.core.capture import stamp
from mingjian.core.capture.archive import sha256
from mingjian.core.capture.capture import Capture
from mingjian.core.capture.container import DAMAGE, Budget, Container
from mingjian.core.capture.report import Report, quoted
from mingjian.core.capture.signatures import check_signed
from mingjian.core.capture.wacz import BUNDLE, CAPTURE, DIGEST, MORE_STAMPS, PACKAGE, STAMP, as_json
from mingjian.core.capture.warcs import check_archives
from mingjian.core.errors import BadInput, MingjianError, TooMuch
from mingjian.core.language import Text, several
from mingjian.core.ledger.proof import Inclusion, is_inclusion

_DEEPEST = 1  # a bundle may hold WACZ files; these hold neither
_HASHES = {"sha256": 64}
_REQUIRED = ("archive/", "indexes/")
_PAGES = "pages/"
_CHUNK = 1 << 20
_MADE, _RECEIPT = "bundle_made", "receipt.txt"  # a receipt has proofs of its report, and words for a person beside them
#: What the entry of a bundle does not name, since it is made after the entry: lists, chain of custody, proofs, and the page that checks.
_ADDED = re.compile(r"datapackage(-digest)?\.json|list\.txt|check\.html|custody-(zh|en)\.csv|ledger/\d{8,}\.json", re.ASCII)
_MOST_STAMPS = 15  # beside the first


def verify(path: Path, anchors: Sequence[x509.Certificate] = (), *, depth: int = 0, budget: Budget | None = None) -> Report:
    """
    Verify a WACZ of anybody, or a bundle, offline. `anchors`: certificates of time-stamping authorities (and of signers) that the asker trusts.

    Never raises for what the file holds; a file that is no zip at all is one fault. With a `budget` it raises TooMuch where more would come of the file, and of
    what is in it, than there is budget for.
    """
    report = Report()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    report.hold(f"文件的 SHA-256 为 {digest}。", f"The file's SHA-256 is {digest}.")
    try:
        with Container(path, report, budget) as container:
            _check(container, anchors, depth, report)
    except TooMuch:
        raise
    except MingjianError as error:
        report.fault("", error.text.zh, error.text.en)
    return report


def _check(container: Container, anchors: Sequence[x509.Certificate], depth: int, report: Report) -> None:
    told = _package(container, report)
    if told is None:
        return
    is_ours = str(told.get("software", "")).startswith("Mingjian ")
    _check_members(container, told, report)
    _check_digest(container, told, is_ours, anchors, report)
    if told.get("format") == BUNDLE:
        _check_bundled(container, anchors, depth, report)
    else:
        _check_wacz(container, told, is_ours, report)
    if is_ours and report.is_sound:  # what is wrong already has its name
        container.check_canonical()
        _tell_capture(container, report)
    if not is_ours:
        report.leave(
            "zip 文件头中的时间与属性不在摘要之内（他方制作的包）。", "Times and attributes in the heads of the zip are covered by no digest (made by others)."
        )


def _package(container: Container, report: Report) -> dict[str, Any] | None:
    """Read `datapackage.json`; None, and a fault, where it is missing or none."""
    if PACKAGE not in container.names:
        report.fault(PACKAGE, "缺少该成员：这不是 WACZ，也不是证据集。", "It is missing: this is neither a WACZ nor a bundle.")
        return None
    try:
        told = json.loads(container.read(PACKAGE))
        told["resources"] = [_as_now(one) for one in told["resources"]]
        if not all(isinstance(one["path"], str) and isinstance(one["hash"], str) for one in told["resources"]):
            raise ValueError("resources without path and hash")
    except BadInput as error:
        report.fault(PACKAGE, error.text.zh, error.text.en)
        return None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        report.fault(PACKAGE, f"不是合格的清单（{quoted(error)}）。", f"It is no list of members as it should be ({quoted(error)}).")
        return None
    return dict(told)


def _as_now(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource in the form of WACZ 1.1; 1.0 kept hash and size elsewhere."""
    if "hash" in resource or "stats" not in resource:
        return resource
    stats = resource["stats"]
    return {"path": resource["path"], "hash": f"{resource.get('hashing')}:{stats['hash']}", "bytes": stats.get("bytes")}


def _check_members(container: Container, told: dict[str, Any], report: Report) -> None:
    listed, before = set[str](), len(report.faults)
    for one in told["resources"]:
        path = one["path"]
        if path in listed:
            report.fault(path, "清单中出现两次。", "The list names it twice.")
            continue  # and is read once: else a short list would cost as often as it names one large member
        listed.add(path)
        _check_member(container, path, one["hash"], one.get("bytes"), report)
    for name in container.names:
        if name not in listed and name not in (PACKAGE, DIGEST):
            report.fault(name, "不在清单之中，没有摘要。", "It is not on the list, so no digest covers it.")
    sound = len(listed - {fault.member for fault in report.faults[before:]})
    report.hold(
        f"清单列有 {len(listed)} 个成员，逐一核对大小与 SHA-256，相符的 {sound} 个。",
        f"The {len(listed)} members on the list were held against size and SHA-256: {sound} of them agree.",
    )


def _check_member(container: Container, path: str, told_hash: str, size: Any, report: Report) -> None:
    kind, _, digest = told_hash.partition(":")
    if path not in container.names:
        report.fault(path, "清单所列成员不在包内。", "The list names it, and it is missing.")
    elif _HASHES.get(kind) != len(digest):
        report.fault(path, f"摘要的写法不明：{told_hash[:80]}", f"Its digest is of no known kind: {told_hash[:80]}")
    elif (found := container.measure(path)) is not None:
        if size is not None and size != found.size:
            report.fault(path, f"大小应为 {size} 字节，实为 {found.size}。", f"It should have {size} bytes and has {found.size}.")
        if digest != found.sha256:
            report.fault(
                path, f"内容被改动：SHA-256 应为 {digest}，实为 {found.sha256}。", f"It was changed: SHA-256 should be {digest} and is {found.sha256}."
            )


def _check_digest(container: Container, package: dict[str, Any], is_ours: bool, anchors: Sequence[x509.Certificate], report: Report) -> None:
    """Hold the package against `datapackage-digest.json`, and that against its signature and time stamp."""
    if DIGEST not in container.names:
        report.leave(
            "包内没有 datapackage-digest.json：清单本身没有摘要、签名或时间戳。", "There is no datapackage-digest.json: nothing covers the list itself."
        )
        if is_ours:
            report.fault(DIGEST, "缺少该成员。", "It is missing.")
        return
    try:
        raw = container.read(DIGEST)
        told = json.loads(raw)
        found = sha256(container.read(PACKAGE))
        if told["path"] != PACKAGE or told["hash"] != found:
            report.fault(PACKAGE, "清单被改动，与 datapackage-digest.json 所记不符。", "The list was changed: it is not what datapackage-digest.json says.")
        if is_ours and (raw != as_json(told) or set(told) - {"path", "hash", STAMP, MORE_STAMPS}):
            report.fault(DIGEST, "内容被改动。", "It was changed.")
    except BadInput as error:
        report.fault(DIGEST, error.text.zh, error.text.en)
        return
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        report.fault(DIGEST, f"无法读取（{quoted(error)}）。", f"It cannot be read ({quoted(error)}).")
        return
    if "signedData" in told:
        check_signed(told["signedData"], found, package.get("created"), anchors, DIGEST, report)
    if {STAMP, MORE_STAMPS} & set(told):
        _check_stamps(told, found, anchors, report)
    if not {"signedData", STAMP, MORE_STAMPS} & set(told):
        report.leave(
            "没有签名，也没有时间戳：文件只与自身相符，谁在何时制作无从证明。请与另行保存的 SHA-256 核对。",
            "Neither signature nor time stamp: it agrees with itself, and nothing shows who made it when. Hold its SHA-256 against one kept elsewhere.",
        )


def _check_stamps(told: dict[str, Any], found: str, anchors: Sequence[x509.Certificate], report: Report) -> None:
    """Hold each time stamp against the hash that it stamps. Of several, one that leads to no anchor is left open where another leads to one."""
    more = told.get(MORE_STAMPS, [])
    if not isinstance(more, list) or (MORE_STAMPS in told and (not more or STAMP not in told)):
        report.fault(DIGEST, "时间戳被改动。", "The time stamps were changed.")
        return
    held = [_stamp(one, found, anchors) for one in (told[STAMP], *more[:_MOST_STAMPS])]
    if len(more) > _MOST_STAMPS:
        report.fault(DIGEST, f"时间戳超过 {_MOST_STAMPS + 1} 个，未全部核对。", f"There are more than {_MOST_STAMPS + 1} time stamps: not all were checked.")
    has_anchored = any(isinstance(one, stamp.Stamp) and one.is_anchored for one in held)
    for given, one in zip((told[STAMP], *more), held, strict=False):
        self_held = _stamp(given, found, ()) if anchors and has_anchored and not isinstance(one, stamp.Stamp) else one
        if not isinstance(self_held, stamp.Stamp):
            report.fault(DIGEST, self_held.zh, self_held.en)
            continue
        chain, at = " ← ".join(self_held.chain), self_held.at.isoformat()
        report.hold(f"时间戳 {at} 成立，证书：{chain}", f"The time stamp of {at} holds; certificates: {chain}")
        if not isinstance(one, stamp.Stamp) or not one.is_anchored:
            report.leave(
                f"时间戳机构（{self_held.chain[-1]}）是否可信未核对，请以 --anchors 给出其根证书。",
                f"Whether the authority ({self_held.chain[-1]}) can be trusted was not checked: give its root with --anchors.",
            )
    report.leave("时间戳证书是否曾被吊销未核对。", "Whether the certificate of a time stamp was revoked was not checked.")


def _stamp(given: Any, found: str, anchors: Sequence[x509.Certificate]) -> "stamp.Stamp | Text":
    """Return one time stamp that holds, or why it does not."""
    try:
        reply = base64.b64decode(given["reply"], validate=True)
        if set(given) != {"reply", "hash"} or given["hash"] != sha256(reply) or base64.b64encode(reply).decode() != given["reply"]:
            return Text("时间戳被改动。", "The time stamp was changed.")
        return stamp.verify(reply, found.encode(), anchors)
    except BadInput as error:
        return error.text
    except (KeyError, TypeError, ValueError) as error:
        return Text(f"时间戳无法读取（{quoted(error)}）。", f"The time stamp cannot be read ({quoted(error)}).")


def _check_wacz(container: Container, told: dict[str, Any], is_ours: bool, report: Report) -> None:
    """Ask for what WACZ asks for. Some makers (py-wacz, unless asked) write no list of pages: that hides nothing, and is told as what is not there."""
    if told.get("profile") != "data-package" or not isinstance(told.get("wacz_version"), str):
        report.fault(PACKAGE, "缺少 profile 或 wacz_version，不合 WACZ 规范。", "It lacks profile or wacz_version, which WACZ asks for.")
    for place in (*_REQUIRED, _PAGES):
        if any(name.startswith(place) for name in container.names):
            continue
        if place != _PAGES or is_ours:
            report.fault(place, "WACZ 规范要求的目录缺失。", "WACZ asks for this folder, and it is missing.")
        else:
            zh, en = (
                "包内没有 WACZ 规范要求的页面清单（pages/）；内容仍在存档之中。",
                "There is no list of pages (pages/), which WACZ asks for; the archive is there.",
            )
            report.leave(zh, en)
    check_archives(container, report)
    report.leave("页面所述是否真实、取证人是否如实，任何摘要都不能证明。", "No digest shows whether the page told the truth, or whoever captured it did.")


def _check_bundled(container: Container, anchors: Sequence[x509.Certificate], depth: int, report: Report) -> None:
    """Verify what a bundle holds by its own kind: WACZ files, and proofs of ledger entries."""
    made: Inclusion | None = None
    for name in container.names:
        if name.endswith(".wacz") and depth < _DEEPEST:
            _check_inner(container, name, anchors, depth, report)
        elif name.endswith(".json") and name not in (PACKAGE, DIGEST):
            proof = _check_proof(container, name, report)
            if proof and json.loads(proof.body).get("kind") == _MADE and (made is None or proof.index > made.index):
                made = proof  # a bundle of before is among the entries of its dossier
    _check_against_entry(container, made, report)


def _check_against_entry(container: Container, made: Inclusion | None, report: Report) -> None:
    """Hold every file against the entry by which the bundle was made: list and digest can be written anew by anybody, and the entry cannot."""
    files = [name for name in container.names if not _ADDED.fullmatch(name)]
    if made is None:
        if any(name.startswith("ledger/") for name in container.names) and set(files) - {_RECEIPT}:
            report.fault("ledger/", "缺少制作证据集的台账证明。", "There is no proof of the entry by which the bundle was made.")
        return
    hashes = json.loads(made.body).get("sha256")
    proven = set(map(str, hashes)) if isinstance(hashes, list) else set[str]()
    for name in files:
        if (found := container.measure(name)) is not None and found.sha256 not in proven:
            report.fault(name, "不在制作证据集的台账记录之中。", "The entry of the bundle in the ledger does not have it.")


def _check_inner(container: Container, name: str, anchors: Sequence[x509.Certificate], depth: int, report: Report) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wacz") as copy:
        try:
            with container.opened(name) as stream:
                while chunk := stream.read(_CHUNK):
                    copy.write(chunk)
        except DAMAGE:
            return  # named where its hash was taken
        copy.flush()
        report.add(name, verify(Path(copy.name), anchors, depth=depth + 1, budget=container.budget))


def _check_proof(container: Container, name: str, report: Report) -> Inclusion | None:
    """Verify a proof of an entry, and return it where it holds."""
    try:
        data = container.read(name)
        if is_inclusion(data.split(b"\n", 1)[0]):
            proof = Inclusion.from_bytes(data)
            signed = proof.verify()
            report.hold(f"{name}：台账第 {proof.index} 条，来源 {signed.origin}。", f"{name}: entry {proof.index} of the ledger of {signed.origin}.")
            report.leave(
                f"{name} 的公钥取自文件本身，请核对：{proof.verifier.text}", f"The key of {name} came from the file itself; compare it: {proof.verifier.text}"
            )
            return proof
    except MingjianError as error:
        report.fault(name, error.text.zh, error.text.en)
    return None


def _tell_capture(container: Container, report: Report) -> None:
    """Report what was captured, where our own record of it is inside."""
    if CAPTURE not in container.names:
        return
    try:
        one = Capture.from_dict(json.loads(container.read(CAPTURE)))
    except BadInput as error:
        report.fault(CAPTURE, error.text.zh, error.text.en)
        return
    except (ValueError, RecursionError) as error:
        report.fault(CAPTURE, f"无法读取（{quoted(error)}）。", f"It cannot be read ({quoted(error)}).")
        return
    at = one.started_at.isoformat(timespec="seconds")
    report.hold(
        f"{one.url}（IP {one.ip}，状态 {one.status}）取于 {at}，未收录 {len(one.gaps)} 项。",
        f"{one.url} (IP {one.ip}, status {one.status}) was captured at {at}; {several(len(one.gaps), 'gap')}.",
    )
