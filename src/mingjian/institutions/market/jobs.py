"""Jobs of market data: loading a file that is too large to wait for."""

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.institutions.market.opening import load_file
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work

LOADS = Text("正在读入，已完成（百分比）", "Reading the file; percent done")


@job("load_file", Text("导入数据文件", "Load a file of records"), attempts=3)
def load_one(work: Work) -> Outcome:
    """Load the file that came with the job. One that is in the lake already is not loaded again."""
    given, by = work.job.args, work.job.by
    assert by is not None  # noqa: S101 - a file is loaded in somebody's name
    done = load_file(
        kind(given["kind"]),
        files.file_of(work.job.folder),
        source=given["source"],
        by=by,
        at=work.job.queued_at,
        mapping=given["mapping"],
        sheet=given.get("sheet", ""),  # jobs of before name none
        is_brought=True,
        progress=lambda part: work.tell(int(part * 100), 100, LOADS),
    )
    told = Text(f"读入 {done.rows:,} 行，未取 {done.bad:,} 行。", f"Rows loaded: {done.rows:,}; not taken: {done.bad:,}.")
    return Outcome(told, reverse("market:load", args=[done.digest]))
