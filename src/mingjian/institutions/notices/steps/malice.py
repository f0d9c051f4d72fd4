"""A mark of malice is set once and taken away once."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.services.malice import MARK, UNMARK, mark_of
from mingjian.office.dossiers.transition import Asked, guard


@guard("notice_and_delete", MARK, UNMARK)
def only_what_is_not_so_yet(asked: Asked) -> None:
    """Refuse to mark a notice that is marked, and to take away a mark that it does not bear."""
    is_marked = mark_of(asked.dossier) is not None
    if asked.step == MARK and is_marked:
        raise StepRefused("该通知已认定为恶意通知。", "The notice is marked as malicious already: take that mark away first.")
    if asked.step == UNMARK and not is_marked:
        raise StepRefused("该通知没有恶意通知的认定，不需要撤销。", "The notice bears no mark of malice: there is none to take away.")
