"""Find the addresses in a text, each whole and once, with the words before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

_LINK = re.compile(r"\[[^\]]*\]\(\s*(https?://[^\s)]*(?:\([^\s)]*\)[^\s)]*)*)\s*\)", re.IGNORECASE)
_FOUND = re.compile(r"""(?:https?://|(?<![\w./@-])(?:www\.|(?:gist\.)?github\.com/)(?=\w))[^\s<>"“”'‘’`|\\^\[\]（）【】，。；、]+""", re.IGNORECASE)
_WRAPPED = re.compile(r"(https?://[^\s]{30,}[/\-._])\n(?!https?://|\s|[-*•\d]+[.)]?\s)(?=[^\s]*[/._\-][^\s]*\s*$)([^\s]+)", re.MULTILINE)
_HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z]{2,}(?::\d+)?$", re.IGNORECASE)
#: What a notice cites beside what it complains of: guides, policies, and other notices.
_CITED = re.compile(
    r"^(?:https?://)?(?:docs|help|support)\.github\.com|^(?:https?://)?(?:www\.)?github\.com/(?:github/dmca|contact|site|about)\b"
    r"|lumendatabase\.org|^(?:https?://)?(?:www\.)?(?:copyright\.gov|law\.cornell\.edu|gnu\.org|opensource\.org|choosealicense\.com|eur-lex\.europa\.eu)",
    re.IGNORECASE,
)
_HOSTED = re.compile(r"(?:^|\.)(?:github\.(?:com|io)|githubusercontent\.com|npmjs\.com|ghcr\.io|githack\.com|jsdelivr\.net)$", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """An address as it is written, without the marks of the sentence around it, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """Return what two writings of one address have in common."""
        return re.sub(r"^https?://(?:www\.)?", "", self.text, flags=re.IGNORECASE).rstrip("/").lower()

    @property
    def is_hosted(self) -> bool:
        """Return whether it lies on GitHub or on a host that serves what lies there."""
        return bool(_HOSTED.search(_netloc(self.text).split(":")[0]))

    @property
    def place(self) -> str:
        """Return the repository that it lies in, as `owner/repository` in small letters, also of a page that GitHub makes of one; else its key."""
        parts = self.key.split("/")
        host, path = parts[0].split(":")[0], parts[1:]
        if host.endswith(".github.io"):
            return f"{host.removesuffix('.github.io')}/{path[0] if path else host}"
        if self.is_hosted and len(path) >= 2:
            return f"{path[0]}/{path[1].removesuffix('.git')}"
        return self.key

    @property
    def is_cited(self) -> bool:
        """Return whether it is a guide, a policy, another notice, or the platform itself."""
        return bool(_CITED.search(self.text)) or self.key in {"github.com", "gist.github.com"}


def joined(text: str) -> str:
    """Return a text in which an address that a mail program broke at the end of a line is whole again."""
    before = ""
    while before != text:
        before, text = text, _WRAPPED.sub(r"\1\2", text)
    return text


def addresses_in(text: str) -> Iterator[Address]:
    """Yield the addresses of a text in their order; of a link in Markdown, its target."""
    taken: list[tuple[int, int]] = []
    found = []
    for link in _LINK.finditer(text):
        taken.append(link.span())
        found.append(Address(_trimmed(link[1]), *link.span()))
    for one in _FOUND.finditer(text):
        if not any(first <= one.start() < last for first, last in taken):
            found.append(Address(_trimmed(one[0]), one.start(), one.end()))
    yield from (one for one in sorted(found, key=lambda one: one.start) if _HOST.match(_netloc(one.text)))


def _netloc(address: str) -> str:
    try:
        return urlsplit(_with_scheme(address)).netloc.rpartition("@")[2]
    except ValueError:  # a bracket that is none of an IPv6 address
        return ""


def _with_scheme(address: str) -> str:
    return address if address.lower().startswith("http") else f"https://{address}"


def _trimmed(address: str) -> str:
    """Return an address without the signs of the sentence that it ends."""
    while address:
        last = address[-1]
        if (last in ".,;:!?*_~…>" and not (last == "_" and "_" in address[:-1].rpartition("/")[2])) or (
            last == ")" and address.count("(") < address.count(")")
        ):
            address = address[:-1]
        else:
            break
    return address
