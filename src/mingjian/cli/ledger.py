"""The ledger: `mingjian ledger verify | export | checkpoint | prove`. Only `verify` works without Django, on any machine."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from mingjian.cli._django import open_node, set_up
from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import several
from mingjian.core.ledger.agent import server
from mingjian.core.ledger.audit import Report, audit, leaf_hashes, newest_checkpoint
from mingjian.core.ledger.bundle import read_keys
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier, signer_in
from mingjian.core.ledger.fault import Kind
from mingjian.core.ledger.keeper import Keeper
from mingjian.core.ledger.proof import Inclusion, is_inclusion
from mingjian.core.ledger.succession import Succession, retired_in
from mingjian.core.ledger.witness import Cosigner

_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path, dir_okay=False)


@click.group()
def command() -> None:
    """Verify an exported ledger, or export, sign and prove this node's own."""


@command.command()
@click.argument("file", type=_EXISTING)
@click.option("--checkpoint", "older", type=_EXISTING, help="A checkpoint, or a whole export, that you have kept: FILE must continue it.")
@click.option("--key", type=str, help="The ledger's public key as its keeper published it, or a file that holds it; without it the key in FILE is believed.")
@click.option("--witness", "witnesses", multiple=True, help="Public key of a witness that must have cosigned it; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(file: Path, older: Path | None, key: str | None, witnesses: tuple[str, ...], as_json: bool) -> None:
    """Check an export or the proof of one entry, offline. Exit with 0 if all is as it was signed, with 1 if not, naming what was done."""
    known = _read_key(key) if key else None
    with file.open("rb") as lines:
        if is_inclusion(lines.readline(1 << 20)):
            _verify_proof(file, known, as_json)
            return
    report = _audit(file, older, known, [Cosigner.from_text(one) for one in witnesses])
    click.echo(json.dumps(_told(report), ensure_ascii=False, indent=1) if as_json else "\n".join(_said(report)))
    sys.exit(0 if report.is_sound else 1)


@command.command()
@click.argument("file", type=_NEW)
def export(file: Path) -> None:
    """Sign the ledger as it stands and write all of it to FILE, with the public key beside it in FILE.key."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import ledger

    refusal, signed = None, None
    try:
        signed = ledger.checkpoint(now())
    except LedgerFault as error:  # what is damaged must still get out, to be looked at
        refusal = error
    with _written_whole(file) as out:
        entries = ledger.export(out, signed)
    file.with_name(f"{file.name}.key").write_text(ledger.verifier().text + "\n")
    click.echo(f"已导出 {entries} 条记录：{file}；公钥：{file}.key。Exported {entries} entries; the public key is beside them.")
    if refusal:
        raise refusal


@command.command()
def checkpoint() -> None:
    """Sign the ledger as it stands and print the checkpoint, to be kept elsewhere."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import ledger

    click.echo(ledger.checkpoint(now()).note, nl=False)


@command.command()
def key() -> None:
    """Print the public key that others verify this node's ledger with."""
    set_up()
    from mingjian.office.record import ledger

    click.echo(ledger.verifier().text)


@command.command()
def turn_key() -> None:
    """Hand over to a new key: an entry that both keys sign. The old one signs nothing more; verifiers accept the ledger by either."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import entries, ledger

    new = ledger.turn_key(now(), entries.enter)
    click.echo(f"已更换台账签名密钥。新公钥：{new.text}\n请公布新公钥、告知见证人和交换的对方，并重新备份。")
    click.echo("The ledger's key was turned. Publish the new one, give it to witnesses and to nodes that you exchange with, and back the node up.")


@command.command()
@click.argument("file", type=_NEW)
def page(file: Path) -> None:
    """Sign the ledger as it stands and write the checkpoint to FILE as a page (HTML) to be printed and kept elsewhere, with a QR code of it."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import checkpoint_print, ledger

    newest = ledger.checkpoint(now())
    with _written_whole(file) as out:
        out.write(checkpoint_print.page(newest).encode())
    click.echo(f"已写入 {file}，请打印并存放在节点以外的地方。 Written: print it and keep it elsewhere.")


@command.command()
@click.option("--reason", required=True, help="What became of the entries that are missing, for the ledger.")
@click.option("--key", help="The node's published key, or a file of it, where it was turned after this backup and is lost with what came later.")
def resume(reason: str, key: str | None) -> None:
    """Go on with a ledger that is older than what was signed (a backup that was laid back): the ledger says so for ever."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import entries, resumption

    found, aside, newest = resumption.resume(now(), reason, entries.enter, _read_key(key) if key else None)
    click.echo(f"{found.text.zh}已写入台账，并继续签发（{newest.size} 条）。\n{found.text.en} The ledger says so, and goes on, at {newest.size} entries.")
    for place in aside:
        click.echo(f"较长台账的检查点保留在 {place}。 What was seen of the longer ledger is kept in {place}.")
    if key:
        click.echo("现用的是更换之前的旧密钥，请立即执行 mingjian ledger turn-key，并告知各方：上述新公钥已随其后的记录丢失。")
        click.echo("The key in force is the one from before the turn: run mingjian ledger turn-key now, and tell whoever verifies that the later key is lost.")
    click.echo("外部见证人仍会拒绝，须由其管理者另行决定；缺少的案卷、期限、文书请逐一核对补录。")
    click.echo("Witnesses elsewhere will go on refusing until their keepers decide; look through what is missing: dossiers, deadlines, documents.")


@command.command()
@click.option("--socket", type=click.Path(path_type=Path), required=True, help="The UNIX socket to answer at; MINGJIAN_LEDGER_AGENT of the node names it.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where key and memory lie: readable by this user only.")
@click.option("--node", required=True, help="The node's name, as MINGJIAN_NODE.")
@click.option("--keeper", "keepers", multiple=True, type=click.Path(path_type=Path, file_okay=False), help="A further folder that keeps checkpoints.")
@click.option("--pkcs11", default="", help="Address (RFC 7512) of a token that the key is made in, where the folder has none yet.")
def agent(socket: Path, folder: Path, node: str, keepers: tuple[Path, ...], pkcs11: str) -> None:
    """Hold the ledger's key as another user than the node's, and sign for it: only what continues what was signed before."""
    folder.mkdir(parents=True, exist_ok=True)
    signer = signer_in(folder / "ledger-key", f"{node}/ledger", pkcs11)
    memories = (folder / "ledger-seen", *(keeper / f"{node}.checkpoint" for keeper in keepers))
    answering = server(Keeper(signer, memories, retired_in(folder)), socket)
    click.echo(f"签名代理在 {socket} 应答。The agent answers at {socket}.\n{signer.verifier.text}")
    with answering:
        answering.serve_forever()


@command.command()
@click.argument("index", type=click.IntRange(min=0))
@click.argument("file", type=_NEW)
def prove(index: int, file: Path) -> None:
    """Write entry INDEX with its proof to FILE, which `verify` checks without the rest of the ledger."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.record import ledger

    entry = ledger.entry_at(index)
    ledger.checkpoint(now())
    with _written_whole(file) as out:
        out.write(ledger.inclusion(entry).as_bytes())
    click.echo(f"已写入 {file}。Written.")


def _audit(file: Path, older: Path | None, known: Verifier | None, witnesses: list[Cosigner]) -> Report:
    """Audit an export, held against an older checkpoint or an older export where one is given."""
    with file.open("rb") as lines:
        if older is None:
            return audit(lines, key=known, witnesses=witnesses)
        with older.open("rb") as kept:
            if kept.read(1) != b"{":
                return audit(lines, key=known, older=_opened(older, file, known), witnesses=witnesses)
            kept.seek(0)
            return audit(lines, key=known, older=_newest(older, file, known), known=leaf_hashes(kept), witnesses=witnesses)


def _opened(older: Path, file: Path, known: Verifier | None) -> Checkpoint:
    try:
        return _key_of(file, known).open(older.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{older} 不是检查点，也不是导出文件。", f"{older} is neither a checkpoint nor an export.") from error


def _newest(older: Path, file: Path, known: Verifier | None) -> Checkpoint:
    with older.open("rb") as kept:
        return newest_checkpoint(kept, _key_of(file, known))


def _key_of(file: Path, known: Verifier | None) -> Verifier | Succession:
    """Return the keys that an older checkpoint may be signed with: those of the file, where they hold the known one."""
    with file.open("rb") as lines:
        own = read_keys(lines.readline(1 << 20))
    return own if known is None or own.holds(known) else known


def _read_key(text: str) -> Verifier:
    """Read a key given as such, or as the name of a file that holds it."""
    return Verifier.from_text(Path(text).read_text(encoding="utf-8", errors="replace") if Path(text).is_file() else text)


def _verify_proof(file: Path, known: Verifier | None, as_json: bool) -> None:
    proof = Inclusion.from_bytes(file.read_bytes())
    signed = proof.verify(known)
    if as_json:
        click.echo(json.dumps({"sound": True, "index": proof.index, "size": signed.size, "key": proof.verifier.text, "has_own_key": known is None}))
        return
    click.echo(f"第 {proof.index} 条记录在 {signed.origin} 大小为 {signed.size} 的台账之中。")
    click.echo(f"Entry {proof.index} is in the ledger of {signed.origin}, of {signed.size} entries.")
    if known is None:
        click.echo("\n".join(_own_key(proof.verifier)))


def _told(report: Report) -> dict[str, Any]:
    newest, older = report.newest, report.older
    return {
        "sound": report.is_sound,
        "origin": report.verifier.name,
        "key": report.verifier.text,
        "has_own_key": report.has_own_key,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "size": newest.size if newest else None,
        "root": newest.root.hex() if newest else None,
        "continues": older.size if older and report.is_sound else None,
        "witnessed": {name: {"size": size, "at": seen} for name, (size, seen) in report.witnessed.items()},
        "faults": [found.as_dict() for found in report.faults],
    }


def _said(report: Report) -> Iterator[str]:
    for found in report.faults:
        yield found.text.zh
        yield f"    {found.text.en}"
    if report.is_sound:
        yield f"台账完好：{report.entries} 条记录，{report.checkpoints} 个检查点，来源 {report.verifier.name}。"
        yield f"    The ledger is sound: {report.entries} entries, {report.checkpoints} checkpoints, of {report.verifier.name}."
        if report.older:
            yield f"它是旧检查点（{report.older.size} 条）的延续。"
            yield f"    It continues the older checkpoint of {report.older.size} entries."
        for name, (size, seen) in report.witnessed.items():
            day = datetime.fromtimestamp(seen, UTC).isoformat(timespec="minutes")
            yield f"见证人 {name} 于 {day} 见证前 {size} 条。"
            yield f"    The witness {name} saw the first {size} entries at {day}."
    elif all(found.kind == Kind.WITNESS for found in report.faults):
        yield f"台账本身完好（{report.entries} 条记录），但没有所要求的见证：请向见证人索取联署，或者核对公钥。"
        yield f"    The ledger is sound ({report.entries} entries), and lacks the witness that was asked for: ask for its cosignature, or compare its key."
    else:
        yield f"台账不实：发现 {len(report.faults)} 处。"
        yield f"    The ledger is broken: {several(len(report.faults), 'fault')}."
    if report.has_own_key:
        yield from _own_key(report.verifier)


def _own_key(verifier: Verifier) -> Iterator[str]:
    yield f"公钥取自文件本身，请与其公布者核对，或以 --key 给出：{verifier.text}"
    yield "    The key came from the file itself: compare it with the one its keeper published, or give that one with --key."


@contextmanager
def _written_whole(file: Path) -> Iterator[BinaryIO]:
    """Write a file under another name first, so that a half-written one never stands in its place."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
