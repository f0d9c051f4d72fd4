"""
How fast letters go from one node to another, from the step to the receipt that is proven against the other's ledger; and a plain POST beside it.

    python benchmarks/exchange.py [--single 200] [--batch 2000] [--records 100000] [--write]

Two nodes with databases of their own (SQLite) on loopback, sealed, signed, encrypted, receipted. Peer in the same run: HTTPS POST of the same letters as JSON
to a server that writes them into SQLite in one transaction a request: no seal, no signature of the sender, no ledger, no receipt.
`--records`: so many clues, given in acts of 1,000 (share_batch) while another process of the node sends, as where it runs, from the first act to the last
verified receipt; and a POST of the same bytes.
`--write` puts the table between the markers `exchange` of docs/reference/performance.md.
"""

import argparse
import json
import os
import platform
import signal
import sqlite3
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import console

TESTS = Path(__file__).parents[1] / "tests"
HZ = "hz.mingjian.example"
OF_ONE_ACT = 1000  # clues that an officer gives at once
PEER_ROWS = 1000  # of one POST of the peer, as large as an envelope may be


def letter(number: int) -> dict[str, str]:
    """Give a letter of about 600 bytes."""
    said = f"请核实第 {number} 家店的实际经营地、仓库和法定代表人。" + "该店近三个月销售标有注册商标的运动鞋，价格明显低于市场。" * 4
    return {"letter_number": f"沪协{number}号", "letter_questions": said, "letter_subject": f"某某店{number}"}


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def ours(folder: Path, single: int, batch: int) -> dict[str, Any]:
    """Let one node send letters to another: one by one, then many that waited."""
    from institutions.exchange.sites import make_sites

    sites = make_sites(folder, lambda: None)
    sh, hz = sites["sh"], sites["hz"]
    hz.serve()
    try:
        one_by_one: list[float] = sh.run(lambda: _single(single))
        before = worked(hz.server)
        queued, gone, envelopes, sent = sh.run(lambda: _batch(single, batch))
        taken = worked(hz.server) - before
    finally:
        hz.stop()
    came, is_proven = hz.run(_came)
    assert came == single + batch, f"{came} letters came"
    assert is_proven
    return {"single": one_by_one, "queued": queued, "gone": gone, "envelopes": envelopes, "sent": sent, "taken": taken}


def worked(process: int) -> float:
    """Give the processor time of a process so far, in seconds."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _ask(number: int) -> None:
    from django.utils.timezone import now

    from mingjian.institutions.exchange.letters.acts import ask_for_assistance
    from mingjian.office.models import Officer

    ask_for_assistance(to_node=HZ, **letter(number), by=Officer.objects.get(username="li"), at=now())


def _go() -> None:
    from django.utils.timezone import now

    from mingjian.institutions.exchange.models import Envelope
    from mingjian.institutions.exchange.sweeps import exchange

    exchange(now())
    while Envelope.objects.exclude(state=Envelope.State.ARRIVED).exists():
        exchange(now())


def _single(count: int) -> list[float]:
    def one(number: int) -> None:
        _ask(number)
        _go()

    one(0)
    return [timed(lambda number=number: one(number)) for number in range(1, count)]  # type: ignore[misc]  # a number bound at once


def _batch(first: int, count: int) -> tuple[float, float, int, float]:
    from mingjian.institutions.exchange.models import Envelope

    before = Envelope.objects.count()
    queued = timed(lambda: [_ask(number) for number in range(first, first + count)])
    begun = time.process_time()
    gone = timed(_go)
    return queued, gone, Envelope.objects.count() - before, time.process_time() - begun


def _came() -> tuple[int, bool]:
    from django.utils.timezone import now

    from mingjian.institutions.exchange.models import HeldRecord
    from mingjian.office.models import Entry
    from mingjian.office.record import ledger

    ledger.checkpoint(now())
    some = Entry.objects.order_by("-index")[:50]
    return HeldRecord.objects.count(), all(ledger.verify_entry(entry).is_proven for entry in some)


def clue_values(number: int) -> dict[str, str]:
    """Return the fields of a clue of about 600 bytes."""
    told = {
        "title": f"某充电器网店{number}涉嫌销售无认证产品",
        "act": "销售未经强制性认证的产品",
        "platform": "云集市",
        "shop": f"快充小铺{number}（S{number}）",
    }
    told |= {"listing": f"二十元快充充电器{number}", "operator": f"杭州快充科技{number}有限公司", "address": f"杭州市西湖区文三路{number}号"}
    return told | {"content": "举报人称所购充电器无认证标志，使用中发热冒烟，平台未作处理。" * 2}


def many(folder: Path, count: int) -> dict[str, float]:
    """Let one node give so many clues to another, from the first act to the last receipt; give the seconds of the acts and of all."""
    from institutions.exchange.sites import make_sites

    sites = make_sites(folder, lambda: None)
    sh, hz = sites["sh"], sites["hz"]
    sh.run(lambda: _make_clues(count))
    hz.serve()
    sh.sweep()
    try:
        before, swept = worked(hz.server), worked(sh.sweeper)
        told: dict[str, float] = sh.run(lambda: _give_all(count))
        told["taken"] = worked(hz.server) - before
        told["worked"] += worked(sh.sweeper) - swept
    finally:
        sh.stop()
        hz.stop()
    came, is_proven = hz.run(_came)
    assert came == count, f"{came} clues came"
    assert is_proven
    return told


def _make_clues(count: int) -> None:
    from django.utils.timezone import now

    from mingjian.institutions.clues.models import Clue
    from mingjian.institutions.clues.opening import register
    from mingjian.institutions.clues.particulars.intake import Intake
    from mingjian.office.models import Dossier, Officer

    pattern = register(Intake("report", "销售无证产品", title="某店", content="充电器"), by=Officer.objects.get(username="li"), at=now())
    kept = {field.attname: getattr(pattern.dossier, field.attname) for field in Dossier._meta.concrete_fields if field.attname != "id"}
    told = {field.attname: getattr(pattern, field.attname) for field in Clue._meta.concrete_fields if field.attname not in ("id", "dossier_id")}
    for start in range(0, count, 5000):
        rows = [(n, clue_values(n)) for n in range(start, min(count, start + 5000))]
        dossiers = Dossier.objects.bulk_create(Dossier(**{**kept, "number": f"C2026-9{n:07d}", "title": values["title"]}) for n, values in rows)
        columns = {"suspected_act": "act", "platform": "platform", "shop_name": "shop", "listing_title": "listing", "operator_name": "operator"}
        columns |= {"operator_address": "address", "content": "content"}
        Clue.objects.bulk_create(
            Clue(**{**told, "dossier": dossier, **{column: values[name] for column, name in columns.items()}})
            for dossier, (_, values) in zip(dossiers, rows, strict=True)
        )


def _give_all(count: int) -> dict[str, float]:
    from django.utils.timezone import now

    from mingjian.institutions.clues.models import Clue
    from mingjian.institutions.exchange.batches.acts import share_batch
    from mingjian.institutions.exchange.models import Outgoing
    from mingjian.office.models import Officer

    li = Officer.objects.get(username="li")
    begun, worked_before, acts = time.perf_counter(), time.process_time(), 0.0
    waiting = Clue.objects.filter(dossier__number__startswith="C2026-9").select_related("dossier__department").order_by("pk")
    for start in range(0, count, OF_ONE_ACT):
        some = list(waiting[start : start + OF_ONE_ACT])
        acts += timed(lambda some=some: share_batch(clues=some, node=HZ, purpose="check_clue", by=li, at=now()))  # type: ignore[misc]  # bound at once
    while Outgoing.objects.exclude(state=Outgoing.State.ARRIVED).exists():
        time.sleep(0.02)
    return {"all": time.perf_counter() - begun, "acts": acts, "worked": time.process_time() - worked_before}


class _Plain(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: sqlite3.Connection

    def do_POST(self) -> None:
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.store:
            told = [(one["letter_number"], one["letter_questions"], one["letter_subject"]) for one in rows]
            self.store.executemany("INSERT INTO letter VALUES (?, ?, ?)", told)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def plain(folder: Path, single: int, batch: int) -> dict[str, Any]:
    """Let the peer take the same letters over HTTPS."""
    import urllib3
    from institutions.exchange.sites import free_port

    certificate, port = _certificate(folder), free_port()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _serve_plain(folder, certificate, port)
    pool = urllib3.HTTPSConnectionPool("localhost", port, ca_certs=str(certificate), retries=urllib3.Retry(connect=20, backoff_factor=0.1))

    def post(rows: list[dict[str, str]]) -> None:
        reply = pool.request("POST", "/", body=json.dumps(rows, ensure_ascii=False).encode())
        assert reply.status == 200

    try:
        post([letter(0)])
        one_by_one = [timed(lambda number=number: post([letter(number)])) for number in range(1, single)]  # type: ignore[misc]  # as above
        letters = [letter(number) for number in range(batch)]
        gone = timed(lambda: [post(letters[start : start + PEER_ROWS]) for start in range(0, batch, PEER_ROWS)])
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return {"single": one_by_one, "gone": gone}


def plain_many(folder: Path, count: int) -> float:
    """Let the peer take the same clues, as many bytes, in as large requests; give the seconds."""
    import urllib3
    from institutions.exchange.sites import free_port

    certificate, port = _certificate(folder), free_port()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _serve_plain(folder, certificate, port)
    pool = urllib3.HTTPSConnectionPool("localhost", port, ca_certs=str(certificate), retries=urllib3.Retry(connect=20, backoff_factor=0.1))
    try:
        rows = [{"letter_number": str(n), "letter_questions": json.dumps(clue_values(n), ensure_ascii=False), "letter_subject": ""} for n in range(count)]
        return timed(lambda: [_post(pool, rows[start : start + PEER_ROWS]) for start in range(0, count, PEER_ROWS)])
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _post(pool: Any, rows: list[dict[str, str]]) -> None:
    assert pool.request("POST", "/", body=json.dumps(rows, ensure_ascii=False).encode()).status == 200


def _serve_plain(folder: Path, certificate: Path, port: int) -> None:
    store = sqlite3.connect(folder / "plain.sqlite3")
    store.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE letter (letter TEXT, questions TEXT, subject TEXT)")
    server = HTTPServer(("127.0.0.1", port), type("Handler", (_Plain,), {"store": store}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def _certificate(folder: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    at = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    place = folder / "peer.pem"
    place.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return place


def table(ours_: dict[str, Any], peer: dict[str, Any], batch: int) -> str:
    """Write the figures."""

    def line(name: str, found: dict[str, Any]) -> str:
        ms = sorted(seconds * 1e3 for seconds in found["single"])
        return f"| {name} | {statistics.median(ms):.1f} | {ms[int(0.95 * (len(ms) - 1))]:.1f} | {1e3 / statistics.mean(ms):.0f} | {batch / found['gone']:.0f} |"

    share = peer["gone"] / ours_["gone"]
    head = f"{batch:,} letters of about 600 bytes; SQLite on both sides; loopback; Python {platform.python_version()}, {os.cpu_count()} cores, "
    head += f"load {os.getloadavg()[0]:.1f}."
    return "\n".join(
        [
            head,
            "",
            "| from step to proven receipt | one letter, median ms | p95 ms | envelopes a second, one letter each | letters a second, together |",
            "|---|---|---|---|---|",
            line("mingjian, two nodes", ours_),
            line("peer: HTTPS POST of JSON, one transaction a request", peer),
            "",
            f"The letters together went in {ours_['envelopes']} envelopes, at {share:.3f} of the peer's speed; to write and queue them "
            f"took {ours_['queued']:.1f} s ({batch / ours_['queued']:.0f} a second), which the peer does not do. "
            f"Of processor time one cost its sender {1e3 * ours_['sent'] / batch:.2f} ms and its receiver {1e3 * ours_['taken'] / batch:.2f} ms.",
        ]
    )


def table_of_many(count: int, found: dict[str, float], peer: float) -> str:
    """Write the figures of many records."""
    return (
        f"{count:,} clues of about 600 bytes from the act to the verified receipt: {found['all']:.1f} s, {count / found['all']:.0f} a second "
        f"(the acts alone {found['acts']:.1f} s). A plain HTTPS POST of the same bytes: {count / peer:.0f} a second; share {peer / found['all']:.3f}. "
        f"Of processor time a clue cost its sender {1e3 * found['worked'] / count:.2f} ms and its receiver {1e3 * found['taken'] / count:.2f} ms: "
        f"{count / (found['worked'] + found['taken']):.0f} a second of processor time. "
        f"SQLite on both sides, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--single", type=int, default=200)
    options.add_argument("--batch", type=int, default=2000)
    options.add_argument("--records", type=int, default=0)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    sys.path[:0] = [str(TESTS), str(TESTS / "worlds")]
    with tempfile.TemporaryDirectory(prefix="mingjian-") as home:
        os.environ.update(MINGJIAN_HOME=home, DJANGO_SETTINGS_MODULE="mingjian.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        if given.records:
            if given.write:
                options.error("--write puts the table of single letters and batches: leave --records out")
            print(table_of_many(given.records, many(Path(home) / "many", given.records), plain_many(Path(home), given.records)))
            return
        ours_ = ours(Path(home) / "nodes", given.single, given.batch)
        peer = plain(Path(home), given.single, given.batch)
    told = table(ours_, peer, given.batch)
    print(told)
    if given.write:
        console.write(told, "exchange")


if __name__ == "__main__":
    main()
