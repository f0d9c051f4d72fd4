"""Show a comment to the public."""

from datetime import datetime

from mingjian.institutions.lab.models import Comment
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def show_comment(comment: Comment, *, by: Officer, at: datetime) -> None:
    """Let the public read it from now on; what was said of it before no longer holds (`Comment.move`)."""
