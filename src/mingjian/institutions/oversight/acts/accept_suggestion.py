"""Take a suggestion up: the holder says what was corrected."""

from datetime import datetime

from mingjian.institutions.oversight.models import Suggestion
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def accept_suggestion(suggestion: Suggestion, *, by: Officer, at: datetime, suggestion_answer: str) -> Account[None]:
    """Keep the answer beside it."""
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = suggestion_answer, by, at
    return Account(None, {"dossier": suggestion.dossier})
