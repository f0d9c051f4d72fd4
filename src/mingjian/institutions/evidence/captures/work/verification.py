"""Verify a capture that lies in the store: its bytes against their seal, then the archive as anybody would verify it."""

from typing import TYPE_CHECKING

from mingjian.core.capture.extra import demand_extra
from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.stamps import node_anchors
from mingjian.office.files.store import digest_there, is_there, laid_out

if TYPE_CHECKING:
    from mingjian.core.capture.report import Report


def verified(capture: Capture) -> "Report":
    """Return the report of the verification. Raises where the bytes are gone, or are no longer those that were sealed."""
    demand_extra()
    from mingjian.core.capture.verification import verify

    if capture.archive is None:
        raise NotFound("尚未取得网页。", "The page was not captured yet.")
    if not is_there(capture.archive.sha256):
        raise NotFound("取证包的原始字节不在本节点的存储中。", "The bytes of the archive are not in this node's store.")
    if digest_there(capture.archive.sha256) != capture.archive.sha256:
        raise StepRefused("取证包的字节与封存时不符，已被改动。", "The bytes of the archive are not those that were sealed: they were changed.")
    with laid_out(capture.archive.sha256) as place:
        return verify(place, node_anchors())
