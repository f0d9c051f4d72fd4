"""Take in the files that somebody brings to a kit, an officer or the buyer: each by itself."""

from collections.abc import Iterable
from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.evidence.acts import MOST_BYTES, add_item
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Files
from mingjian.office.files.storage import Brought
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


def take_in(kit: Kit, brought: Iterable[Files], *, by: Officer | None, at: datetime) -> None:
    """Keep each of the files sent. One that is refused hinders none of the others, and is named with the reason. Raises BadInput for those."""
    refused = list[Text]()
    for files, file in ((one, file) for one in brought for file in one.files):
        try:
            add_item(kit, item_kind=files.kind, item_file=Brought(file.chunks(), file.name or "", most=MOST_BYTES), item_note=files.note, at=at, by=by)
        except (BadInput, StepRefused) as why:
            refused.append(Text(f"{visible(file.name or '')}：{why.text.zh}", f"{visible(file.name or '')}: {why.text.en}"))
    if refused:
        raise BadInput(" ".join(one.zh for one in refused), " ".join(one.en for one in refused))
