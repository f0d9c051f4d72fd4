"""
The ledger's key in a process of its own: an agent of another user, asked over a UNIX socket. The office's own user can then read no key.

One JSON object a line each way: `{"ask": "sign", "size": …, "root": base64, "seals": base64, "proof": [base64, …], "chain": base64}`,
`{"ask": "seal", "leaves": [[index, …]]}`, `{"ask": "note", "text": …}`, `{"ask": "last"}`, `{"ask": "key"}`;
the answer is `{"given": …}` or `{"refused": [zh, en]}`.
The agent keeps the memory, so that not even the office's user has it sign a history that does not continue the last one.
"""

import base64
import json
import os
import socket
import socketserver
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput, LedgerFault, MingjianError
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier
from mingjian.core.ledger.keeper import Keeper

MOST = 64 << 20  # bytes of a question: some hundred thousand leaves
PATIENCE = 30.0  # seconds


class Agent:
    """The office's side: asks the agent behind a socket. Raises BadInput where none answers, LedgerFault where it refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def verifier(self) -> Verifier:
        """Return the public half of the key."""
        return Verifier.from_text(self._ask("key"))

    def last(self) -> Checkpoint | None:
        """Return what was signed last."""
        told = self._ask("last")
        return Checkpoint(told[0], told[1], _bytes(told[2])) if told else None

    def sign(self, size: int, root: bytes, seals: bytes, proof: Sequence[bytes], chain: bytes = b"") -> str:
        """Have a checkpoint signed that continues the last."""
        return str(self._ask("sign", size=size, root=_text(root), seals=_text(seals), proof=[_text(one) for one in proof], chain=_text(chain)))

    def seal(self, leaves: Sequence[tuple[int, bytes]]) -> bytes:
        """Have leaf hashes sealed."""
        return _bytes(self._ask("seal", leaves=[[index, _text(leaf)] for index, leaf in leaves]))

    def sign_note(self, text: str) -> str:
        """Have a text signed that says what it is."""
        return str(self._ask("note", text=text))

    def _ask(self, what: str, **told: object) -> Any:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(PATIENCE)
                line.connect(str(self.path))
                line.sendall(json.dumps({"ask": what, **told}).encode() + b"\n")
                with line.makefile("rb") as answers:
                    answer = json.loads(answers.readline(MOST))
        except (OSError, ValueError) as error:
            raise BadInput(
                f"签名代理 {self.path} 无应答：{error}。请启动 mingjian ledger agent。",
                f"The agent {self.path} does not answer: {error}. Start mingjian ledger agent.",
            ) from error
        if "refused" in answer:
            raise LedgerFault(*answer["refused"])
        return answer["given"]


def answer(keeper: Keeper, question: bytes) -> dict[str, object]:
    """Answer one question to the agent; never raises for what it says."""
    try:
        told = json.loads(question)
        return {"given": _ANSWERS[told["ask"]](keeper, told)}
    except MingjianError as error:
        return {"refused": [error.text.zh, error.text.en]}
    except (ValueError, KeyError, TypeError):
        return {"refused": ["签名代理听不懂这个请求。", "The agent does not understand this question."]}


def _sign(keeper: Keeper, told: Mapping[str, Any]) -> str:
    proof = [_bytes(one) for one in told["proof"]]
    return keeper.sign(int(told["size"]), _bytes(told["root"]), _bytes(told["seals"]), proof, _bytes(told.get("chain", "")))


def _last(keeper: Keeper, _: Mapping[str, Any]) -> list[object] | None:
    last = keeper.last()
    return [last.origin, last.size, _text(last.root)] if last else None


_ANSWERS: dict[str, Callable[[Keeper, Mapping[str, Any]], object]] = {
    "key": lambda keeper, _: keeper.verifier.text,
    "last": _last,
    "sign": _sign,
    "seal": lambda keeper, told: _text(keeper.seal([(int(index), _bytes(leaf)) for index, leaf in told["leaves"]])),
    "note": lambda keeper, told: keeper.sign_note(str(told["text"])),
}


def server(keeper: Keeper, path: Path) -> socketserver.BaseServer:
    """Return a server at a socket that only its user and group may use; one question at a time, so two never race. Raises BadInput where it cannot be made."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = PATIENCE

        def handle(self) -> None:
            self.wfile.write(json.dumps(answer(keeper, self.rfile.readline(MOST))).encode() + b"\n")

    path.unlink(missing_ok=True)
    before = os.umask(0o117)
    try:
        return socketserver.UnixStreamServer(str(path), Handler)
    except OSError as error:
        raise BadInput(f"套接字 {path} 无法建立：{error.strerror}。", f"The socket {path} cannot be made: {error.strerror}.") from error
    finally:
        os.umask(before)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
