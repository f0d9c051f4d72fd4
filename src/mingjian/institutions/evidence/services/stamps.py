"""The time-stamping authorities of this node, and the certificates that their stamps lead to."""

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from mingjian.core.capture.stampers import Stamper


def node_anchors() -> "list[Certificate]":
    """Return the certificates that this node trusts for time stamps; none where the settings name none: then those of the machine count."""
    from mingjian.core.capture.stampers import certificates_in

    return certificates_in(Path(settings.STAMP_ANCHORS)) if settings.STAMP_ANCHORS else []


def node_stamper() -> "Stamper":
    """Return what stamps for this node: by each authority of the settings, by none where there is none."""
    from mingjian.core.capture.stampers import Stamper

    return Stamper(settings.STAMP, node_anchors())
