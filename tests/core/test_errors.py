"""Named errors."""

from mingjian.core.errors import LONGEST, BadInput


def test_a_message_is_bounded_whatever_a_file_put_into_it() -> None:
    error = BadInput("坏" * 10**6, "bad " * 10**6)
    assert (len(error.text.zh), len(error.text.en)) == (LONGEST, LONGEST)
    assert len(str(error)) <= 2 * LONGEST + 1
