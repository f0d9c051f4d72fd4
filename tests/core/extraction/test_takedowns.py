"""Notices of copyright are read by their headings and by the words around an address. The notices here are made up; real ones stay where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.takedowns.reader import COUNTER, RETRACTION, read_notice

FORM = """While GitHub did not find sufficient information to determine a valid claim, we determined that this takedown notice contains other claims.

---

**Are you the copyright holder or authorized to act on the copyright owner's behalf?**

Yes, I am authorized to act on the copyright owner's behalf.

**Does your claim involve content on GitHub or npm.js?**

GitHub

**Please describe the nature of your copyright ownership or authorization to act on the owner's behalf.**

I am the [private] of Birke Software GmbH, which makes Birke Writer.

**Please provide a detailed description of the original copyrighted work that has allegedly been infringed.**

Birke Writer, a word processor. The copied files at https://github.com/thief/birke/blob/main/core.c are ours.

**If the original work referenced above is available online, please provide a URL.**

https://birke.example/writer (licence: https://birke.example/writer/eula.pdf)

**Identify the full repository URL that is infringing:**

https://github.com/thief/birke.
github.com/second/birke

**If you are reporting an allegedly infringing fork, please list each fork URL below:**

Based on the forks I reviewed: https://github.com/thief/birke/network/members
- <https://github.com/forker/birke>
- https://github.com/thief/birke/

**Is the work licensed under an open source license?**

No, see https://opensource.org/licenses/MIT

**Do you have the alleged infringer’s contact information? If so, please provide it.**

https://github.com/thief

**Please type your full name for your signature.**

[private]
"""
LETTER = """Dear Sir or Madam,

We, Spur Rights, have been duly authorized by Ahorn Films Ltd. to issue this notice.

Ahorn Films Ltd. is the owner of the film "Winter". Official site: https://ahorn.example/winter
Our privacy policy: https://ahorn.example/privacy

The infringing copies can be found at the following URLs:
1. https://github.com/a/films/releases/download/v1/very-long-name-of-the-file-
that-goes-on.apk
2) [b](https://b.github.io/films/)

Email: [private]
Website: https://spur.example/
"""


def test_a_form_is_read_question_by_question() -> None:
    found = read_notice(FORM, "2025/01/2025-01-02-birke-2.md")
    assert found.targets == ("https://github.com/thief/birke", "github.com/second/birke", "https://github.com/forker/birke")
    assert found.works == ("https://birke.example/writer",)
    assert found.sender == "Birke Software GmbH"


def test_a_letter_is_read_by_the_words_around_each_address() -> None:
    found = read_notice(LETTER, "2025/01/2025-01-02-ahorn-films.md")
    assert found.targets == ("https://github.com/a/films/releases/download/v1/very-long-name-of-the-file-that-goes-on.apk", "https://b.github.io/films/")
    assert found.works == ("https://ahorn.example/winter",)
    assert (found.sender, found.agent) == ("Ahorn Films Ltd.", "Spur Rights")


def test_a_form_whose_headings_are_not_bold_or_are_broken_into_lines_is_read_all_the_same() -> None:
    plain = FORM.replace("**", "")
    assert read_notice(plain, "2025-01-02-birke.md").targets == read_notice(FORM, "2025-01-02-birke.md").targets
    broken = FORM.replace("Identify the full repository URL that", "Identify the full repository\nURL that")
    assert read_notice(broken, "2025-01-02-birke.md").targets == read_notice(FORM, "2025-01-02-birke.md").targets


def test_an_original_on_the_same_platform_is_no_target() -> None:
    text = """I own the project. Original repository: https://github.com/me/tool
It was copied without permission. The infringing repository is https://github.com/you/tool-copy"""
    found = read_notice(text)
    assert found.targets == ("https://github.com/you/tool-copy",)
    assert found.works == ("https://github.com/me/tool",)


def test_a_counter_notice_and_a_retraction_are_told_apart() -> None:
    counter = """**Are you the owner of the content that has been disabled, or authorized to act on the owner’s behalf?**
Yes
**What files were taken down? Please provide URLs for each file, or if the entire repository, the repository’s URL.**
https://github.com/me/tool
**I swear that the material was removed as a result of a mistake or misidentification.**
"""
    found = read_notice(counter, "2020-01-02-x-counternotice.md")
    assert (found.kind, found.targets, found.works, found.sender) == (COUNTER, ("https://github.com/me/tool",), (), "")
    back = read_notice("We would like to retract our notice https://github.com/github/dmca/blob/master/x.md for https://github.com/you/tool", "x.md")
    assert (back.kind, back.targets) == (RETRACTION, ("https://github.com/you/tool",))


@pytest.mark.parametrize("text", ["", "\ufeff", "---\n---", "**" * 5000, "https://[::1", "http://", "[private]\n" * 3000, "(" * 9000, "a@b.c " * 2000])
def test_what_is_no_notice_is_read_as_empty(text: str) -> None:
    found = read_notice(text, "?")
    assert (found.targets, found.works) == ((), ())


@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    read_notice(text, text[:20])
    read_notice(FORM.replace("Birke", text), "2025-01-02-birke.md")
