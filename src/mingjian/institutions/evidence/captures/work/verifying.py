"""Verify a capture that lies in the store: its bytes against their seal, then the archive as anybody would verify it."""

import hashlib
from typing import TYPE_CHECKING

from mingjian.core.capture.extra import demand_extra
from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.office.files.keeping import place_of

if TYPE_CHECKING:
    from mingjian.core.capture.report import Report


def verified(capture: Capture) -> "Report":
    """Give the report of the verification. Raises where the bytes are gone, or are no longer those that were sealed."""
    demand_extra()
    from mingjian.core.capture.verification import verify

    if capture.archive is None:
        raise NotFound("尚未取得网页。", "The page was not captured yet.")
    place = place_of(capture.archive.sha256)
    if not place.exists():
        raise NotFound("取证包的原始字节不在本节点的存储中。", "The bytes of the archive are not in this node's store.")
    with place.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != capture.archive.sha256:
        raise StepRefused("取证包的字节与封存时不符，已被改动。", "The bytes of the archive are not those that were sealed: they were changed.")
    return verify(place, [])
