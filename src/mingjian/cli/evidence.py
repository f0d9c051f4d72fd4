"""Pages as evidence: `mingjian evidence capture | verify | bundle`. Works without Django and without a node."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.core.capture.extra import demand_browser, demand_extra
from mingjian.core.errors import BadInput
from mingjian.core.language import several

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from mingjian.core.capture.browser_capture import Taken
    from mingjian.core.capture.report import Report
    from mingjian.core.capture.stampers import Stamper

_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path, dir_okay=False)
_STAMP = click.option(
    "--stamp", "stamps", multiple=True, envvar="MINGJIAN_STAMP", help="Address of a time-stamping authority (RFC 3161) that stamps the digest; may be repeated."
)
_ANCHORS = click.option(
    "--anchors", type=_EXISTING, envvar="MINGJIAN_STAMP_ANCHORS", help="Certificates (PEM) of the time-stamping authorities and signers that you trust."
)
_SHOWN = 20  # gaps on the screen; the file has all


@click.group()
def command() -> None:
    """Capture a page as it stands, and verify what was captured."""


@command.command()
@click.argument("url")
@click.option("--out", type=_NEW, required=True, help="Where the capture goes: FILE.wacz.")
@click.option("--allow-local", is_flag=True, help="Also this machine and private networks. Never link-local addresses.")
@click.option("--lang", default="zh-CN", show_default=True, help="The language that the browser asks for.")
@click.option("--wait", type=click.FloatRange(0, 60), default=3, show_default=True, help="Most seconds to wait for the page to fall silent.")
@click.option("--seconds", type=click.FloatRange(1, 600), default=40, show_default=True, help="Most seconds that the page may take to load.")
@_STAMP
@_ANCHORS
def capture(url: str, out: Path, allow_local: bool, lang: str, wait: float, seconds: float, stamps: tuple[str, ...], anchors: Path | None) -> None:
    """Capture the page at URL: all that passed between a throwaway browser and the hosts, a picture of the whole page, its text."""
    demand_browser()
    from mingjian.core.capture.browser_capture import local_clock, take
    from mingjian.core.capture.guard import Guard
    from mingjian.core.capture.origin import Limits
    from mingjian.core.capture.visit import Plan
    from mingjian.core.capture.wacz import pack

    _check_place(out)
    stamper = _stamper(stamps, anchors)
    with tempfile.TemporaryDirectory(prefix="mingjian-capture-", ignore_cleanup_errors=True) as folder:
        plan = Plan(url, lang=lang, seconds=seconds, wait=wait)
        taken = take(plan, local_clock, Path(folder), Guard(is_local_allowed=allow_local), Limits(seconds=seconds + wait + 60))
        digest = pack(taken, out, stamper)
    click.echo("\n".join(map(_plain, _told(taken, out, digest, stamper))))
    _refuse_unstamped(stamper, out)


@command.command()
@click.argument("file", type=_EXISTING)
@_ANCHORS
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(file: Path, anchors: Path | None, as_json: bool) -> None:
    """Check a WACZ (of anybody) or a bundle, offline. Exit with 0 if all of it holds, with 1 if not, naming each member that does not."""
    demand_extra()
    from mingjian.core.capture.verification import verify as verified

    report = verified(file, _certificates(anchors))
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) if as_json else "\n".join(map(_plain, _said(report, file))))
    sys.exit(0 if report.is_sound else 1)


@command.command()
@click.argument("files", type=_EXISTING, nargs=-1, required=True)
@click.option("--out", type=_NEW, required=True, help="Where the bundle goes: FILE.zip.")
@click.option("--title", default="", help="What the bundle is of.")
@_STAMP
@_ANCHORS
def bundle(files: tuple[Path, ...], out: Path, title: str, stamps: tuple[str, ...], anchors: Path | None) -> None:
    """Put FILES (captures, papers, proofs of ledger entries) into one bundle that `verify` checks as a whole."""
    demand_extra()
    from mingjian.core.capture.browser_capture import local_clock
    from mingjian.core.capture.wacz import CHECKER, DIGEST, PACKAGE
    from mingjian.core.capture.wacz import bundle as bundled

    _check_place(out)
    stamper = _stamper(stamps, anchors)
    names = [file.name for file in files]
    if len(set(names)) < len(names) or {PACKAGE, DIGEST, CHECKER} & set(names):
        raise BadInput("文件名不得重复，也不得与清单、核验页同名。", "Two files bear one name, or that of the list or of the page that checks.")
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as stream:
            bundled({file.name: file.read_bytes() for file in files}, title or out.stem, local_clock(), stream, stamper)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"已写入 {out}，共 {len(files)} 个文件。In the bundle: {several(len(files), 'file')}.")
    _refuse_unstamped(stamper, out)


def _check_place(out: Path) -> None:
    if not out.resolve().parent.is_dir():
        raise BadInput(f"文件夹 {out.resolve().parent} 不存在。", f"The folder {out.resolve().parent} does not exist.")


def _stamper(authorities: Sequence[str], anchors: Path | None) -> "Stamper":
    from mingjian.core.capture.stampers import Stamper

    return Stamper(authorities, _certificates(anchors))


def _certificates(file: Path | None) -> "list[Certificate]":
    from mingjian.core.capture.stampers import certificates_in

    return certificates_in(file) if file else []


def _refuse_unstamped(stamper: "Stamper", out: Path) -> None:
    """Raise BadInput, once the file is written, where not every authority gave a stamp that holds."""
    if not (why := stamper.why_not):
        return
    if stamper.held:
        zh, en = f"文件已写入 {out}，其余时间戳成立。", f"The file is in {out}, and the other stamps hold."
    else:
        zh = f"文件已写入 {out}，但没有时间戳：请另行保存该文件的 SHA-256。"
        en = f"The file is in {out}, without a time stamp: keep its SHA-256 elsewhere."
    raise BadInput(f"{why.zh}{zh}", f"{why.en} {en}")


def _told(taken: "Taken", out: Path, digest: str, stamper: "Stamper") -> Iterator[str]:
    one = taken.capture
    yield f"已取证 {one.url}（状态 {one.status}，IP {one.ip}）：{one.exchanges} 次往来，{one.bytes} 字节，写入 {out}。"
    yield f"    Captured {one.url} (status {one.status}, IP {one.ip}): {one.exchanges} exchanges, {one.bytes} bytes, in {out}."
    yield f"{one.started_at.isoformat(timespec='seconds')} – {one.ended_at.isoformat(timespec='seconds')}，SHA-256 {digest}"
    for gap in one.gaps[:_SHOWN]:
        yield f"未收录 {gap.url[:200]}：{gap.why.zh}"
        yield f"    Not captured: {gap.why.en}"
    if len(one.gaps) > _SHOWN:
        yield f"…… {len(one.gaps) - _SHOWN}"
    if not one.has_sandbox:
        yield "以 root 运行，浏览器沙箱未启用；请改用普通账户取证。"
        yield "    Run as root, the browser had no sandbox; capture as an ordinary user."
    for by, one_stamp in stamper.held:
        yield f"时间戳 {one_stamp.at.isoformat()} 当场核验成立：{one_stamp.chain[0]}（{by}）。"
        yield "    This time stamp was verified at once and holds."
    if not stamper.authorities:
        yield "没有时间戳（未设 --stamp 或 MINGJIAN_STAMP）：请另行保存上述 SHA-256。"
        yield "    No time stamp (neither --stamp nor MINGJIAN_STAMP): keep this SHA-256 elsewhere."


def _plain(line: str) -> str:
    """Escape what a terminal would obey, or would not show: names and addresses in a package are somebody else's."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)


def _said(report: "Report", file: Path) -> Iterator[str]:
    for fault in report.faults:
        yield f"✗ {fault.member or file.name}：{fault.text.zh}"
        yield f"    {fault.text.en}"
    for sign, texts in (("✓", report.held), ("○", report.uncovered)):
        for text in texts:
            yield f"{sign} {text.zh}"
            yield f"    {text.en}"
    if report.is_sound:
        yield "全部核对相符；标 ○ 者不在核验之内。"
        yield "    All of it holds; what is marked ○ is not covered."
    else:
        yield f"核验不符：{len(report.faults)} 处。"
        yield f"    It does not hold: {several(len(report.faults), 'fault')}."
