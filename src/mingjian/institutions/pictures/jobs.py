"""The job that reads the pictures and PDFs that nobody has read yet."""

from typing import Any

from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.institutions.market.queries.register import marks_held
from mingjian.institutions.pictures.queries import unread_files, unread_items
from mingjian.institutions.pictures.services.orders import AT_A_TIME, KIND
from mingjian.institutions.pictures.services.readers import read_file
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work


@job(KIND, Text("识读图片和 PDF", "Read pictures and PDFs"), attempts=3)
def read_pictures(work: Work) -> Outcome:
    """Read those that were asked for, else the newest unread ones; begun anew, go on with what is left."""
    from mingjian.core.extraction.titles import TitleReader  # numba, which pages of the console do not need (decision 130)

    asked = work.job.args.get("files")
    digests = list(asked or dict.fromkeys([*_some(unread_items()), *_some(unread_files())]))[:AT_A_TIME]
    marks, read = marks_held() if digests else [], 0
    brands = TitleReader(marks) if marks else None
    for place, digest in enumerate(digests):
        work.tell(place, len(digests), Text(f"正在识读第 {place + 1} 份", f"Reading file {place + 1}"))
        read += read_file(digest, work.clock(), brands).stands != "failed"
    failed = len(digests) - read
    told = Text(
        f"识读 {read} 份" + (f"，{failed} 份读不出，原因见各份材料" if failed else ""),
        f"{read} files read" + (f"; {failed} could not be, for the reasons at each" if failed else ""),
    )
    return Outcome(told, str(work.job.args.get("back", "")))


def _some(found: QuerySet[Any]) -> list[str]:
    return list(found.values_list("sha256", flat=True)[:AT_A_TIME])
