"""
The ledger's key in a token (PKCS#11): a card, an HSM, a key store of the network. It signs there, and never leaves it.

The file of a key names it in two lines, of which the first follows RFC 7512 and the second is its public half, so that whoever only verifies needs no token:

    pkcs11:token=mingjian;object=ledger;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/etc/mingjian/pin
    node.example/ledger+c74f20a3+AR…

Ed25519 (PKCS #11 v3.0, CKM_EDDSA), by python-pkcs11 (extra `keeping`).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.optional import to_install

SCHEME = "pkcs11:"
#: What of an address we take; whatever else it says would be passed over, and is refused.
KNOWN = frozenset({"token", "serial", "object", "id", "module-path", "pin-source"})
OBJECT = "mingjian-ledger"
CURVE = "1.3.101.112"  # Ed25519
_sessions: dict[tuple[object, ...], Any] = {}
_loaded: dict[str, int] = {}  # libraries, and the process that began each
_refused: dict[str, int] = {}  # files of PINs that a token refused, and when each was written: three wrong ones lock a token
_lock = Lock()


@dataclass(frozen=True)
class KeyAddress:
    """Where a key lies: the library, the token by label or serial number, the file of its PIN, the key's label and id."""

    module: str
    token: str
    serial: str
    pin_file: str
    label: str = OBJECT
    key_id: bytes = b""

    @classmethod
    def read(cls, text: str) -> "KeyAddress":
        """Read an address of RFC 7512. Raises BadInput, which never repeats a PIN."""
        path, _, query = text.strip().removeprefix(SCHEME).partition("?")
        pairs = [one.partition("=") for one in [*path.split(";"), *query.split("&")] if one]
        told = {name: unquote_to_bytes(value) for name, _, value in pairs}
        if "pin-value" in told:
            raise BadInput("令牌的 PIN 不写在地址中，请写入文件并以 pin-source 指明。", "No PIN stands in an address: name its file as pin-source.")
        if not text.startswith(SCHEME) or set(told) - KNOWN or len(told) != len(pairs):
            raise _unreadable()
        plain = {name: value.decode("utf-8", "replace") for name, value in told.items()}
        if not plain.get("module-path") or not (plain.get("token") or plain.get("serial")):
            raise _unreadable()
        pin = plain.get("pin-source", "").removeprefix("file:")
        return cls(plain["module-path"], plain.get("token", ""), plain.get("serial", ""), pin, plain.get("object") or OBJECT, told.get("id", b""))

    @property
    def text(self) -> str:
        """Return the address as it is written down."""
        told = {"token": self.token, "serial": self.serial, "object": self.label}
        path = [f"{name}={quote(value, safe='')}" for name, value in told.items() if value]
        path += [f"id={''.join(f'%{one:02X}' for one in self.key_id)}"] if self.key_id else []
        pin = f"&pin-source={quote(self.pin_file)}" if self.pin_file else ""
        return f"{SCHEME}{';'.join(path)}?module-path={quote(self.module)}{pin}"


@dataclass(frozen=True)
class TokenKey:
    """A key in a token, with its public half (32 bytes) as it was when the key was made."""

    address: KeyAddress
    public: bytes

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
        return Ed25519PublicKey.from_public_bytes(self.public)

    def sign(self, data: bytes) -> bytes:
        """Have the token sign (64 bytes). Raises BadInput where it does not answer, LedgerFault where it signs with another key."""
        with _asked(self.address), _lock:
            import pkcs11

            try:
                made = self._signed(data)
            except pkcs11.PKCS11Error:  # taken out and put back, begun anew by its keeper: ask once more
                _forget(self.address)
                made = self._signed(data)
        try:
            self.public_key().verify(made, data)
        except InvalidSignature as error:
            raise LedgerFault("令牌所签与记下的公钥不符。不再签发。", "The token signs with another key than was written down.") from error
        return made

    def _signed(self, data: bytes) -> bytes:
        import pkcs11

        key = _session(self.address).get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.address.label, id=self.address.key_id)
        return bytes(key.sign(data, mechanism=pkcs11.Mechanism.EDDSA))


def key_at(text: str) -> TokenKey:
    """Return the key that an address names by its id, or a new one where it names none. Raises BadInput for whatever is wrong with token or address."""
    place = KeyAddress.read(text)
    with _asked(place), _lock:
        return _found(place) if place.key_id else _made(replace(place, key_id=secrets.token_bytes(8)))


def _made(address: KeyAddress) -> TokenKey:
    """Make a key that the token gives to nobody."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    session, kind = _session(address), pkcs11.KeyType.EC_EDWARDS
    curve = session.create_domain_parameters(kind, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(CURVE)}, local=True)
    private = {pkcs11.Attribute.EXTRACTABLE: False, pkcs11.Attribute.SENSITIVE: True}
    generate = partial(curve.generate_keypair, mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True)
    public, _ = generate(label=address.label, id=address.key_id, private_template=private)
    return TokenKey(address, _point(public))


def _found(address: KeyAddress) -> TokenKey:
    import pkcs11

    public = _session(address).get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=address.label, id=address.key_id)
    return TokenKey(address, _point(public))


def _point(public: Any) -> bytes:
    """Return the 32 bytes of a public key, which some tokens wrap in DER and some do not."""
    import pkcs11

    point = bytes(public[pkcs11.Attribute.EC_POINT])
    if len(point) not in (32, 34, 35):
        raise BadInput("令牌中的密钥不是 Ed25519。", "The key in the token is not Ed25519.")
    return point[-32:]


def _session(address: KeyAddress) -> Any:
    """Return this process's session with a token, signed in: one for all keys in it."""
    import pkcs11

    name = _named(address)
    if name not in _sessions:
        library = pkcs11.lib(address.module)
        if _loaded.setdefault(address.module, os.getpid()) != os.getpid():  # begun by the process that this one was forked from
            library.reinitialize()
            _loaded[address.module] = os.getpid()
        asked = {"token_label": address.token or None, "token_serial": address.serial.encode() or None}
        token = library.get_token(**{one: value for one, value in asked.items() if value})
        _sessions[name] = _opened(token, address.pin_file)
    return _sessions[name]


def _opened(token: Any, pin_file: str) -> Any:
    """Sign in to a token; a PIN that it refused is not tried again until its file was written anew."""
    import pkcs11

    pin, written = _pin(pin_file), Path(pin_file).stat().st_mtime_ns if pin_file else 0
    if _refused.get(pin_file) == written:
        raise BadInput(
            f"令牌不接受 {pin_file} 中的 PIN，不再尝试，以免锁死令牌。请改正该文件。",
            f"The token refused the PIN in {pin_file}, which is not tried again, so that the token is not locked: put the file right.",
        )
    try:
        return token.open(rw=True, user_pin=pin)
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLocked):
        _refused[pin_file] = written
        raise


def _named(address: KeyAddress) -> tuple[object, ...]:
    return os.getpid(), address.module, address.token, address.serial, address.pin_file


def _forget(address: KeyAddress) -> None:
    """Begin anew with a token whose session is over."""
    import pkcs11

    _sessions.pop(_named(address), None)
    pkcs11.lib(address.module).reinitialize()


def _pin(file: str) -> str | None:
    """Return the PIN that a file holds; nothing where a token asks for none. Raises BadInput where others can read it."""
    if not file:
        return None
    try:
        if Path(file).stat().st_mode & 0o077:
            raise BadInput(f"PIN 文件 {file} 其他用户可读，请执行 chmod 600。", f"Others can read the PIN in {file}: run chmod 600.")
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"PIN 文件 {file} 无法读取。", f"The file of the PIN {file} cannot be read.") from error


@contextmanager
def _asked(address: KeyAddress) -> Iterator[None]:
    """Raise in words what a token or its library refuses."""
    try:
        import pkcs11
    except ImportError as error:
        raise BadInput(f"未安装 PKCS#11 支持：{to_install('keeping').zh}。", f"Support of PKCS#11 is not installed: {to_install('keeping').en}.") from error
    try:
        yield
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        what = type(error).__name__
        said = str(error)[:200] or what
        raise BadInput(
            f"令牌 {address.token or address.serial} 不能签名：{what}（{said}）。请检查令牌、驱动 {address.module}、PIN 和密钥标识。",
            f"The token {address.token or address.serial} cannot sign: {what} ({said}). See the token, its library {address.module}, the PIN and the key's id.",
        ) from error


def _unreadable() -> BadInput:
    return BadInput(
        "令牌地址无法读取，应形如 pkcs11:token=名称;object=标签?module-path=驱动文件&pin-source=PIN 文件。",
        "The token's address cannot be read: pkcs11:token=NAME;object=LABEL?module-path=LIBRARY&pin-source=FILE.",
    )
