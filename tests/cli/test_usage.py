"""A command that is written wrongly is told so in Chinese, too, and every way in which Click says so is known."""

import click
import pytest
from click.testing import CliRunner

from mingjian.cli import commands
from mingjian.cli._usage import in_chinese


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evidence", "verify", "没有.wacz"], "'FILE' 的值有误：文件或者文件夹 没有.wacz 不存在。"),
        (["evidence", "verify", "."], "'FILE' 的值有误：. 是文件夹，应为文件。"),
        (["evidence", "capture", "https://a.example/"], "缺少选项 '--out'。"),
        (["evidence", "capture"], "缺少参数 'URL'。"),
        (["evidence", "capture", "https://a.example/", "--out", "a", "--wait", "99"], "'--wait' 的值有误：99.0 不在 0<=x<=60 的范围内。"),
        (["trace", "a", "--steps", "三"], "'--steps' 的值有误：“三”不是数。"),
        (["trace", "a", "b"], "缺少选项 '--links'。"),
        (["trace", "a", "b", "--links", "x", "--out", "y"], "多出的参数：b。"),
        (["trace", "a", "--links"], "选项 --links 之后须有值。"),
        (["trace", "a", "--link", "x"], "没有选项 --link。"),
        (["link", "a", "--out", "b", "--clusters", "c", "--engine", "oracle"], "'--engine' 的值有误：“oracle”不是可选的值；可选：'duckdb', 'sail', 'spark'。"),
        (["nonsense"], "没有命令 nonsense。"),
        (["exchange", "register", "nonsense"], "没有命令 nonsense。"),
    ],
)
def test_what_is_wrong_is_named_in_chinese(words: list[str], said: str) -> None:
    with pytest.raises(click.UsageError) as raised:
        CliRunner().invoke(commands, words, standalone_mode=False, catch_exceptions=False)
    assert in_chinese(raised.value) == said


def test_what_is_not_known_is_said_to_stand_below() -> None:
    assert in_chinese(click.UsageError("Something else.")) == "命令的写法有误，见下。"
