"""Posts: what an account said in a channel outside the shops."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, PLATFORM, UTC, Column, Kind

KIND = Kind(
    name="post",
    title=Text("帖文", "Post"),
    key=("post_id",),
    file_names=("帖文", "帖子", "动态", "笔记", "朋友圈", "message", "note"),
    columns=(
        Column(
            "post_id",
            pa.string(),
            Text("帖文编号", "id of the post"),
            known_as=(
                "帖文编号",
                "帖文id",
                "帖子编号",
                "帖子id",
                "笔记id",
                "动态id",
                "消息id",
                "微博id",
                "postid",
                "note_id",
                "message_id",
                "msg_id",
                "mid",
                "id",
            ),
        ),
        PLATFORM,
        Column(
            "channel",
            pa.string(),
            Text("发布渠道：群、话题、直播间等", "where it stood: group, topic, live room …"),
            known_as=("渠道", "发布渠道", "频道", "群组", "群名", "话题", "直播间", "channel_name", "group", "group_name", "topic"),
        ),
        Column(
            "account_id",
            pa.string(),
            Text("发布账号", "account that posted"),
            known_as=(
                "账号",
                "帐号",
                "账号id",
                "发布账号",
                "发布者",
                "发布人",
                "作者",
                "作者id",
                "用户id",
                "account",
                "author",
                "author_id",
                "user_id",
                "userid",
                "uid",
                "sender",
            ),
        ),
        Column(
            "text",
            pa.string(),
            Text("帖文全文", "the words, in full"),
            known_as=("正文", "内容", "文本", "帖文", "帖文内容", "发布内容", "消息内容", "文案", "content", "message", "body", "post_text"),
            is_free_text=True,
        ),
        Column("url", pa.string(), Text("链接", "address of the post"), known_as=("链接", "网址", "帖文链接", "link", "post_url")),
        Column(
            "posted_at",
            INSTANT,
            Text("发布时间", "when it was posted"),
            unit=UTC,
            known_as=(
                "发布时间",
                "发表时间",
                "发帖时间",
                "时间",
                "posted_time",
                "publish_time",
                "published_at",
                "post_time",
                "created_at",
                "create_time",
                "timestamp",
                "date",
            ),
        ),
    ),
)
