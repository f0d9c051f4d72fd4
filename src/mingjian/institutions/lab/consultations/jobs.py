"""The job of a consultation: a draft is replayed over the dossiers on file while nobody waits."""

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.lab.consultations.work.keep_replay import keep_replay
from mingjian.institutions.lab.models import Consultation
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Officer


def replay_order(consultation: Consultation, by: Officer) -> Order:
    """Ask for the replay of a draft."""
    title = Text(consultation.title, consultation.title)
    return Order({"consultation": consultation.number}, title, by, f"replay_consultation/{consultation.number}/{consultation.digest[:16]}")


@job("replay_consultation", Text("用以往卷宗测算征求意见稿", "Replay a draft for comment"), attempts=2)
def replay_consultation(work: Work) -> Outcome:
    """Replay a draft over masked dossiers, and keep the counts with it."""
    found = Consultation.objects.filter(number=work.job.args["consultation"]).first()
    if found is None or work.job.by is None:
        raise NotFound("征求意见稿已不存在。", "The draft is there no more.")
    keep_replay(found, by=work.job.by, at=work.clock(), guard=work.guard)
    return Outcome(Text(f"{found.number} 测算完毕。", f"{found.number} was replayed."), found.get_absolute_url())
