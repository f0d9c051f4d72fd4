"""Read the bytes of a picture or a PDF and keep what they say."""

import json
import logging
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mingjian.core.documents.leading_pages import first_pages
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.extraction.uploads import ReadPicture, read_bytes
from mingjian.core.language import Text
from mingjian.core.screening.proposals import proposals_of
from mingjian.institutions.pictures.models import LONGEST, PictureReading
from mingjian.office.files.kinds import HEAD, begins_leafed
from mingjian.office.files.store import as_sealed

if TYPE_CHECKING:
    from mingjian.core.extraction.titles import TitleReader

log = logging.getLogger(__name__)
MOST_BYTES = 64 << 20
MALFORMED = Text("文件内部有错误，程序无法识读；请直接查看。", "The file is malformed inside, and no program reads it: look at it.")
Stands = PictureReading.Stands


def can_read() -> bool:
    """Return whether this node has what reads pictures (the extra [vision])."""
    return find_spec("rapidocr") is not None and find_spec("zxingcpp") is not None


def read_file(sha256: str, at: datetime, brands: "TitleReader | None" = None) -> PictureReading:
    """Read a file and keep what it says, or why it could not be read. The same bytes are read once. `brands`: the marks that are looked for in it."""
    try:
        told: dict[str, object] = {"stands": Stands.READ, **_told(read_bytes(bytes_of_picture(sha256)), brands)}
        told["stands"] = Stands.READ if told.pop("is_filled") else Stands.EMPTY
    except MingjianError as refused:
        told = _failed(refused.text)
    except Exception:  # one malformed picture must not keep all others from being read; what stops the job itself (`Lost`) is no Exception
        log.exception("The picture %s could not be read", sha256)
        told = _failed(MALFORMED)
    return PictureReading.objects.update_or_create(sha256=sha256, defaults={**told, "read_at": at})[0]


def _failed(why: Text) -> dict[str, object]:
    return {"stands": Stands.FAILED, "note_zh": why.zh[:300], "note_en": why.en[:300]}


def bytes_of_picture(sha256: str) -> bytes:
    """Return the picture, or the first pages of a PDF as the page shows them. Raises BadInput for what is too large, NotFound where the bytes are gone."""
    with as_sealed(sha256) as content:
        data = content.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadInput(f"文件超过 {MOST_BYTES >> 20} MiB，没有识读；请直接查看。", f"The file is over {MOST_BYTES >> 20} MiB and was not read: look at it.")
        if not begins_leafed(data[:HEAD]):
            return data
        content.seek(0)
        return first_pages(content)


def _told(read: ReadPicture, brands: "TitleReader | None") -> dict[str, object]:
    lines = [*read.lines]
    shown = [[line.text, list(line.box)] for line in lines]
    codes = [text[:1000] for _, text in read.codes]
    proposals = [[one.kind, one.value[:500], list(one.lines), one.is_doubtful, one.how] for one in proposals_of(lines, brands)]
    content = json.dumps({"lines": shown, "codes": codes, "proposals": proposals}, ensure_ascii=False)
    while len(content) > LONGEST and shown:  # of a picture full of small print the last lines are left out
        shown = shown[: len(shown) * 3 // 4]
        content = json.dumps({"lines": shown, "codes": codes, "proposals": []}, ensure_ascii=False)
    size = {"width": read.width, "height": read.height}
    return {**size, "content": content, "by": read.by[:100], "is_filled": bool(lines or codes), "note_zh": "", "note_en": ""}


ABSENT = Text("本节点没有安装图片识读组件（[vision]）。", "This node lacks what reads pictures (the extra [vision]).")
