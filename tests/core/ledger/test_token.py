"""The ledger's key in a token: it signs there, its file holds no secret, and whatever is wrong with token or address is said in words."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Signer, signer_in
from mingjian.core.ledger.token import KeyAddress, key_at

NAME = "node.example/ledger"
ROOT = bytes(range(32))
ADDRESS = "pkcs11:token=mingjian?module-path=/nowhere/lib.so"


def test_a_key_is_made_in_the_token_and_signs_what_others_verify(token: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger-key"
    made = signer_in(file, NAME, token)
    assert made.is_in_token
    assert made.verifier.open(made.sign(7, ROOT)).size == 7
    assert made.verifier.is_sealed(3, ROOT, made.seal(3, ROOT))
    kept = file.read_text()
    assert (kept.startswith("pkcs11:token=mingjian;object=mingjian-ledger;id=%"), "PRIVATE" in kept, "123456" in kept) == (True, False, False)
    again = signer_in(file, NAME)  # of the file alone: what settings say now is for the next key
    assert again.verifier == made.verifier
    assert made.verifier.open(again.sign(8, ROOT)).size == 8
    assert Signer.new(NAME, token).verifier != made.verifier  # each is a key of its own


def test_a_key_that_is_there_is_taken_by_its_id(token: str) -> None:
    made = key_at(token)
    assert key_at(made.address.text).public == made.public
    with pytest.raises(BadInput, match="cannot sign"):
        key_at(made.address.text.replace("id=", "id=%FF"))


def test_a_process_that_was_forked_signs_too(token: str) -> None:
    signer = Signer.new(NAME, token)
    signer.sign(1, ROOT)
    child = os.fork()
    if not child:
        note = ""
        try:
            note = signer.sign(2, ROOT)
        finally:
            os._exit(0 if note and signer.verifier.open(note).size == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_token_that_holds_another_key_than_was_written_down_signs_nothing(token: str) -> None:
    first, second = Signer.new(NAME, token), Signer.new(NAME, token)
    mixed = Signer.from_text(f"{first.secret_text.splitlines()[0]}\n{second.verifier.text}")
    with pytest.raises(LedgerFault, match="another key"):
        mixed.sign(1, ROOT)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (lambda address, pin: address.replace("token=mingjian", "token=other"), "cannot sign"),
        (lambda address, pin: address.partition("?")[0] + "?module-path=/nowhere/lib.so", "cannot sign"),
        (lambda address, pin: address.replace(pin, f"{pin}-gone"), "cannot be read"),
        (lambda address, pin: address.replace(pin, "/etc/passwd"), "chmod 600"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(token: str, changed: Callable[[str, str], str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        key_at(changed(token, token.partition("pin-source=")[2]))


@pytest.mark.parametrize("address", ["pkcs11:", "pkcs11:token=x", "file:x", f"{ADDRESS}&x=y", f"{ADDRESS}&module-path=b", "pkcs11:object=a?module-path=b"])
def test_an_address_that_cannot_be_read_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        KeyAddress.read(address)


TRIED = """
import sys
from pathlib import Path
from mingjian.core.errors import BadInput
from mingjian.core.ledger.token import key_at
address, right = sys.argv[1:]
place = Path(address.partition("pin-source=")[2])
place.write_text("999999")
for _ in range(9):  # a token of three tries would be locked
    try:
        key_at(address)
    except BadInput as error:
        print(error.text.en.partition(":")[0])
place.write_text(right)
print(len(key_at(address).public))
"""


def test_a_wrong_pin_is_tried_once(token: str, tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.touch(0o600)
    address = token.partition("pin-source=")[0] + f"pin-source={pin}"
    done = subprocess.run([sys.executable, "-c", TRIED, address, "123456"], capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()
    assert told[:1] == ["The token mingjian cannot sign"], done.stderr
    assert [one.partition(",")[0] for one in told[1:9]] == [f"The token refused the PIN in {pin}"] * 8
    assert told[9:] == ["32"]


def test_a_pin_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadInput, match="pin-source") as refused:
        KeyAddress.read(f"{ADDRESS}&pin-value=123456")
    assert "123456" not in str(refused.value)


def test_an_address_is_written_as_it_is_read() -> None:
    place = KeyAddress("/lib/a b.so", "名;x", "01", "/etc/pin", "label", b"\x01\xff")
    assert KeyAddress.read(place.text) == place
