"""Jobs of deliveries: looking at one source."""

from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.deliveries.queries import source_named
from mingjian.institutions.deliveries.services.orders import KIND
from mingjian.institutions.deliveries.work.arrivals import look_at
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work


@job(KIND, Text("查看来源", "Look at a source"), attempts=1)
def look_at_source(work: Work) -> Outcome:
    """Look at one source, and load what came."""
    came = look_at(source_named(work.job.args["source"]), work.clock(), again=bool(work.job.args.get("again")))
    loaded = sum(one.stands == "loaded" for one in came)
    told = Text(f"载入 {loaded} 份，未载入 {len(came) - loaded} 份。", f"Files loaded: {loaded}; set aside: {len(came) - loaded}.")
    return Outcome(told, reverse("deliveries:sources"))
