"""Comment on a draft: at the public door, or told to an officer who writes it down."""

from datetime import datetime
from hashlib import sha256

from mingjian.institutions.lab.consultations.services.comments import checked_text, code_of, refuse_too_many
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.record.entries import Count


@act
def comment_on_draft(
    consultation: Consultation,
    *,
    by: Officer | None,
    at: datetime,
    draft_comment: str,
    comment_stance: str,
    comment_side: str = "",
    comment_concerns: str = "",
    comment_came: str = "",
    origin: str = "",
    form: str = "",
) -> Account[Comment]:
    """
    Keep a comment until an officer examines it. The ledger has its hash and length: every auditor reads it, and the text may name persons.

    Raises StepRefused after the closing day, by the system's clock, and where too many come; BadInput where it is empty or too long.
    """
    if not consultation.takes_comments(at):
        raise consultation.refuse_late()
    text = checked_text(draft_comment)
    concerns, side = visible(" ".join(comment_concerns.split()))[:200], comment_side or Comment.Side.OTHER
    code = code_of(consultation, form, comment_stance, side, concerns, text)
    if before := consultation.comments.filter(code_key=code_key(code)).first():
        return Account(before, is_new=False)
    refuse_too_many(consultation, origin, at)
    newest = consultation.comments.order_by("-nth").first()
    nth = newest.nth + 1 if newest else 1
    made = Comment.objects.create(
        consultation=consultation,
        nth=nth,
        number=f"{consultation.number}-{nth:04d}",
        code=code,
        stance=comment_stance,
        side=side,
        concerns=concerns,
        text=text,
        came=comment_came or ("told" if by else "door"),
        origin=origin,
        at=at,
    )
    return Account(made, {"comment": made, "text_sha256": sha256(text.encode()).hexdigest(), "length": Count(len(text))})
