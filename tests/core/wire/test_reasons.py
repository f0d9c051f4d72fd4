"""Every reason for which something does not arrive or is not taken: said and cured in both languages, and given somewhere."""

import re
from pathlib import Path

import mingjian
from mingjian.core.wire.reasons import REASONS, Refusal, reason_of

SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(Path(mingjian.__file__).parent.rglob("*.py")) if file.name != "reasons.py")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_each_is_said_with_its_cure_in_both_languages_and_given_somewhere() -> None:
    assert len(REASONS) > 30
    for why, reason in REASONS.items():
        for text in (reason.said, reason.cure):
            assert CHINESE.search(text.zh), why
            assert not CHINESE.search(text.en), why
            assert text.zh.endswith("。"), why
            assert text.en.endswith("."), why
        assert f'"{why}"' in SOURCE, f"{why} is given nowhere"
        assert Refusal(why).text.zh.startswith(reason.said.zh)


def test_a_reason_that_another_node_makes_up_is_its_own_fault() -> None:
    assert reason_of("made_up") == REASONS["peer_fails"]
