"""Drafts before the public and comments on them as tables."""

from mingjian.core.language import Text
from mingjian.institutions.lab.consultations.services.comments import option_of
from mingjian.office.lists.tables import OF_DEPARTMENT, OWN_NUMBER, Column, Table

CONSULTATIONS = Table(
    "drafts_for_comment",
    Text("草案征求意见", "Drafts for comment"),
    (
        OWN_NUMBER,
        Column(Text("标题", "Title"), lambda row: row.title),
        Column(Text("状态", "State"), lambda row: row.get_state_display()),
        Column(Text("意见截止日", "Comments until"), lambda row: row.closes_on),
        Column(Text("意见", "Comments"), lambda row: row.comments_in_all),
        Column(Text("待审核", "Held"), lambda row: row.held),
        OF_DEPARTMENT,
        Column(Text("起草人", "Drafted by"), lambda row: row.drafted_by.name),
    ),
)

PUBLIC_DRAFTS = Table(
    "published_drafts",
    Text("征求意见的草案", "Drafts before the public"),
    (
        OWN_NUMBER,
        Column(Text("标题", "Title"), lambda row: row.title),
        Column(Text("公布时间", "Published"), lambda row: row.published_at),
        Column(Text("意见截止日", "Comments until"), lambda row: row.closes_on),
        OF_DEPARTMENT,
    ),
    is_public=True,
)

_SAID = (
    OWN_NUMBER,
    Column(Text("提出时间", "When it came"), lambda row: row.at),
    Column(Text("态度", "Stance"), lambda row: option_of("comment_stance", row.stance)),
    Column(Text("身份", "As whom"), lambda row: option_of("comment_side", row.side)),
    Column(Text("针对的内容", "Which part"), lambda row: row.public_concerns),
)
_ANSWERED = (
    Column(Text("采纳情况", "What became of it"), lambda row: option_of("comment_outcome", row.outcome)),
    Column(Text("答复", "Answer"), lambda row: row.answer),
)
COMMENTS = Table(
    "draft_comments",
    Text("对草案的意见", "Comments on a draft"),
    (
        *_SAID,
        Column(Text("意见（个人信息已隐去）", "Comment, masked"), lambda row: row.public_text),
        Column(Text("审核", "Examined"), lambda row: row.get_state_display()),
        Column(Text("不予公开的原因", "Why it is not shown"), lambda row: option_of("comment_refusal", row.refused_as)),
        Column(Text("说明", "In words"), lambda row: row.refused_why),
        *_ANSWERED,
    ),
)
PUBLIC_COMMENTS = Table(
    "public_draft_comments",
    Text("公开的意见", "Comments shown"),
    (*_SAID, Column(Text("意见", "Comment"), lambda row: row.public_text), *_ANSWERED),
    is_public=True,
)
