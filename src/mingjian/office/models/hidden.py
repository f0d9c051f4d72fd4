"""
Columns that a copy of the database alone does not give away: encrypted (Fernet: AES-128-CBC, HMAC-SHA-256; or SM4-GCM where the settings ask
for national cryptography) with keys in a file outside of it.

The file has one key a line, the newest first: it encrypts, all decrypt. What was written before a column was hidden stays readable and is encrypted when
the keys are turned (`mingjian key rotate`). Nothing is searched by such a column; where equal values are to be found, a `LookupField` beside it has a keyed
hash of each.
"""

import base64
import hmac
import json
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models.lookups import Exact, IsNull, Lookup

from mingjian.core.sm4 import SM4GCM

if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
    _Exact = Exact[Any]
else:  # which take no types while they run
    _Text = models.CharField
    _Exact = Exact

BEGINS = "mj1."
BEGINS_SM4 = "mj2."  # SM4-GCM: nonce, encrypted text and tag in base64
_NONCE = 12  # bytes
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
LONGEST = 1_000_000  # signs of a text without a measure of its own
UNREADABLE = "（密钥不符，无法解密 · cannot be decrypted）"


def hide(text: str) -> str:
    """Encrypt a text with the newest key; nothing stays nothing."""
    if not text:
        return ""
    if settings.NATIONAL_CRYPTO:
        nonce = os.urandom(_NONCE)
        return BEGINS_SM4 + base64.urlsafe_b64encode(nonce + _ciphers()[0].encrypt(nonce, text.encode(), None)).decode()
    return BEGINS + _keys().encrypt(text.encode()).decode()


def shown(stored: str) -> str:
    """Return the text of what is stored; what was stored plainly is given as it is, and UNREADABLE where none of the keys fits."""
    if stored.startswith(BEGINS_SM4):
        return next((text for cipher in _ciphers() if (text := _opened(cipher, stored)) is not None), UNREADABLE)
    if not stored.startswith(BEGINS):
        return stored
    return _decrypted(_keys(), stored)


@lru_cache(maxsize=16)
def _decrypted(keys: MultiFernet, stored: str) -> str:
    """Decrypt with the keys as their file has them now; what is read row by row, and stands in many, is decrypted once."""
    try:
        return keys.decrypt(stored.removeprefix(BEGINS).encode()).decode()
    except InvalidToken:
        return UNREADABLE


def is_current(stored: str) -> bool:
    """Return whether what is stored was encrypted with the newest key, and with the cipher that the settings ask for."""
    if settings.NATIONAL_CRYPTO:
        return stored.startswith(BEGINS_SM4) and _opened(_ciphers()[0], stored) is not None
    try:
        _newest().decrypt(stored.removeprefix(BEGINS).encode())
    except InvalidToken:
        return False
    return stored.startswith(BEGINS)


def _opened(cipher: SM4GCM, stored: str) -> str | None:
    """Return the text that a cipher opens; None where it is another's, or was changed."""
    try:
        data = base64.urlsafe_b64decode(stored.removeprefix(BEGINS_SM4))
        return cipher.decrypt(data[:_NONCE], data[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def key_file() -> Path:
    """Return the file of the keys: the one that the settings name, else `rest-key` in the home."""
    return Path(_key_place())


def _key_place() -> str:
    return str(settings.REST_KEY_FILE or os.path.join(settings.HOME, "rest-key"))


def begin_with(keys: list[bytes]) -> None:
    """Put these keys in force, the newest first: written beside the file and laid over it whole, so that no kill leaves half of them."""
    place = key_file()
    beside = place.with_name(f"{place.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(b"\n".join(keys) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    beside.replace(place)


def keys_in_force() -> list[bytes]:
    """Return the keys, the newest first; the first key of a node is made when it is asked for first."""
    place = key_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(Fernet.generate_key() + b"\n")
    except FileExistsError:
        pass
    return [line for line in place.read_bytes().split() if line]


def _keys() -> MultiFernet:
    place = _key_place()
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return _read(place, 0, 0)
    return _read(place, found.st_mtime_ns, found.st_ino)


def _ciphers() -> list[SM4GCM]:
    """Return the ciphers of the keys in force, the newest first."""
    _keys()  # makes the first key of a node
    place = _key_place()
    found = os.stat(place)
    return _read_ciphers(place, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=4)
def _read_ciphers(place: str, changed: int, inode: int) -> list[SM4GCM]:
    """Derive the ciphers once for each state of the file of keys."""
    return [SM4GCM.derived(base64.urlsafe_b64decode(one), b"mingjian column sm4") for one in keys_in_force()]


def _newest() -> Fernet:
    return Fernet(keys_in_force()[0])


@lru_cache(maxsize=4)
def _read(place: str, changed: int, inode: int) -> MultiFernet:
    """Read the keys once for each state of their file."""
    return MultiFernet([Fernet(one) for one in keys_in_force()])


class _Empty(_Exact):
    """Whether an encrypted column is empty: all that a query can ask of it."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError(f"{self.lhs.target} is encrypted and finds no row: search by a LookupField, or compare the rows that are read.")
        return self.rhs


class HiddenField(_Text):
    """A text that is encrypted where it lies; `max_length` is that of the text."""

    def get_internal_type(self) -> str:
        """Take a column without a length of its own: what is encrypted is longer."""
        return "TextField"

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        """Refuse to search by what is written anew differently each time: no row would ever be found. Whether it is empty may be asked."""
        return {"exact": _Empty, "isnull": IsNull}.get(lookup_name)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        text = super().get_prep_value(value)
        return hide(text) if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else shown(value)


def lookup(text: str) -> str:
    """Return the keyed hash by which an encrypted value is found: equal for equal values, no help to whoever tries values."""
    return hmac.new(b"mingjian lookup" + settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest() if text else ""


class LookupField(_Text):
    """The keyed hash of another, encrypted, column of its row; it follows that column whenever the row is saved."""

    def __init__(self, *args: Any, of: str = "", **named: Any) -> None:
        self.of = of
        defaults: dict[str, Any] = {"max_length": 64, "editable": False, "default": ""}
        super().__init__(*args, **defaults | named)

    def deconstruct(self) -> Any:
        """Write which column it follows into migrations."""
        name, path, positional, named = super().deconstruct()
        return name, path, positional, named | {"of": self.of}

    def hashed(self, text: str) -> str:
        """Return what a value is found by."""
        return lookup(text)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Follow the column."""
        value = self.hashed(getattr(instance, self.of) or "")
        setattr(instance, self.attname, value)
        return value


def code_key(code: str) -> str:
    """Return the hash by which a drawn code of 144 bits is found: nobody tries so many, and it outlives a change of the node's secret as receipts must."""
    return sha256(b"mingjian code" + code.encode()).hexdigest() if code else ""


class CodeKeyField(LookupField):
    """The hash of the code by which somebody without an account comes back: whoever reads the database opens nobody's receipt with it."""

    def hashed(self, text: str) -> str:
        """Return what a code is found by."""
        return code_key(text)


class Encrypted(dict[str, Any]):
    """A value of JSON that is written to many rows: encrypted once for all of them."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        super().__init__(value)
        self.stored = hide(_AS_JSON(value))


class HiddenJSONField(HiddenField):
    """A value of JSON that is encrypted where it lies."""

    if TYPE_CHECKING:  # a field of text by its column alone
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def __init__(self, *args: Any, **named: Any) -> None:
        defaults: dict[str, Any] = {"max_length": LONGEST}
        super().__init__(*args, **defaults | named)

    def get_prep_value(self, value: Any) -> Any:
        """Write JSON, encrypted; what stands for "nothing at all" in a question of ours stays so."""
        if isinstance(value, Encrypted):
            return value.stored
        return value if value is None or value == "" else hide(_AS_JSON(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        """Read it; what no key opens says so in the place of its values."""
        if not value:
            return None
        try:
            return json.loads(shown(value))
        except ValueError:  # of another key, or written over: the audit names the row, and does not fall
            return {UNREADABLE: UNREADABLE}

    def to_python(self, value: Any) -> Any:
        """Leave the value what it is."""
        return value


def codes_encrypted(app: str, *names: str) -> Callable[[Any, Any], None]:
    """Return what a migration runs to encrypt the column `code` of some models of an app, and to fill in the hash by which a code is found (`code_key`)."""

    def encrypt(apps: Any, schema_editor: Any) -> None:
        for name in names:
            model = apps.get_model(app, name)
            encrypt_rows(model, "code")
            for row in model.objects.only("pk", "code").iterator():
                row.save(update_fields=["code_key"])
        if schema_editor.connection.vendor == "postgresql":
            # Rows written twice have foreign keys to be checked at the end, and no index is made on their table before: check them now.
            schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")

    return encrypt


def encrypt_rows(model: type[models.Model], *names: str) -> None:
    """Encrypt what lies plainly in columns that were hidden since: for migrations."""
    quoted = connection.ops.quote_name
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        for name in names:
            column = quoted(str(model._meta.get_field(name).column))  # type: ignore[union-attr]  # a column of a table
            cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608 - our own names
            plain = [(row, text) for row, text in cursor.fetchall() if not text.startswith(BEGINS)]
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [(hide(text), row) for row, text in plain])  # noqa: S608 - as above
