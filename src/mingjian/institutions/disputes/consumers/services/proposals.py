"""The step that a consumer's word on a settlement calls for, filled in with it."""

from collections.abc import Mapping

from django.utils.timezone import localtime

from mingjian.institutions.disputes.consumers.queries import word_on_settlement
from mingjian.institutions.disputes.models import PROCEDURE, ConsumerWord
from mingjian.office.models import Dossier

_STEPS = {ConsumerWord.SETTLED: "confirm_settlement", ConsumerWord.NOT_SETTLED: "deny_settlement"}
_SAID = {ConsumerWord.SETTLED: "认可已经解决", ConsumerWord.NOT_SETTLED: "表示没有解决"}


def called_for(dossier: Dossier) -> Mapping[str, Mapping[str, str]]:
    """Propose to record what the consumer said of the settlement by their page, in the words they used, numbers and accounts masked."""
    word = word_on_settlement(dossier) if dossier.procedure == PROCEDURE else None
    if word is None:
        return {}
    told = f"消费者于 {localtime(word.at):%Y-%m-%d %H:%M} 凭查询页 {word.receipt.number} {_SAID[word.kind]}"
    said = word.text_masked  # the paper goes into the ledger as it is, which keeps a telephone for good; the word itself stays whole on the page
    return {_STEPS[word.kind]: {"consumer_word": f"{told}：{said}" if said else f"{told}。"}}
