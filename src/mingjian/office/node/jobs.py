"""The node's own job: what time does, and old jobs taken away."""

from mingjian.core.language import Text
from mingjian.office.jobs.kinds import job, once
from mingjian.office.jobs.queue import clear_old
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.node.sweep import sweep_node


@job("sweep", Text("清扫：登记逾期、签署台账、清理旧作业", "Sweep: deadlines missed, the ledger signed, old jobs cleared"), nightly=once)
def sweep(work: Work) -> Outcome:
    """Do what time does in the institutions, note missed deadlines, sign the ledger, and take away what is left of old jobs."""
    at = work.clock()
    swept = sweep_node(at)
    cleared = clear_old(at)
    zh = f"台账已签至 {swept.checkpoint.size} 条" if swept.checkpoint else "台账未能签署，见节点状况"
    en = f"entries of the ledger signed: {swept.checkpoint.size}" if swept.checkpoint else "the ledger could not be signed: see the node's condition"
    return Outcome(
        Text(
            f"新增逾期 {len(swept.missed)} 项；{zh}；清理旧作业 {cleared} 项。",
            f"Deadlines missed: {len(swept.missed)}; {en}; old jobs cleared: {cleared}.",
        )
    )
