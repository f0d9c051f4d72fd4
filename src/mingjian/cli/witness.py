"""A witness of ledgers: `mingjian witness serve | key`. Works without Django, on a machine of somebody else than the node's."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from mingjian.core.errors import BadInput
from mingjian.core.ledger.checkpoint import Verifier, signer_in
from mingjian.core.ledger.witness import MOST, TEXT_TYPE, Answer, Witness

PATIENCE = 30.0  # seconds that a request may take to arrive


@click.group()
def command() -> None:
    """Cosign checkpoints of ledgers that continue those of before (C2SP tlog-witness), so that no node can show two histories."""


_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("var/witness"), show_default=True, help="Where its key and memory lie."
)
_NAME = click.option("--name", required=True, help="The witness's name, as witness.example/w1.")


@command.command()
@_FOLDER
@_NAME
def key(folder: Path, name: str) -> None:
    """Print the witness's public key, which nodes and verifiers are told."""
    click.echo(_witness(folder, name, ()).cosigner.text)


@command.command()
@_FOLDER
@_NAME
@click.option("--ledger", "ledgers", multiple=True, required=True, help="Public key of a ledger that it cosigns, or a file of one; may be repeated.")
@click.option("--port", type=click.IntRange(1, 65535), default=8099, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; put a TLS proxy before any other than this one.")
def serve(folder: Path, name: str, ledgers: tuple[str, ...], port: int, host: str) -> None:
    """Answer POST /add-checkpoint until stopped."""
    keys = [Verifier.from_text(Path(one).read_text(encoding="utf-8") if Path(one).is_file() else one) for one in ledgers]
    witness = _witness(folder, name, keys)
    try:
        server = ThreadingHTTPServer((host, port), handler(witness))
    except OSError as error:
        raise BadInput(f"端口 {port} 无法监听：{error.strerror}。", f"Port {port} cannot be listened on: {error.strerror}.") from error
    click.echo(f"见证人 {witness.cosigner.text}\nhttp://{host}:{port}/add-checkpoint")
    with server:
        server.serve_forever()


def _witness(folder: Path, name: str, ledgers: "tuple[Verifier, ...] | list[Verifier]") -> Witness:
    folder.mkdir(parents=True, exist_ok=True)
    return Witness(signer_in(folder / "witness-key", name), ledgers, folder)


def handler(witness: Witness) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests to a witness."""

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Answer add-checkpoint; whatever is longer than a checkpoint ever is, is not read."""
            length = self.headers.get("Content-Length", "")
            if not self.path.endswith("/add-checkpoint"):
                self._say(Answer(404, "no such call\n"))
            elif not length.isdigit() or int(length) > MOST:
                self.close_connection = True
                self._say(Answer(400, "a request has its length, and is short\n"))
            else:
                self._say(witness.add(self.rfile.read(int(length)), int(time.time())))

        def do_GET(self) -> None:
            """Send the public key."""
            self._say(Answer(200, f"{witness.cosigner.text}\n", TEXT_TYPE))

        def _say(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            """State nothing: who asks is no matter of a witness."""

    return Handler
