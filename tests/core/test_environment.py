"""Settings are read, or refused in words; none is off because it was misspelt."""

import pytest

from mingjian.core.environment import database_url, one_of, pairs, some_of, switched, whole
from mingjian.core.errors import BadInput


@pytest.mark.parametrize(("said", "is_on"), [("1", True), ("true", True), ("Yes", True), (" on ", True), ("0", False), ("off", False), ("no", False)])
def test_a_switch_is_read_as_people_write_it(monkeypatch: pytest.MonkeyPatch, said: str, *, is_on: bool) -> None:
    monkeypatch.setenv("MINGJIAN_SECOND_FACTOR", said)
    assert switched("MINGJIAN_SECOND_FACTOR", otherwise=not is_on) is is_on


@pytest.mark.parametrize("otherwise", [True, False])
def test_a_switch_that_is_not_set_is_as_it_was_meant_to_be(monkeypatch: pytest.MonkeyPatch, *, otherwise: bool) -> None:
    monkeypatch.delenv("MINGJIAN_X", raising=False)
    assert switched("MINGJIAN_X", otherwise=otherwise) is otherwise
    monkeypatch.setenv("MINGJIAN_X", "")
    assert switched("MINGJIAN_X", otherwise=otherwise) is otherwise


def test_what_is_no_value_is_refused_and_the_setting_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("maybe", "-1", "0", "1000000000", "abc", "１０", "9" * 5000):
        monkeypatch.setenv("MINGJIAN_X", said)
        with pytest.raises(BadInput, match="MINGJIAN_X"):
            whole("MINGJIAN_X", 60, most=1440)
    for said in ("maybe", "2", "ja"):
        monkeypatch.setenv("MINGJIAN_X", said)
        with pytest.raises(BadInput, match="MINGJIAN_X"):
            switched("MINGJIAN_X")
        with pytest.raises(BadInput, match="MINGJIAN_X is one of tls, starttls"):
            one_of("MINGJIAN_X", "", "tls", "starttls")
        with pytest.raises(BadInput, match="address key"):
            pairs("MINGJIAN_X")


def test_what_is_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_X", " 90 ")
    assert whole("MINGJIAN_X", 60) == 90
    monkeypatch.setenv("MINGJIAN_X", "StartTLS")
    assert one_of("MINGJIAN_X", "", "tls", "starttls") == "starttls"
    monkeypatch.setenv("MINGJIAN_X", "https://w.example k1; https://v.example  k2;")
    assert pairs("MINGJIAN_X") == [["https://w.example", "k1"], ["https://v.example", "k2"]]


def test_some_of_several_are_taken_and_another_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, taken in (("", set()), (" kit , files,", {"kit", "files"})):
        monkeypatch.setenv("MINGJIAN_X", said)
        assert some_of("MINGJIAN_X", "kit", "files", "held") == taken
    monkeypatch.setenv("MINGJIAN_X", "kit,reporters")
    with pytest.raises(BadInput, match=r"MINGJIAN_X.*kit、files、held.*reporters"):
        some_of("MINGJIAN_X", "kit", "files", "held")


def test_a_database_of_another_make_is_refused_and_its_password_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("nonsense", "mysql://a:secret@h/d", "://secret"):
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(BadInput, match="postgresql://") as refused:
            database_url()
        assert "secret" not in str(refused.value)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///mingjian?host=/run/postgresql")
    assert database_url().startswith("postgresql:")
