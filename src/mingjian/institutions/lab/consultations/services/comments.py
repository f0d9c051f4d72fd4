"""What a comment may be, and how comments are counted."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections import Counter
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.office.language import said
from mingjian.office.lists.text import visible

LONGEST = 4000  # signs of one comment
MOST_AN_HOUR = 10  # comments of one address
MOST = 20_000  # comments on one draft at the portal
MOST_A_DAY = 2000  # of these, so that whoever floods a draft leaves room to others on the next day
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def checked_text(text: str) -> str:
    """Return a comment as it is kept: line breaks as one sign, controls as marks. Raises BadInput where it is empty or too long."""
    told = visible(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not told:
        raise BadInput("请写明意见。", "Write the comment.")
    if len(told) > LONGEST:
        raise BadInput(
            f"意见不超过 {LONGEST} 字（现有 {len(told)} 字）；较长的请分几条提交。",
            f"A comment has {LONGEST} characters at most ({len(told)} here): send several.",
        )
    return told


def refuse_too_many(consultation: Consultation, origin: str, at: datetime) -> None:
    """Raise StepRefused where an address, or everybody together, has said too much at the portal; what an officer writes down is always taken."""
    if not origin:
        return
    if Comment.objects.filter(origin=origin, at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused(f"一小时内至多 {MOST_AN_HOUR} 条，请一小时后再来。", f"At most {MOST_AN_HOUR} within an hour: come back in an hour.")
    if consultation.comments.exclude(origin="").filter(at__gte=at - A_DAY).count() >= MOST_A_DAY:
        raise StepRefused(
            f"本草案二十四小时内已收到 {MOST_A_DAY} 条意见，请明天再提交，或者致电、致信起草部门。",
            f"{MOST_A_DAY} comments on this draft came within a day: send yours tomorrow, or telephone or write to the department.",
        )
    if consultation.comments.exclude(origin="").count() >= MOST:
        raise StepRefused("意见过多，请致电起草部门。", "There are too many comments: telephone the department.")


def code_of(consultation: Consultation, form: str, *words: str) -> str:
    """
    Return the code of a comment: of a form that is sent twice with the same words and choices the same one, so that it is one comment.

    Whoever lacks the form's token, which was drawn by lot for one reader, gets no receipt of another, whatever address and words they share. Without a token
    each comment has its own code.
    """
    if not form:
        return token_urlsafe(18)
    told = json.dumps([consultation.number, form, *words], ensure_ascii=False).encode()
    return urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), told, "sha256")[:18]).decode()


def counts_of(consultation: Consultation) -> dict[str, Any]:
    """Return how many comments there are: in all, by state, stance, side, reason of not being shown, outcome, and how many were answered."""
    told = {"state": Counter(), "stance": Counter(), "side": Counter(), "refused_as": Counter(), "outcome": Counter()}  # type: dict[str, Counter[str]]
    for *row, many in consultation.comments.order_by().values_list(*told).annotate(many=Count("pk")):
        for name, value in zip(told, row, strict=True):
            if value:
                told[name][value] += many
    return {"all": sum(told["state"].values()), "answered": sum(told["outcome"].values()), **told}


def option_of(paper: str, value: str) -> Text | None:
    """Return a choice in words; None where nothing was chosen."""
    return dict(rulebook().papers[paper].options).get(value)


def in_words(one: Comment) -> dict[str, str]:
    """Return what was chosen of a comment in the reader's language, by the names of its columns."""
    chosen = {"stance": one.stance, "side": one.side, "refusal": one.refused_as, "outcome": one.outcome, "came": one.came}
    found = {name: option_of(f"comment_{name}", value) for name, value in chosen.items()}
    return {name: said(text) for name, text in found.items() if text}


def counts_told(counts: dict[str, Any]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return counts in words, group by group."""
    groups = (
        ("stance", "comment_stance", gettext("How they stand to the draft")),
        ("side", "comment_side", gettext("As whom they were made")),
        ("outcome", "comment_outcome", gettext("What became of them")),
        ("refused_as", "comment_refusal", gettext("Why some are not shown")),
    )
    told = [
        (title, [(said(label), counts[name][key]) for key, label in rulebook().papers[paper].options if counts[name][key]]) for name, paper, title in groups
    ]
    return [(title, rows) for title, rows in told if rows]
