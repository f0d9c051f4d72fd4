"""SM4 and its GCM give what GB/T 32907-2016 and RFC 8998 publish."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mingjian.core.sm4 import SM4GCM

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
# RFC 8998, appendix A.1
NONCE = bytes.fromhex("00001234567800000000abcd")
BESIDE = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
PLAIN = b"".join(bytes.fromhex(pair) * 8 for pair in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa"))
ENCRYPTED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)


def test_the_published_block_of_sm4_holds() -> None:
    encryptor = Cipher(algorithms.SM4(KEY), modes.ECB()).encryptor()  # noqa: S305 - the standard's example is one block
    assert (encryptor.update(KEY) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_the_published_vector_of_sm4_gcm_holds() -> None:
    assert SM4GCM(KEY).encrypt(NONCE, PLAIN, BESIDE) == ENCRYPTED
    assert SM4GCM(KEY).decrypt(NONCE, ENCRYPTED, BESIDE) == PLAIN


@pytest.mark.parametrize("place", [0, 40, 63, 64, 79])
def test_a_changed_byte_does_not_open(place: int) -> None:
    changed = bytearray(ENCRYPTED)
    changed[place] ^= 1
    with pytest.raises(InvalidTag):
        SM4GCM(KEY).decrypt(NONCE, bytes(changed), BESIDE)


def test_bytes_that_are_too_short_do_not_open() -> None:
    for short in (b"", b"x" * 3):
        with pytest.raises((ValueError, InvalidTag)):
            SM4GCM(KEY).decrypt(NONCE, short, None)
