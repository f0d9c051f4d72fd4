"""Reads settings from the environment, or refuses them in words: a switch that is misspelt must not stay off without anybody knowing."""

import os
from urllib.parse import urlsplit

from mingjian.core.errors import BadInput

_ON, _OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_DATABASES = ("postgres", "postgresql", "sqlite")


def switched(name: str, *, otherwise: bool = False) -> bool:
    """Return whether a switch is on; not set, or empty, it is as `otherwise` says. Raises BadInput for a word that is neither."""
    said = os.environ.get(name, "").strip().lower()
    if said in (*_ON, *_OFF):
        return said in _ON
    if said:
        raise BadInput(f"{name} 应为 1 或 0，而不是“{said[:80]}”。", f"{name} is 1 or 0, not {said[:80]!r}.")
    return otherwise


def whole(name: str, otherwise: int, *, least: int = 1, most: int = 1_000_000) -> int:
    """Return a whole number from `least` to `most`; not set, or empty, it is `otherwise`. Raises BadInput for anything else."""
    said = os.environ.get(name, "").strip()
    if not said:
        return otherwise
    if said.isascii() and said.isdigit() and len(said) <= len(str(most)) and least <= int(said) <= most:
        return int(said)
    raise BadInput(f"{name} 应为 {least} 至 {most} 的整数，而不是“{said[:80]}”。", f"{name} is a whole number from {least} to {most}, not {said[:80]!r}.")


def one_of(name: str, *choices: str) -> str:
    """Return one of the choices, the first where nothing is set. Raises BadInput for another word."""
    said = os.environ.get(name, "").strip().lower() or choices[0]
    if said not in choices:
        zh, en = "、".join(filter(None, choices)), ", ".join(filter(None, choices))
        raise BadInput(f"{name} 应为 {zh}，而不是“{said[:80]}”。", f"{name} is one of {en}, not {said[:80]!r}.")
    return said


def some_of(name: str, *choices: str) -> frozenset[str]:
    """Return several of the choices, parted by commas; none where nothing is set. Raises BadInput for a word that is none of them."""
    said = {one.strip() for one in os.environ.get(name, "").split(",") if one.strip()}
    if odd := sorted(said - set(choices)):
        raise BadInput(
            f"{name} 只能取：{'、'.join(choices)}（多个以逗号分隔），没有“{odd[0][:80]}”。",
            f"{name} names some of {', '.join(choices)}; there is no {odd[0][:80]!r}.",
        )
    return frozenset(said)


def groups(name: str) -> dict[str, tuple[str, ...]]:
    """Return names by group, `group=name+name;group=name`. Raises BadInput where a part is not written so."""
    found: dict[str, tuple[str, ...]] = {}
    for part in os.environ.get(name, "").split(";"):
        group, sign, names = part.strip().rpartition("=")
        told = tuple(one.strip() for one in names.split("+") if one.strip())
        if part.strip() and not (group.strip() and sign and told):
            raise BadInput(
                f"{name} 应写作“组=角色+角色;组=角色”，而不是“{part.strip()[:80]}”。",
                f"{name} is written `group=role+role;group=role`, not {part.strip()[:80]!r}.",
            )
        if part.strip():
            found[group.strip().removeprefix("/")] = told
    return found


def is_encrypted(address: str) -> bool:
    """Return whether an address is asked over TLS, or on this machine."""
    told = urlsplit(address)
    return bool(told.hostname) and (told.scheme == "https" or (told.scheme == "http" and told.hostname in ("localhost", "127.0.0.1", "::1")))


def encrypted_address(name: str) -> str:
    """Return an address that is asked over TLS, or on this machine; nothing where none is set. Raises BadInput for any other."""
    said = os.environ.get(name, "").strip()
    if said and not is_encrypted(said):
        raise BadInput(
            f"{name} 应以 https:// 开头（本机可用 http://localhost），而不是“{said[:80]}”。",
            f"{name} begins with https:// (http://localhost on this machine), not {said[:80]!r}.",
        )
    return said


def pairs(name: str) -> list[list[str]]:
    """Return pairs of words, `address key;address key`. Raises BadInput where one of them is no pair."""
    parts = [one.split() for one in os.environ.get(name, "").split(";") if one.strip()]
    if odd := [one for one in parts if len(one) != 2]:
        raise BadInput(f"{name} 应写作“地址 公钥”，多个以分号分隔：{odd[0][0][:80]}", f"{name} is written `address key`, several with `;`: {odd[0][0][:80]}")
    return parts


def database_url() -> str:
    """Return DATABASE_URL, or nothing. Raises BadInput for a database that the node does not work with; the address, which may hold a password, is not told."""
    url = os.environ.get("DATABASE_URL", "")
    scheme, sign, _ = url.partition("://")
    if url and (not sign or scheme.lower() not in _DATABASES):
        raise BadInput("DATABASE_URL 应以 postgresql:// 开头（或不设，即用 SQLite）。", "DATABASE_URL begins with postgresql:// (or is not set, for SQLite).")
    return url
