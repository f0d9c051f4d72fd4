"""Says in Chinese what Click says in English of a command that is written wrongly: a missing option, a file that does not exist, an unknown command."""

import re

import click

#: What Click says, and the same in Chinese; what it names is carried over.
_SAID = (
    (r"Missing argument (?P<a>'.+?')\.", "缺少参数 {a}"),
    (r"Missing option (?P<a>'.+?')\..*", "缺少选项 {a}"),
    (r"Missing command\.", "没有写明做什么"),
    (r"No such option '?(?P<a>[^' ]+?)'?\.(?P<b>.*)", "没有选项 {a}"),
    (r"No such command '(?P<a>.*?)'\.(?P<b>.*)", "没有命令 {a}"),
    (r"Option '(?P<a>.*?)' requires an? .*", "选项 {a} 之后须有值"),
    (r"Option '(?P<a>.*?)' does not take a value\.", "选项 {a} 之后不写值"),
    (r"Got unexpected extra arguments? \((?P<a>.*)\)", "多出的参数：{a}"),
    (r"Could not open file '(?P<a>.*?)': .*", "无法打开文件 {a}"),
)
#: What is said of a value, after the name of its option or argument.
_OF_A_VALUE = (
    (r"(?:File|Directory|Path) '(?P<a>.*)' does not exist\.", "文件或者文件夹 {a} 不存在"),
    (r"(?:File|Directory|Path) '(?P<a>.*)' is a file\.", "{a} 是文件，应为文件夹"),
    (r"(?:File|Directory|Path) '(?P<a>.*)' is a directory\.", "{a} 是文件夹，应为文件"),
    (r"(?:File|Directory|Path) '(?P<a>.*)' is not readable\.", "{a} 不可读"),
    (r"(?:File|Directory|Path) '(?P<a>.*)' is not writable\.", "{a} 不可写"),
    (r"'(?P<a>.*)' is not a valid (?:integer|float|number).*", "“{a}”不是数"),
    (r"(?P<a>\S+) is not in the range (?P<b>.*)\.", "{a} 不在 {b} 的范围内"),
    (r"'(?P<a>.*)' is not one of (?P<b>.*)\.", "“{a}”不是可选的值；可选：{b}"),
    (r"'(?P<a>.*)' does not match the formats? (?P<b>.*)\.", "“{a}”不合格式 {b}"),
)
_INVALID = re.compile(r"Invalid value for (?P<name>.+?): (?P<rest>.*)", re.DOTALL)


def in_chinese(error: click.UsageError) -> str:
    """Put an error of usage in Chinese; one that is not known is said to stand below, in English."""
    said = error.format_message()
    if found := _INVALID.fullmatch(said):
        return f"{found['name']} 的值有误：{_told(_OF_A_VALUE, found['rest']) or '见下'}。"
    return f"{_told(_SAID, said) or '命令的写法有误，见下'}。"


def _told(known: tuple[tuple[str, str], ...], said: str) -> str:
    for pattern, chinese in known:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return chinese.format(**{name: value or "" for name, value in found.groupdict().items()})
    return ""
