"""What is done to drafts before the public and to comments on them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.utils.timezone import localdate, localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.lab.consultations.services.comments import checked_text, code_of, counts_of, refuse_too_many
from mingjian.institutions.lab.consultations.services.drafts import check_draft_of, digest_of
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.record.entries import Count, counts

# Answer a comment; the public reads it with the comment, where that is shown.

LONGEST = 4000


@act
def answer_comment(comment: Comment, *, by: Officer, at: datetime, comment_outcome: str, comment_answer: str) -> None:
    """Answer a comment; a later answer stands in place of the one before."""
    if len(comment_answer) > LONGEST:
        raise BadInput(f"答复不超过 {LONGEST} 字。", f"An answer has {LONGEST} characters at most.")
    comment.outcome, comment.answer, comment.answered_by, comment.answered_at = comment_outcome, comment_answer.strip(), by, at


# Publish what became of the comments.
@act
def answer_consultation(consultation: Consultation, *, by: Officer, at: datetime, consultation_result: str) -> Account[None]:
    """Publish the result with the counts. Refused before the closing day has passed, and while a comment is held (`Consultation.hindrance`)."""
    consultation.result = consultation_result.strip()
    return Account(None, {"counts": counts(counts_of(consultation))})


# Comment on a draft: at the public portal, or told to an officer who writes it down.
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


# Draft what is to be put before the public.
@act
def draft_consultation(
    *,
    by: Officer,
    at: datetime,
    title: str,
    explanation: str,
    figures_on: date,
    figures: Mapping[str, int] | None = None,
    files: Mapping[str, str] | None = None,
) -> Account[Consultation]:
    """Keep a draft: figures of the law, or files of a rulebook. Raises BadInput with the first thing that is wrong in it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    figures, files = dict(figures or {}), dict(files or {})
    check_draft_of(figures, figures_on, files)
    made = Consultation.objects.create(
        number=next_number(f"YJ{localtime(at).year}-"),
        department=by.department,
        title=title.strip()[:200],
        explanation=explanation.strip(),
        figures=figures,
        figures_on=figures_on,
        files=files,
        digest=digest_of(figures, figures_on, files),
        drafted_by=by,
        drafted_at=at,
    )
    return Account(made, {"title": made.title, "digest": made.digest})


# Extend the time for comments; it is never shortened.
@act
def extend_consultation(consultation: Consultation, *, by: Officer, at: datetime, comments_until: str, reason: str) -> None:
    """Move the last day for comments to a later one. Raises BadInput for a day that is not later."""
    until = date.fromisoformat(comments_until)
    if consultation.closes_on is None or until <= consultation.closes_on:
        raise BadInput(f"须晚于现在的截止日（{consultation.closes_on}）。", f"It must lie after the day that stands now ({consultation.closes_on}).")
    consultation.closes_on = until


# Put a draft before the public: by another officer than drafted it, until a day.

#: Days below which the public is told why. The Regulations on rules of departments and local governments have thirty; the text was not read here (UNVERIFIED).
USUAL = timedelta(days=30)


@act
def publish_consultation(consultation: Consultation, *, by: Officer, at: datetime, comments_until: str, short_term_reason: str = "") -> Account[None]:
    """Publish it. Raises BadInput where the day has passed, or fewer than thirty days are given without a reason."""
    until = date.fromisoformat(comments_until)
    if until - localdate(at) < USUAL and not short_term_reason.strip():
        raise BadInput("期限不足三十日，须写明理由；理由将公布。", "Fewer than thirty days are given: write why, which the public reads.")
    consultation.closes_on, consultation.short_why = until, short_term_reason.strip()[:500]
    words = sha256(f"{consultation.title}\n{consultation.explanation}".encode()).hexdigest()  # which the digest of what is drafted does not cover
    return Account(None, {"digest": consultation.digest, "text_sha256": words})


# Do not show a comment to the public, for a reason that whoever wrote it reads.
@act
def refuse_comment(comment: Comment, *, by: Officer, at: datetime, comment_refusal: str, comment_refusal_words: str = "") -> None:
    """Keep it from the public; it is counted all the same."""
    comment.refused_as, comment.refused_why = comment_refusal, comment_refusal_words.strip()[:500]


# Write a draft anew before it is published; its figures over past dossiers are then counted again.
@act
def revise_consultation(
    consultation: Consultation,
    *,
    by: Officer,
    at: datetime,
    title: str,
    explanation: str,
    figures_on: date,
    figures: Mapping[str, int] | None = None,
    files: Mapping[str, str] | None = None,
) -> Account[Consultation]:
    """Let a draft say something else. Raises BadInput with the first thing that is wrong in it."""
    figures, files = dict(figures or {}), dict(files or {})
    digest = digest_of(figures, figures_on, files)
    if digest != consultation.digest:
        check_draft_of(figures, figures_on, files)
        consultation.replay = consultation.replayed_at = None
    consultation.title, consultation.explanation = title.strip()[:200], explanation.strip()
    consultation.figures, consultation.figures_on, consultation.files, consultation.digest = figures, figures_on, files, digest
    consultation.drafted_by, consultation.drafted_at = by, at
    return Account(consultation, {"title": consultation.title, "digest": digest})


# Show a comment to the public.
@act
def show_comment(comment: Comment, *, by: Officer, at: datetime) -> None:
    """Let the public read it from now on; what was said of it before no longer holds (`Comment.move`)."""


# Take a draft back; where it was published, the public reads why in its place.
@act
def withdraw_consultation(consultation: Consultation, *, by: Officer, at: datetime, reason: str) -> None:
    """Take it back with a reason."""
    consultation.withdrawn_why = reason.strip()[:500]
