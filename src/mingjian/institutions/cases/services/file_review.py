"""What the review of a file finds in the papers that stand, said above the step that sends them out or closes the case."""

from collections.abc import Iterator

from django.utils.timezone import now

from mingjian.core.documents.file_checks import Verdict
from mingjian.core.documents.review import Weight
from mingjian.core.language import Text
from mingjian.institutions.cases.models import PROCEDURE
from mingjian.office.documents.review import Reviewed, review_page, reviewed
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import asked_once

#: Steps that serve or publish a paper: what is wrong in it can still be mended. Closing asks about the whole file.
SENDS = frozenset(("inform", "inform_after_legal_review", "announce_notice", "serve", "start_public_notice", "publish"))
CLOSES = "close_case"
_SHOWN = 3  # questions that are said in words; the page has all


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above a step that sends papers out, or closes the case, which questions of the review the printed papers fail, and which a person has to answer."""
    if dossier.procedure != PROCEDURE or step not in {*SENDS, CLOSES}:
        return
    found = _reviewed(dossier)
    if not found.papers:
        return
    page = review_page(dossier)
    wrong = sorted((one for one in found.answers if one.verdict is Verdict.NO), key=lambda one: one.question.weight is not Weight.FATAL)
    if wrong:
        reasons = [one.why or one.question.text for one in wrong[:_SHOWN]]
        zh, en = "；".join(one.zh.rstrip("。") for one in reasons), "; ".join(one.en.rstrip(".") for one in reasons)
        text = Text(f"案卷评查：文书有 {len(wrong)} 处不合要求：{zh}。", f"Review of the file: the papers fail {len(wrong)} questions: {en}.")
        yield Word(text, is_bad=True, url=page, leads=Text("逐项查看、补正", "See each, and where it is mended"))
    if step == CLOSES or not wrong:
        points, waiting = found.score.points, found.score.open
        zh = f"，另有 {waiting} 个问题须由人回答" if waiting else ""
        en = f"; {waiting} questions are for a person" if waiting else ""
        yield Word(Text(f"案卷评查：{points} 分{zh}。", f"Review of the file: {points} points{en}."), url=page, leads=Text("案卷评查", "Review of the file"))


@asked_once
def _reviewed(dossier: Dossier) -> Reviewed:
    return reviewed(dossier, now())
