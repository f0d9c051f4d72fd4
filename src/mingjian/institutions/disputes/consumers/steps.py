"""Call a complaint settled on the consumer's own word alone."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.disputes.consumers.queries import word_on_settlement
from mingjian.institutions.disputes.models import PROCEDURE, ConsumerWord
from mingjian.office.dossiers.transition import Asked, guard


@guard(PROCEDURE, "confirm_settlement")
def only_by_the_consumers_own_word(asked: Asked) -> None:
    """Refuse to confirm what the consumer denied by their page, or did not say: neither by it, nor in writing or on record."""
    word = word_on_settlement(asked.dossier)
    if word is not None and word.kind == ConsumerWord.NOT_SETTLED:
        raise StepRefused(
            "消费者凭查询页表示没有解决，不能登记为已确认；请登记“消费者不认可平台的处理”。",
            "By the page the consumer says that it is not settled: record that, and not the contrary.",
        )
    if word is None and not asked.papers.get("consumer_word_file"):
        raise StepRefused(
            "没有消费者本人的确认：请为消费者开具查询页由其确认，或者附其书面意见、录音。没有答复的，办理“消费者未表示意见，继续处理”。",
            "The consumer did not say so: open a page for them to confirm it by, or add their own writing or a recording. Silence is neither: then go on.",
        )
