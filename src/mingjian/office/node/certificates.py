"""The certificate that the proxy shows for this node (MINGJIAN_CERTIFICATE): until when it holds, and whether it is for the node's names."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings


@dataclass(frozen=True)
class Certificate:
    """What a certificate says: when it ends, and for which names it is."""

    ends_at: datetime
    names: tuple[str, ...]

    def is_for(self, name: str) -> bool:
        """Return whether it is for a name, itself or by a star for one part."""
        return any(name == one or (one.startswith("*.") and name.partition(".")[2] == one[2:]) for one in self.names)


def certificate() -> Certificate | None:
    """Return the first certificate of the file that the settings name; None where they name none. Raises OSError or ValueError where it cannot be read."""
    if not settings.CERTIFICATE:
        return None
    first = x509.load_pem_x509_certificates(Path(settings.CERTIFICATE).read_bytes())[0]
    try:
        names = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        names = []
    return Certificate(first.not_valid_after_utc, tuple(names))


def name_of_console() -> str:
    """Return the name under which browsers come to the node; nothing where the settings do not say."""
    return urlsplit(settings.CONSOLE).hostname or ""
