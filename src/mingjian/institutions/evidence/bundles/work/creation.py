"""Put together the bundle of a dossier: captures, files, documents, and a proof for each entry of the ledger; what may not be opened is named and left out."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from mingjian.core.capture.extra import demand_extra
from mingjian.core.digests import sm3
from mingjian.core.errors import BadInput, LedgerFault, MingjianError, NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.queries import captures_of
from mingjian.institutions.evidence.services.score import WHOLE, lowest, score_of
from mingjian.institutions.evidence.services.stamps import node_anchors, node_stamper
from mingjian.office.documents.custody import Link, chain_of_custody
from mingjian.office.documents.models import Document
from mingjian.office.documents.queries import hand_out as hand_out_document
from mingjian.office.documents.tables import CUSTODY
from mingjian.office.dossiers.history import kind_said
from mingjian.office.dossiers.withheld import WITHHELD, rests
from mingjian.office.files.masked_copies import masked_originals, without_originals
from mingjian.office.files.storage import hand_out
from mingjian.office.language import in_this_language
from mingjian.office.lists.tables import write_csv
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.people.handling import in_words, is_withheld, marks_on
from mingjian.office.record import ledger
from mingjian.office.record.entries import Count, enter

MOST_BYTES = 300 * 2**20  # of all files together: it is put together in memory
LIST, CHECKER = "list.txt", "check.html"
CUSTODY_FILES = {"zh-hans": "custody-zh.csv", "en": "custody-en.csv"}
_MOST_FAULTS = 20  # of one capture that the list names
MASKED = Text("收入的是脱敏件，原件仍封存在卷。", "its masked copy is here; the original stays sealed on the dossier.")


@dataclass
class Bundle:
    """What goes in (path to bytes), what was left out and why, what its captures held against themselves, why an authority gave no stamp, and the zip."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[Text] = field(default_factory=list)
    verified: list[Text] = field(default_factory=list)
    unstamped: Text | None = None
    zipped: bytes = b""


def bundle_of(dossier: Dossier, *, by: Officer, at: datetime, with_originals: bool = False) -> Bundle:
    """
    Return the bundle of a dossier; each file handed out and the bundle itself are entered. Raises BadInput where it grows too large.

    Of a picture that has a masked copy the copy goes in alone, unless it is `with_originals`: these still need a reading.
    """
    demand_extra()
    found = Bundle()
    with transaction.atomic():
        _take_files(dossier, by, at, found, with_originals=with_originals)
        _take_documents(dossier, by, at, found)
        hashes = sorted(sha256(data).hexdigest() for data in found.files.values())
        enter("bundle_made", at=at, by=by, dossier=dossier, sha256=hashes, left_out=Count(len(found.left_out)))
        ledger.checkpoint(at)
        _take_proofs(dossier, found)
        _take_custody(dossier, found)
    _verify_captures(found)
    found.files[LIST] = _list_of(dossier, found, by, at)
    found.zipped = _zipped(dossier, found, at)
    return found


def _take_files(dossier: Dossier, by: Officer, at: datetime, found: Bundle, *, with_originals: bool) -> None:
    files = _free_files(dossier, found)
    if not with_originals:
        originals = masked_originals(files)
        found.left_out += [
            Text(f"{one.name_masked}（SHA-256 {one.sha256}）：{MASKED.zh}", f"{one.name_masked} (SHA-256 {one.sha256}): {MASKED.en}")
            for one in files
            if one.sha256 in originals
        ]
        files = without_originals(files)
    _refuse_too_large([one.size for one in files])
    for nth, one in enumerate(files, 1):
        try:
            _, content = hand_out(by, one.pk, at)
        except (NotPermitted, NotFound, LedgerFault) as refused:
            found.left_out.append(_left_out(one.name_masked, one.sha256, refused))
            continue
        with content:
            _put(found, f"files/{nth:03}-{_plain(one.name)}", content.read(), one.sha256)


def _free_files(dossier: Dossier, found: Bundle) -> list[SealedFile]:
    """Return the files that may go to whoever is given the bundle; those that others gave under a code which keeps them here are named, and the codes told."""
    kept = {sha256: one for one in marks_on(dossier) if one.has_ended or not one.is_free for sha256 in one.files}
    for one in dossier.files.all():
        if mark := kept.get(one.sha256):
            told = mark.said
            found.left_out.append(
                Text(
                    f"{one.name_masked}（SHA-256 {one.sha256}）：{told.zh}，请由提供方直接提供。",
                    f"{one.name_masked} (SHA-256 {one.sha256}): {told.en}; ask them for it.",
                ),
            )
    return [one for one in dossier.files.all() if one.sha256 not in kept]


def _take_documents(dossier: Dossier, by: Officer, at: datetime, found: Bundle) -> None:
    for one in Document.objects.filter(dossier=dossier, is_draft=False):
        try:
            _, raw = hand_out_document(by, one.pk, at)
        except (NotPermitted, NotFound, LedgerFault) as refused:
            found.left_out.append(_left_out(one.title, one.sha256, refused))
            continue
        _put(found, f"documents/{one.nth:03}-{_plain(one.title)}.docx", raw, one.sha256)


def _put(found: Bundle, path: str, data: bytes, digest: str) -> None:
    """Take a file in as long as its bytes are those that were sealed; others are named, since a bundle must not vouch for them."""
    if sha256(data).hexdigest() != digest:
        found.left_out.append(Text(f"{path}：字节与封存时不符，已被改动。", f"{path}: its bytes are not those that were sealed; they were changed."))
    else:
        found.files[path] = data


def _take_proofs(dossier: Dossier, found: Bundle) -> None:
    marks = marks_on(dossier)
    is_kept = is_withheld(marks, dossier, None)  # a bundle goes to others; what it says of itself goes with it
    for entry in dossier.entries.select_related("dossier").order_by("index"):
        if is_kept and entry.kind != "bundle_made":
            told = in_words(marks)
            found.left_out.append(Text(f"台账第 {entry.index} 条：{told.zh}。", f"Entry {entry.index} of the ledger: {told.en}."))
            continue
        if rests(entry):
            found.left_out.append(Text(f"台账第 {entry.index} 条：{WITHHELD.zh}。", f"Entry {entry.index} of the ledger: {WITHHELD.en}."))
            continue
        found.files[f"ledger/{entry.index:08}.json"] = ledger.inclusion(entry).as_bytes()


def _take_custody(dossier: Dossier, found: Bundle) -> None:
    """Take in the chain of custody in both languages: who sealed, had, read again and received each file, up to this very bundle."""
    for language, path in CUSTODY_FILES.items():
        with override(language):
            out = BytesIO()
            links = [*chain_of_custody(dossier), *_bundles_before(dossier)]
            write_csv(out, CUSTODY, sorted(links, key=lambda link: link.at))
            found.files[path] = out.getvalue()


def _bundles_before(dossier: Dossier) -> Iterator[Link]:
    """Return a link for each bundle that was made of a dossier, this one included: with it files went to whoever made it."""
    for entry in dossier.entries.filter(kind="bundle_made").select_related("officer").order_by("index"):
        count = len(json.loads(entry.body).get("sha256") or ())
        whole = in_this_language(f"证据集，收入 {count} 个文件", f"a bundle of {count} files")
        yield Link(entry.at, whole, kind_said(entry.kind, None), entry.officer.name if entry.officer else "")


def _verify_captures(found: Bundle) -> None:
    """Verify each captured page anew, as anybody would: every member, every time stamp. One that does not hold is named, and goes in as it is."""
    from mingjian.core.capture.verification import verify

    anchors = node_anchors()
    with TemporaryDirectory(prefix="mingjian-bundle-", ignore_cleanup_errors=True) as folder:
        for path in [one for one in found.files if one.endswith(".wacz")]:
            place = Path(folder) / "page.wacz"
            place.write_bytes(found.files[path])
            report = verify(place, anchors)
            held = [one for one in report.held if one.zh.startswith("时间戳")]
            bad = [Text(f"{one.member}：{one.text.zh}", f"{one.member}: {one.text.en}") for one in report.faults[:_MOST_FAULTS]]
            said = [*held, *bad] if bad else [Text("全部核对相符。", "All of it holds."), *held]
            found.verified += [Text(f"{path}：{one.zh}", f"{path}: {one.en}") for one in said]


def _refuse_too_large(sizes: Iterable[int]) -> None:
    if sum(sizes) > MOST_BYTES:
        raise BadInput(
            f"本卷宗的文件合计超过 {MOST_BYTES // 2**20} MiB，不能打成一个证据集；请逐个下载，用 mingjian evidence bundle 打包。",
            f"The files come to over {MOST_BYTES // 2**20} MiB, too much for one bundle here: download them, and use mingjian evidence bundle.",
        )


def _left_out(name: str, digest: str, why: MingjianError) -> Text:
    return Text(f"{name}（SHA-256 {digest}）：{why.text.zh}", f"{name} (SHA-256 {digest}): {why.text.en}")


def _plain(name: str) -> str:
    """Return a name that means nothing to a file system; its end stays."""
    return re.sub(r"[^\w.-]", "_", name)[-80:].lstrip(".-") or "file"


def _list_of(dossier: Dossier, found: Bundle, by: Officer, at: datetime) -> bytes:
    """Write what it is, what it holds and what it does not, for a person."""
    proofs = sum(path.startswith("ledger/") for path in found.files)
    lines = [f"{dossier.number} {dossier.title}", f"{at.isoformat(timespec='seconds')} {by.wire_name}", ""]
    lines += [f"{sha256(data).hexdigest()}  {path}" for path, data in found.files.items() if not path.startswith("ledger/")]
    if settings.NATIONAL_CRYPTO:
        lines += ["", "SM3", *(f"{sm3(data)}  {path}" for path, data in found.files.items() if not path.startswith("ledger/"))]
    lines += _scores(dossier)
    if found.verified:
        lines += ["", "制作时核验 Verified when it was made", *(f"  {one.zh} {one.en}" for one in found.verified)]
    lines += ["", f"保管链 Chain of custody: {'、'.join(CUSTODY_FILES.values())}"]
    lines += ["", f"台账证明 {proofs} 条：ledger/。{proofs} proofs of entries: ledger/."]
    if marks := marks_on(dossier):
        lines += ["", "处理代码 Handling codes", *(f"{one.said.zh} {one.said.en}" for one in marks)]
    if found.left_out:
        lines += ["", "未收入 Left out", *(f"{one.zh} {one.en}" for one in found.left_out)]
    lines += ["", "核验 To verify: mingjian evidence verify FILE", f"不装软件的，用浏览器打开 Without software, open in a browser: {CHECKER}", ""]
    return "\n".join(lines).encode()


def _scores(dossier: Dossier) -> list[str]:
    """Return how complete each captured page is, and the set by its weakest."""
    captures = list(captures_of(dossier))
    if not captures:
        return []
    each = [(one, score_of(one).said()) for one in captures]
    whole = f"取证完整度（以最低一项计） Completeness, by the weakest: {lowest(captures)}/{WHOLE}"
    return ["", whole, *(f"  {one.number} {one.url} {said.zh} {said.en}" for one, said in each)]


def _zipped(dossier: Dossier, found: Bundle, at: datetime) -> bytes:
    from mingjian.core.capture.wacz import bundle

    out, stamper = BytesIO(), node_stamper()
    bundle(found.files, f"{dossier.number} {dossier.title}", at, out, stamper)
    found.unstamped = stamper.why_not
    return out.getvalue()
