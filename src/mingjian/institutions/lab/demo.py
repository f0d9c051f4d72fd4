"""What the lab puts on the demo's desks: a registered experiment whose run waits for a worker, and a draft before the public with comments."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.core.policy.examples import example
from mingjian.institutions.lab.acts import register_experiment, write_experiment
from mingjian.institutions.lab.consultations.acts import (
    answer_comment,
    comment_on_draft,
    draft_consultation,
    publish_consultation,
    refuse_comment,
    show_comment,
)
from mingjian.institutions.lab.consultations.work.keep_replay import keep_replay
from mingjian.institutions.lab.models import Consultation, Experiment
from mingjian.institutions.lab.services.orders import order
from mingjian.office.demo import Staff
from mingjian.office.jobs.queue import enqueue


def register_one(staff: Staff, folder: Path) -> None:
    """Register the question that comes with the rulebook, once, and ask for its run."""
    if Experiment.objects.exists():
        return
    by = staff["researcher"]
    with transaction.atomic():
        made = register_experiment(write_experiment(text=example("records_or_inspections"), by=by, at=now()), by=by, at=now())
        enqueue("run_experiment", order(made, by), at=now())


SAID = (
    ("change", "seller", "建议区分线上线下，网店的证据要向平台调取，十个工作日不够。"),
    ("for", "consumer", "赞成。现在举报以后等得太久。"),
    ("other", "other", "加微信 mj20261234 低价办理各类资质，电话 13800001234。"),
    ("against", "platform", "平台每天收到几百件协查，核查期限缩短后难以及时答复。"),
)


def put_one_before_the_public(staff: Staff, folder: Path) -> None:
    """Publish a draft for comment with comments in every state, and leave another to be published, once."""
    if Consultation.objects.exists():
        return
    county, head, begun = staff["county"], staff["head"], now() - timedelta(days=5)
    told = {"figures": {"penalty_procedure/18#check": 10}, "figures_on": localdate(begun)}
    with transaction.atomic():
        made = draft_consultation(
            title="关于缩短线索核查期限的规定（演示）", explanation="线索核查期限由十五个工作日缩短为十个工作日。", by=county, at=begun, **told
        )
        made = keep_replay(made, by=county, at=begun)
        publish_consultation(made, by=head, at=begun + timedelta(hours=2), comments_until=(localdate(begun) + timedelta(days=40)).isoformat())
        came = [
            comment_on_draft(made, by=None, at=begun + timedelta(hours=3 + nth), comment_stance=stance, comment_side=side, draft_comment=text)
            for nth, (stance, side, text) in enumerate(SAID)
        ]
        show_comment(came[0], by=county, at=begun + timedelta(days=1))
        answer_comment(came[0], by=county, at=begun + timedelta(days=1), comment_outcome="in_part", comment_answer="向平台调取证据的时间拟不计入核查期限。")
        show_comment(came[1], by=county, at=begun + timedelta(days=1))
        refuse_comment(came[2], by=county, at=begun + timedelta(days=1), comment_refusal="advertising")
        longer = {**told, "figures": {"penalty_procedure/18#check": 20}}
        other = draft_consultation(title="关于延长线索核查期限的规定（演示）", explanation="供比较。", by=county, at=now() - timedelta(hours=1), **longer)
        keep_replay(other, by=county, at=now() - timedelta(hours=1))
