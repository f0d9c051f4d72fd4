"""Keep what an operator sends by its receipt: a statement or further evidence."""

from datetime import datetime

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.institutions.notices.models import Notice, OperatorAnswer
from mingjian.institutions.notices.queries import MOST_OF_FILE
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.record.entries import Count

MOST, LONGEST = 30, 10_000  # answers of one receipt; characters of each
STATEMENT = "statement"


@act
def answer_by_receipt(
    notice: Notice,
    *,
    by: Officer | None,
    at: datetime,
    operator_receipt_code: str,
    operator_answer_kind: str,
    operator_words: str,
    operator_identity: str = "",
    item_file: Kept | None = None,
) -> Account[OperatorAnswer]:
    """
    Keep it for the platform, which takes it to the dossier; the entry has the file's hash and nothing personal.

    Raises NotFound for a code that is none of this notice, StepRefused once the dossier is closed, BadInput for a statement without identity and for too much.
    """
    receipt = notice.operator_receipts.filter(code_key=code_key(operator_receipt_code.strip()[:40])).first()
    if receipt is None:
        raise NotFound("没有这个经营者回执，请核对编码。", "There is no such receipt: look at the code.")
    if notice.dossier is None or notice.dossier.is_closed:
        raise StepRefused("通知已办结，不再接收材料；有异议的，请向平台申诉。", "The notice is closed and takes nothing more: appeal to the platform.")
    if operator_answer_kind == STATEMENT and not operator_identity.strip():
        zh, en = "声明应当包括真实身份信息（电子商务法第四十三条）。", "A statement gives the true identity (E-Commerce Law, 43)."
        raise BadInput(zh, en)
    if len(operator_words) > LONGEST or receipt.answers.count() >= MOST:
        raise BadInput(f"每次说明不超过 {LONGEST} 字，至多提交 {MOST} 次。", f"At most {LONGEST} characters each time, and {MOST} times.")
    if item_file and item_file.size > MOST_OF_FILE:
        raise BadInput(f"文件超过 {MOST_OF_FILE // 2**20} MiB。", f"The file is larger than {MOST_OF_FILE // 2**20} MiB.")
    told = {"name": item_file.name, "sha256": item_file.sha256, "size": item_file.size} if item_file else {}
    words = {"kind": operator_answer_kind, "words": visible(operator_words.replace("\r\n", "\n")), "identity": visible(operator_identity.strip())}
    made = OperatorAnswer.objects.create(notice=notice, receipt=receipt, added_at=at, **words, **told)
    return Account(made, {"dossier": notice.dossier, **({"sha256": item_file.sha256, "size": Count(item_file.size)} if item_file else {})})
