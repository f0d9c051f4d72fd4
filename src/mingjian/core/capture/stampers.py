"""Time stamps of several authorities over the same bytes, each verified at once: one that gives none, or a false one, hinders no other and is named."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509

from mingjian.core.capture import stamp
from mingjian.core.errors import BadInput
from mingjian.core.language import Text


class Stamper:
    """
    Asks each of some authorities (RFC 3161) to stamp bytes. `held`: the stamps that hold, with who gave them; `refused`: why another gave none.

    `anchors`: the certificates that their stamps have to lead to; without any, the roots that this machine trusts, or the root that comes with the reply.
    """

    def __init__(self, authorities: Iterable[str], anchors: Sequence[x509.Certificate] = ()) -> None:
        self.authorities, self.anchors = list(dict.fromkeys(authorities)), anchors
        self.held: list[tuple[str, stamp.Stamp]] = []
        self.refused: list[Text] = []
        for one in self.authorities:
            stamp.check_address(one)

    def __call__(self, data: bytes) -> list[bytes]:
        """Return the replies (DER) that hold over some bytes."""
        self.held, self.refused, replies = [], [], []
        for one in self.authorities:
            try:
                reply = stamp.ask(one, data)
                self.held.append((one, stamp.verify(reply, data, self.anchors)))
                replies.append(reply)
            except BadInput as error:
                self.refused.append(Text(f"{one}：{error.text.zh}", f"{one}: {error.text.en}"))
        return replies

    @property
    def why_not(self) -> Text | None:
        """Return why not every authority gave a stamp that holds; None where each did."""
        if not self.refused:
            return None
        return Text("".join(one.zh for one in self.refused), " ".join(one.en for one in self.refused))

    def told(self) -> list[dict[str, object]]:
        """Return what is kept beside the archive of each stamp: who gave it, when, by which certificate, and whether that leads to a trusted one."""
        return [{"by": by, "at": one.at.isoformat(), "signer": one.chain[0], "is_anchored": one.is_anchored} for by, one in self.held]


def certificates_in(file: Path) -> list[x509.Certificate]:
    """Read the certificates of a file in PEM. Raises BadInput where it holds none, or cannot be read."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} 不是 PEM 格式的证书。", f"{file} holds no certificates in PEM.") from error
