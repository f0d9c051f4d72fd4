"""Answer a comment; the public reads it with the comment, where that is shown."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.lab.models import Comment
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer

LONGEST = 4000


@act
def answer_comment(comment: Comment, *, by: Officer, at: datetime, comment_outcome: str, comment_answer: str) -> None:
    """Answer a comment; a later answer stands in place of the one before."""
    if len(comment_answer) > LONGEST:
        raise BadInput(f"答复不超过 {LONGEST} 字。", f"An answer has {LONGEST} characters at most.")
    comment.outcome, comment.answer, comment.answered_by, comment.answered_at = comment_outcome, comment_answer.strip(), by, at
