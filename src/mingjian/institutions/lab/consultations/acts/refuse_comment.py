"""Do not show a comment to the public, for a reason that whoever wrote it reads."""

from datetime import datetime

from mingjian.institutions.lab.models import Comment
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def refuse_comment(comment: Comment, *, by: Officer, at: datetime, comment_refusal: str, comment_refusal_words: str = "") -> None:
    """Keep it from the public; it is counted all the same."""
    comment.refused_as, comment.refused_why = comment_refusal, comment_refusal_words.strip()[:500]
