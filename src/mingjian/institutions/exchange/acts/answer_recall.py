"""Answer the recall of a record that this node has taken up, or the end of its keep period: its use has ended, or it is kept on a ground of the list."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.wire.words import KEPT, STOPPED
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.keep_periods import erase
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.pieces import drop_file
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def answer_recall(held: HeldRecord, *, by: Officer, at: datetime, recall_answer: str, keep_ground: str = "") -> Account[None]:
    """Stop using a record, whose values are then erased here, or keep it with a ground; the owner is told which."""
    if recall_answer == KEPT and not keep_ground:
        raise BadInput("请写明保留的依据。", "Choose the ground on which it is kept.")
    ground = keep_ground if recall_answer == KEPT else ""
    word = "keep_ended" if held.state == HeldRecord.State.EXPIRED else "recall_answer"
    held.state, held.word = recall_answer, ground or held.word
    if recall_answer == STOPPED:
        if held.kind == "evidence" and held.dossier is not None:
            raise StepRefused(
                f"材料已入卷 {held.dossier.number}，卷宗的文件不随撤回删除：请选择依规定保留；保管期满后随卷宗销毁。",
                f"The file is on {held.dossier.number}, and files of a dossier do not go with a recall: keep it on a ground; it goes with its dossier.",
            )
        drop_file(held, at)
        erase(held)
    more = {"ground": ground} if ground else {}
    queue_word(held.peer, word, held.name, following(held.peer.node), by=by, at=at, did=recall_answer, **more)
    return Account(None, {"dossier": held.dossier, "keep_ground": ground})
