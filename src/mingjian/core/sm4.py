"""SM4 (GB/T 32907-2016) in GCM (RFC 8998), with the two functions that AESGCM has, and keys derived by HKDF over SM3 (RFC 5869)."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE, TAG_SIZE = 16, 16  # bytes


class SM4GCM:
    """Authenticated encryption with SM4; a nonce of 12 bytes is never used twice with one key."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    @classmethod
    def derived(cls, secret: bytes, info: bytes, salt: bytes | None = None) -> "SM4GCM":
        """Return the cipher of a key that HKDF-SM3 derives from a secret for one purpose."""
        return cls(HKDF(hashes.SM3(), KEY_SIZE, salt, info).derive(secret))

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the encrypted bytes with the tag behind them."""
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the plain bytes. Raises InvalidTag where a byte was changed, ValueError where the bytes or the nonce are too short."""
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG_SIZE:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_SIZE]) + decryptor.finalize()
