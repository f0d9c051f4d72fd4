"""An IMAP server on loopback that knows as much of RFC 3501 as reading a folder takes, and counts whatever would change something."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

CRLF = b"\r\n"


@dataclass
class Mailbox:
    """The mail of one folder by its number; `said` are the commands that came."""

    folder: str = "INBOX"
    password: str = "s3cret word"  # noqa: S105 - of a server on loopback
    validity: int = 7
    mail: dict[int, bytes] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)  # what is said of a mail in the place of its size
    said: list[str] = field(default_factory=list)

    def put(self, sender: str, *attached: tuple[str, bytes], checked: str = "", words: str = "见附件") -> None:
        """Put one mail into the folder, with files attached and a picture of a signature."""
        message = EmailMessage()
        if checked:
            message["Authentication-Results"] = checked
        message["From"], message["Subject"] = sender, "本月数据"
        message.set_content(words)
        message.add_related(b"\x89PNG\r\n", "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
        for name, content in attached:
            message.add_attachment(content, "application", "octet-stream", filename=name)
        self.mail[max(self.mail, default=0) + 1] = message.as_bytes()


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say(b"* OK [CAPABILITY IMAP4rev1 ID] ready")
        while line := self.rfile.readline():
            tag, _, asked = line.decode().strip().partition(" ")
            self.box.said.append(asked)
            word = asked.split()[0].upper()
            answer = getattr(self, f"_{word.lower()}", None)
            done = answer(asked) if answer else "BAD"
            self._say(f"{tag} {done} done".encode())
            if word == "LOGOUT":
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + CRLF)

    def _capability(self, asked: str) -> str:
        self._say(b"* CAPABILITY IMAP4rev1 ID")
        return "OK"

    def _id(self, asked: str) -> str:
        return "OK"

    def _login(self, asked: str) -> str:
        return "OK" if f'"{self.box.password}"' in asked else "NO wrong password"

    def _examine(self, asked: str) -> str:
        if f'"{self.box.folder}"' not in asked:
            return "NO no such folder"
        self._say(f"* {len(self.box.mail)} EXISTS".encode())
        self._say(f"* OK [UIDVALIDITY {self.box.validity}] numbers".encode())
        return "OK [READ-ONLY]"

    def _uid(self, asked: str) -> str:
        if search := re.match(r"UID SEARCH (?:UID (\d+):\*|SINCE \S+)$", asked):
            found = [uid for uid in self.box.mail if not search[1] or uid >= int(search[1])] or list(self.box.mail)[-1:]
            self._say(f"* SEARCH {' '.join(map(str, found))}".encode())
            return "OK"
        fetch = re.match(r"UID FETCH (\d+) \((RFC822\.SIZE|BODY\.PEEK\[\]|BODY\.PEEK\[HEADER\]<0\.\d+>)\)$", asked)
        if not fetch:
            return "BAD"
        content = self.box.mail[int(fetch[1])]
        if fetch[2] == "RFC822.SIZE":
            self._say(f"* 1 FETCH (UID {fetch[1]} RFC822.SIZE {self.box.sizes.get(int(fetch[1]), len(content))})".encode())
        elif "HEADER" in fetch[2]:
            head = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0][: int(fetch[2].rpartition(".")[2][:-1])]
            self.wfile.write(f"* 1 FETCH (UID {fetch[1]} BODY[HEADER]<0> {{{len(head)}}}".encode() + CRLF + head + b")" + CRLF)
        else:
            self.wfile.write(f"* 1 FETCH (UID {fetch[1]} BODY[] {{{len(content)}}}".encode() + CRLF + content + b")" + CRLF)
        return "OK"

    def _logout(self, asked: str) -> str:
        self._say(b"* BYE")
        return "OK"


@contextmanager
def mail_server() -> Iterator[tuple[int, Mailbox]]:
    """Serve a mailbox, and give its port and what it holds."""
    box = Mailbox()
    talk = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], box
        finally:
            server.shutdown()
