"""Sources that come by themselves are described in a file, and what is wrong with one is said by its name."""

from datetime import timedelta
from pathlib import Path

import pytest

from mingjian.core.deliveries import ways
from mingjian.core.deliveries.configuration import sources_in
from mingjian.core.errors import MingjianError


def test_a_source_has_what_is_written_and_else_what_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "deliveries.yaml"
    assert sources_in(file) == []
    file.write_text("甲网:\n  {kind: order, way: folder, place: /srv/in, by: county, map: {交易号: order_id}}\n", "utf-8")
    (source,) = sources_in(file)
    assert (source.name, source.every, source.silent_after, dict(source.mapping)) == ("甲网", timedelta(minutes=15), 3, {"交易号": "order_id"})
    assert set(ways()) == {"folder", "https_feed", "mailbox", "object_store", "sftp"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲网: {kind: order, way: folder}", "须写明 kind、way、place、by"),
        ("甲网: 1", "须写明"),
        ("- 1", "每个来源写作"),
        ("甲网: [", "无法读取"),
        ("../x: {kind: order, way: folder, place: /a, by: b}", "来源名"),
        ("甲网: {kind: ordre, way: folder, place: /a, by: b}", "没有数据类别 ordre"),
        ("甲网: {kind: order, way: ftp, place: /a, by: b}", "way 可取：folder、https_feed、mailbox、object_store、sftp"),
        ("甲网: {kind: order, way: sftp, place: /a, by: b}", "place 须是sftp:// 开头"),
        ("甲网: {kind: order, way: sftp, place: 'sftp://-oProxyCommand=x/a', by: b}", "place 须是sftp:// 开头"),
        ("甲网: {kind: order, way: sftp, place: 'sftp://a/b', by: b}", "SFTP还须写明 user"),
        ("甲网: {kind: order, way: sftp, place: 'sftp://a/b', by: b, user: u, secret_in: key}", "secret_in 须是以 / 开头的文件"),
        ("甲网: {kind: order, way: mailbox, place: 'imap://mail.example.cn/', by: b}", "imaps://"),
        ("甲网: {kind: order, way: mailbox, place: 'imaps://a/INBOX', by: b, user: u, secret_in: /k}", "邮箱还须写明 senders"),
        ("甲网: {kind: order, way: object_store, place: 'https://a/b', by: b}", "s3://桶名/前缀"),
        ("甲网: {kind: order, way: folder, place: /a, by: b, secret_in: /k}", "不认识 secret_in"),
        ("甲网: {kind: order, way: folder, place: a, by: b}", "以 / 开头"),
        ("甲网: {kind: order, way: https_feed, place: 'http://example.com/a', by: b}", "https://"),
        ("甲网: {kind: order, way: https_feed, place: 'file:///etc/passwd', by: b}", "https://"),
        ("甲网: {kind: order, way: folder, place: /a, by: b, every: 0}", "every 是 1 至"),
        ("甲网: {kind: order, way: folder, place: /a, by: b, password: x}", "不认识 password"),
    ],
)
def test_what_is_wrong_is_said_with_the_source(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "deliveries.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(MingjianError) as refused:
        sources_in(file)
    assert said in refused.value.text.zh
