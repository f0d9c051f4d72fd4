"""Between nodes: `mingjian exchange register | run | pack | read | position | resume | fork | verify`. Only `verify` works without Django, on any machine."""

import json
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from mingjian.cli._django import open_node
from mingjian.cli._regions import demo, demo_node
from mingjian.core.agreement.reader import agreement
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.fork import FORMAT, Fork
from mingjian.core.wire.package import ENVELOPE, RECEIPT, Package, read_what_is_whole
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt
from mingjian.core.wire.register import Register, check_successor, draw_up, read_register

_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path, dir_okay=False)
_LARGEST = 4 * 2**20


@click.group()
def command() -> None:
    """Take part in an exchange of several regions: the register of members, sending, and proofs that anyone can check."""


@command.group()
def register() -> None:
    """Draw up, sign, adopt and show the register of members."""


@register.command("renew-keys")
def renew_keys() -> None:
    """Make new keys to sign and to open. The former ones are used until a register names the new ones, and open what is still on its way."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.services import node

    made = node.renew_keys(at=now())
    click.echo(f"已更换数据交换密钥（{made.id_of('sign')}、{made.id_of('open')}）：请制作新名片、新版名册，并备份 exchange-keys。")
    click.echo("The keys are renewed: make a new card and register, and back exchange-keys up. Until the register is adopted the former ones sign.")


@register.command()
@click.option("--zh", required=True, help="What this node is called, in Chinese.")
@click.option("--en", required=True, help="And in English.")
@click.option("--serves", required=True, help="Beginning of the region codes that it serves, comma-separated: 31 or 3301.")
@click.option("--door", default="", help="Where other nodes reach it: https://node.example; empty where they cannot.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day on which its keys are used.")
@click.option("--out", type=_NEW, required=True)
def card(zh: str, en: str, serves: str, door: str, until: object, out: Path) -> None:
    """Write this node's card: its name, regions, door and public keys, signed by its root."""
    open_node()
    from django.utils.timezone import localdate

    from mingjian.institutions.exchange.services import node

    last = date.fromisoformat(str(until)[:10])
    regions = [one.strip() for one in serves.split(",") if one.strip()]
    made = node.own_card(title={"zh": zh, "en": en}, serves=regions, doors=[door] if door else [], days=(localdate(), last))
    out.write_bytes(made.data + b"\n")
    click.echo(f"已写入名片 {out}。The card is written.")


@register.command()
@click.argument("cards", type=_EXISTING, nargs=-1, required=True)
@click.option("--agreement", "name", required=True, help="The agreement, as its folder in the rulebook is called.")
@click.option("--sheet", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day from which the sheet is in force.")
@click.option("--threshold", type=click.IntRange(1, 500), required=True, help="How many members must sign.")
@click.option("--after", type=_EXISTING, help="The register in force, which the new one follows.")
@click.option("--out", type=_NEW, required=True)
def draw(cards: tuple[Path, ...], name: str, sheet: object, threshold: int, after: Path | None, out: Path) -> None:
    """Draw a register up out of CARDS; nobody has signed it yet."""
    chosen = agreement(name, date.fromisoformat(str(sheet)[:10]))
    before = _register(after) if after else None
    read = [_signed(path) for path in cards]
    made = draw_up(read, agreement=chosen.name, sheet=chosen.in_force, sheet_sha256=chosen.digest, threshold=threshold, before=before)
    out.write_bytes(made.data + b"\n")
    _tell(read_register(made))


@register.command()
@click.argument("file", type=_EXISTING)
def sign(file: Path) -> None:
    """Sign the register in FILE with this node's root, after a person has read its fingerprint."""
    open_node()
    from mingjian.institutions.exchange.services import node

    one = _register(file)
    keys = node.keys()
    if keys.node not in one.members or one.members[keys.node].root != keys.public("root"):
        raise BadInput("名册中没有本节点的根密钥，不予签署。", "The register does not name this node's root: it is not signed.")
    file.write_bytes(one.signed.signed_by([keys.root]).data + b"\n")
    _tell(_register(file))


@register.command()
@click.argument("file", type=_EXISTING)
@click.option("--fingerprint", help="The twelve groups as another member read them aloud; needed for the first version.")
def adopt(file: Path, fingerprint: str | None) -> None:
    """Adopt the register in FILE: the next version of the one in force, or the first, whose fingerprint a person has compared."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.services import node

    one = _register(file)
    is_first = not node.has_adopted(one.agreement)
    if is_first and "".join((fingerprint or "").split()) != one.fingerprint.replace(" ", ""):
        raise BadInput(
            "首次采用一个协议的名册须核对指纹：请与其他成员电话核对后用 --fingerprint 给出十二组数字。",
            "The first register of an agreement needs its fingerprint: compare it by telephone with another member, then give its groups by --fingerprint.",
        )
    node.adopt(one.signed, at=now())
    _tell(one)


@register.command()
@click.argument("file", type=_EXISTING, required=False)
def show(file: Path | None) -> None:
    """Show a register, that in FILE or the one in force here: members, who has signed, and the fingerprint to be read aloud."""
    if file:
        _tell(_register(file))
        return
    open_node()
    from mingjian.institutions.exchange.services import node

    _tell(node.register())


@command.command()
@click.option("--every", type=click.IntRange(min=1), help="Go on, every so many seconds.")
def run(every: int | None) -> None:
    """Pack what waits and send what is packed, once or again and again. `mingjian serve` does the same each minute."""
    open_node()
    from django.db import close_old_connections
    from django.utils.timezone import now

    from mingjian.institutions.exchange.services import node
    from mingjian.institutions.exchange.sweeps import exchange

    if not node.has_register() and not every:
        raise BadInput("本节点尚未采用成员名册。", "This node has adopted no register of members.")
    while True:
        if text := exchange(now()):
            click.echo(f"{text.zh} {text.en}")
        if not every:
            return
        close_old_connections()
        time.sleep(every)


@command.command()
@click.argument("number")
@click.option("--as", "kind", type=click.Choice(["stix", "misp", "ftm"]), required=True, help="STIX 2.1, MISP or FollowTheMoney.")
@click.option("--officer", required=True, help="Username of an officer of the department that holds it, in whose name it is entered.")
@click.option("--out", type=_NEW, required=True)
def export(number: str, kind: str, officer: str, out: Path) -> None:
    """Write the firms, shops, addresses and offers of the dossier NUMBER as a file of another system. Persons and telephones are left out."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.exports.services.export_facts import export as exported
    from mingjian.office.people.officers import officer_called
    from mingjian.office.people.permissions import dossier_visible_to

    by = officer_called(officer)
    _, _, content = exported(dossier_visible_to(by, number), kind, by=by, at=now())
    out.write_bytes(content)
    click.echo(f"已写入 {out}（{len(content)} 字节）。Written.")


@command.command()
def questions() -> None:
    """List what was asked, hit or no hit, both ways: which node, for what, how many values, and what came of it. Values are not told: nobody has them."""
    open_node()
    from django.utils.timezone import localtime

    from mingjian.institutions.exchange.queries import all_questions, questions_taken

    for one in all_questions():
        stands = "…" if one.answered_at is None else "、".join(one.hits) or "无 none"
        click.echo(f"{localtime(one.at):%Y-%m-%d %H:%M} → {one.peer.node} {one.clue.number} {one.purpose} {len(one.kinds)} {stands}")
    for taken in questions_taken().order_by("pk"):
        click.echo(f"{localtime(taken.at):%Y-%m-%d %H:%M} ← {taken.peer.node} {taken.purpose} {taken.count}")


@command.command()
@click.argument("node")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder, on the medium, into which the files are written.")
@click.option("--most", type=click.IntRange(9, 4096), default=512, show_default=True, help="The most that one file has, in MiB.")
@click.option("--from", "again_from", type=click.IntRange(1), default=None, help="Once more from this envelope on: for a medium that was lost.")
def pack(node: str, out: Path, most: int, again_from: int | None) -> None:
    """Write what waits for NODE into files for a medium: the same sealed envelopes that would go over a line."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.hits.work.answers import answer_waiting
    from mingjian.institutions.exchange.work.medium import packages_for

    answer_waiting(now())
    _write(packages_for(node, now(), most=most * 2**20, again_from=again_from or 0), out)


@command.command()
@click.argument("files", type=_EXISTING, nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder for what goes back: receipts, and what waits here.")
@click.option("--most", type=click.IntRange(9, 4096), default=512, show_default=True, help="The most that one file has, in MiB.")
def read(files: tuple[Path, ...], out: Path, most: int) -> None:
    """Take in FILES that another node packed, and write what goes back to it. Exit with 1 where something was refused."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.hits.work.answers import answer_waiting
    from mingjian.institutions.exchange.work.medium import read_packages, reply_to

    at = now()
    packages, is_all_well = _readable(files)
    if not packages:
        raise BadInput("没有可以读入的介质文件。", "None of the files can be read: have them packed again.")
    told = read_packages(packages, at)
    click.echo(f"收入信封 {told.taken} 封，核实回执 {told.confirmed} 份。Envelopes taken in: {told.taken}; receipts verified: {told.confirmed}.")
    for sequence, text in told.refused:
        where = f"{sequence}: " if sequence else ""
        click.echo(f"{where}{text.zh} {text.en}")
    if told.expected:
        click.echo(f"缺第 {told.expected} 封，写回的介质已请对方从该封起重发。Envelope {told.expected} is missing: what goes back asks for it.")
    answer_waiting(at)  # what was asked, hit or no hit, is answered by the same medium
    _write(reply_to(packages[0].sender, told, at, most=most * 2**20), out)
    if told.refused or not is_all_well:
        sys.exit(1)


def _readable(files: tuple[Path, ...]) -> tuple[list[Package], bool]:
    """Read each file as far as it is whole and for this node, name what is not, and say whether all was well."""
    from django.conf import settings

    packages, is_all_well = [], True
    for file in files:
        try:
            package, damaged, count = read_what_is_whole(file.read_bytes())
        except BadInput as wrong:
            click.echo(f"{file.name}：{wrong.text.zh} {wrong.text.en}")
            is_all_well = False
            continue
        if package.to != settings.NODE:
            click.echo(f"{file.name}：是发给 {package.to} 的，没有读入。It is for {package.to}, and was not read.")
            is_all_well = False
            continue
        if damaged:
            zh, en = "、".join(map(str, damaged)), ", ".join(map(str, damaged))
            click.echo(f"{file.name}：共 {count} 部分，第 {zh} 部分已损坏或者缺失，其余照常读入；所缺的由对方重新打包。")
            click.echo(f"Of {count} parts these are damaged or missing: {en}. The others are read; the other node packs what lacks again.")
            is_all_well = False
        packages.append(package)
    return packages, is_all_well


@command.command()
@click.argument("node")
@click.option("--reason", required=True, help="With whom of the other node it was compared, and which backup was laid back.")
@click.option("--out", type=_NEW, required=True, help="The file for the other node.")
def position(node: str, reason: str, out: Path) -> None:
    """Go on with NODE, which was brought back from a backup: write for it how far it is here, and take its ledger as it is now."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.restores.services.resumption import go_on_with

    out.write_bytes(go_on_with(node, reason, now()) + b"\n")
    click.echo(f"已写入 {out}，请交对方管理员执行 mingjian exchange resume。Written: the other administrator runs mingjian exchange resume with it.")


@command.command()
@click.argument("file", type=_EXISTING)
@click.option("--reason", required=True, help="Of which day the backup was, and why it was laid back.")
def resume(file: Path, reason: str) -> None:
    """Go on after this node was brought back from a backup, behind what the member that wrote FILE holds; name what was lost."""
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.exchange.restores.services.resumption import resume as go_on

    lost = go_on(file.read_bytes().strip(), reason, now())
    click.echo(f"已恢复数据交换；对方持有而本节点缺失的记录 {len(lost)} 条。Resumed; records that the other holds and this node lost: {len(lost)}.")
    for name, version in sorted(lost.items()):
        click.echo(f"  {name} v{version}")


@command.command()
@click.argument("node")
@click.option("--out", type=_NEW, required=True)
def fork(node: str, out: Path) -> None:
    """Write the proof that NODE showed this node two histories of its ledger, for others to check with `verify`."""
    open_node()
    from mingjian.institutions.exchange.queries import fork_of

    out.write_bytes(fork_of(node).data + b"\n")
    click.echo(f"已写入 {out}。The proof is written.")


@command.command()
@click.argument("file", type=_EXISTING)
@click.option("--register", "against", type=_EXISTING, required=True, help="The register of members, as its members signed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(file: Path, against: Path, as_json: bool) -> None:
    """Check a receipt, a register, or the proof of two histories, offline. Exit with 0 if it proves what it says, with 1 if not, naming why."""
    try:
        one = _register(against)
        check_successor(one, None)
        told = _verified(file, one)
    except MingjianError as error:
        click.echo(
            json.dumps({"holds": False, "zh": error.text.zh, "en": error.text.en}, ensure_ascii=False) if as_json else f"{error.text.zh}\n{error.text.en}"
        )
        sys.exit(1)
    said = "\n".join(f"{name}: {value}" for name, value in told.items())
    click.echo(json.dumps({"holds": True, **told}, ensure_ascii=False) if as_json else f"属实。It holds.\n{said}")


def _write(packages: Iterable[Package], out: Path) -> None:
    """Write packages into a folder, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(packages, start=1):
        name = f"{one.sender}-to-{one.to}-{one.needs + 1}-{number}.mjx"
        part = out / f"{name}.part"
        part.write_bytes(one.data)
        part.replace(out / name)
        counts = len(one.of(ENVELOPE)), len(one.of(RECEIPT))
        click.echo(f"已写入 {out / name}：信封 {counts[0]} 封，回执 {counts[1]} 份。Written: {counts[0]} envelopes, {counts[1]} receipts.")


command.add_command(demo)
command.add_command(demo_node)


def _verified(file: Path, one: Register) -> dict[str, object]:
    """Verify what a file holds. Raises MingjianError where it does not hold."""
    data = _read(file)
    if data.startswith(b'{"consistency":') and FORMAT.encode() in data:
        return _verified_fork(Fork.read(data), one)
    try:
        receipt = Receipt.read(data)
    except BadInput as no_receipt:
        try:
            found = read_register(Signed.read(data))
        except BadInput:
            raise BadInput(
                f"{file.name} 不是完整的送达回执，也不是成员名册。", f"{file.name} is neither a whole receipt nor a register of members."
            ) from no_receipt
        check_successor(found, None if found.version == 1 else one)
        return {"register": found.name, "fingerprint": found.fingerprint}
    told = receipt.told()
    node = receipt.proof.partition("\n\n")[2].partition("\n")[0].removesuffix("/ledger")
    if node not in one.members:
        raise BadInput("名册中没有出具回执的节点。", "The register does not name the node that gave the receipt.")
    try:
        checkpoint = receipt.verify(one.member(node), None)
    except Refusal:
        raise BadInput("回执不真：与出具节点台账的证明不符。", "The receipt is false: the proof of the ledger that it names does not cover it.") from None
    return {
        "ledger": checkpoint.origin,
        "size": checkpoint.size,
        **{name: told.get(name) for name in ("kind", "at", "envelope", "from", "sequence", "refused")},
    }


def _verified_fork(found: Fork, one: Register) -> dict[str, object]:
    """Verify two histories. Raises MingjianError where there is one alone."""
    if found.node not in one.members:
        raise BadInput("名册中没有该节点。", "The register does not name that node.")
    first, second, is_proof = found.verify(one.member(found.node).ledger)
    judged = "两个检查点大小相同而根不同：该节点签过两份历史。 Of one size and with two roots: the node signed two histories."
    asked = (
        "该节点所给的哈希不能证明两者相续：须由其另行证明。 The hashes that it gave do not lead from one to the other: it is for the node to show some that do."
    )
    return {"fork_of": found.node, "first_size": first.size, "second_size": second.size, "proves": judged if is_proof else asked}


def _register(file: Path) -> Register:
    return read_register(_signed(file))


def _signed(file: Path) -> Signed:
    return Signed.read(_read(file))


def _read(file: Path) -> bytes:
    if file.stat().st_size > _LARGEST:
        raise BadInput(f"{file} 过大。", f"{file} is too large.")
    return file.read_bytes().strip()


def _tell(one: Register) -> None:
    """Print a register: its members, how many of them have signed, and the fingerprint."""
    signers = one.signed.signers(one.roots())
    click.echo(f"名册 register {one.name}：协议 {one.agreement} {one.sheet}；须 {one.threshold} 个签署，已有 {len(signers)} 个。")
    click.echo(f"{len(signers)} of the {one.threshold} signatures that it needs.")
    for node, member in sorted(one.members.items()):
        mark = "✓" if member.root in signers else "·"
        click.echo(f"  {mark} {node}  {member.title['zh']} {member.title['en']}  {', '.join(member.serves)}  {', '.join(member.doors)}")
    click.echo(f"指纹 fingerprint: {one.fingerprint}")
