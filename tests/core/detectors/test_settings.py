"""What every detector shares: its settings as a person gives them, what it lacks, and the order of its findings."""

from typing import Any

import pyarrow as pa
import pytest

from mingjian.core import detectors as room
from mingjian.core.detectors import Detector, Setting, caveat, detector, detectors, findings, run
from mingjian.core.engines import Relation
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

TITLE = Text("甲", "A")


def made(**more: Any) -> Detector:
    return Detector("made", TITLE, TITLE, more.pop("reads", ("order",)), (), (TITLE,), TITLE, **more)


@pytest.mark.parametrize(
    ("default", "given", "read"),
    [
        (3, "4", 4),
        (3, 4, 4),
        (0.5, "1", 1.0),
        (0.5, 0, 0.0),
        (False, "Yes", True),
        (False, True, True),
        (True, "0", False),
        ("", "folder", "folder"),
        ("", 5, "5"),
    ],
)
def test_a_setting_is_read_as_what_its_default_is(default: Any, given: Any, read: Any) -> None:
    value = Setting(default, TITLE).read("s", given)
    assert (value, type(value)) == (read, type(default))


@pytest.mark.parametrize(("default", "given"), [(3, "4.5"), (3, ""), (3, None), (0.5, "half"), (False, "maybe"), (False, 2), (3, "9" * 5000)])
def test_what_cannot_be_read_so_is_refused_by_name(default: Any, given: Any) -> None:
    with pytest.raises(BadInput, match="Setting s cannot be"):
        Setting(default, TITLE).read("s", given)


@pytest.mark.parametrize(("given", "is_within"), [("0", True), ("1", True), ("-0.01", False), ("1.01", False), ("nan", False), ("inf", False)])
def test_both_ends_of_a_setting_are_within_it_and_no_number_is_not(given: str, is_within: bool) -> None:
    setting = Setting(0.5, TITLE, 0, 1)
    if is_within:
        assert setting.read("s", given) == float(given)
    else:
        with pytest.raises(BadInput, match="between 0 and 1"):
            setting.read("s", given)


def test_a_setting_with_one_end_is_open_at_the_other() -> None:
    assert Setting(5, TITLE, 1).read("s", 10**9) == 10**9
    assert Setting(5, TITLE, None, 9).read("s", -5) == -5
    with pytest.raises(BadInput):
        Setting(5, TITLE, 1).read("s", 0)


def test_every_setting_has_a_value_the_one_given_or_its_default_and_an_unknown_one_is_refused() -> None:
    described = made(settings={"a": Setting(1, TITLE), "b": Setting(2, TITLE)})
    assert described.read_settings({"b": "7"}) == {"a": 1, "b": 7}
    with pytest.raises(BadInput, match="has no setting c; it has: a、b"):
        described.read_settings({"c": 1, "a": 1})


def test_a_default_is_what_reading_it_would_give() -> None:
    for described, _ in detectors().values():
        for name, setting in described.settings.items():
            assert setting.read(name, setting.default) == setting.default


@pytest.mark.parametrize(
    ("reads", "reads_any", "held", "lacks"),
    [
        (("order", "parcel"), False, ["order"], ""),  # the first is enough
        (("order", "parcel"), False, ["parcel"], "order"),
        (("listing", "post"), True, ["post"], ""),
        (("listing", "post"), True, ["order"], "listing"),
        (("listing", "post"), True, [], "listing"),
    ],
)
def test_a_detector_says_what_it_lacks(reads: tuple[str, ...], reads_any: bool, held: list[str], lacks: str) -> None:
    assert made(reads=reads, reads_any=reads_any).lacks(held) == lacks


def row(score: float, kind: str, subject: str) -> dict[str, Any]:
    texts = dict.fromkeys(("reason_zh", "reason_en", "evidence", "innocent_zh", "innocent_en"), "")
    return {"detector": "made", "subject_kind": kind, "subject": subject, "score": score, **texts}


def test_the_most_remarkable_comes_first_and_equals_by_kind_then_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def find(engine: Any, *relations: Relation | None, **settings: Any) -> pa.Table:
        asked.append((relations, settings))
        return findings([row(0.5, "shop", "b"), row(0.5, "shop", "a"), row(0.9, "shop", "z"), row(0.5, "post", "c")])

    described = made(reads=("order", "parcel"), settings={"least": Setting(1, TITLE)})
    monkeypatch.setattr(room, "detectors", lambda: {"made": (described, find)})
    monkeypatch.setattr(room, "paid_orders", lambda engine, orders: orders)
    found = run("made", None, {"order": Relation("r1"), "listing": Relation("r2")}, {"least": "2"})  # type: ignore[arg-type]  # no engine is touched
    assert [(one["score"], one["subject"]) for one in found.to_pylist()] == [(0.9, "z"), (0.5, "c"), (0.5, "a"), (0.5, "b")]
    assert asked == [((Relation("r1"), None), {"least": 2})]  # what is not given is None, what is not read is not passed
    with pytest.raises(BadInput, match="needs records of kind order"):
        run("made", None, {"parcel": Relation("r1")})  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no detector other"):
        detector("other")


def test_a_detector_without_a_model_does_without_nothing() -> None:
    assert caveat("order_concentration", {}) is None
    assert caveat("risky_site", {}) is None


@pytest.mark.parametrize("key", sorted(detectors()))
def test_every_detector_says_what_would_settle_it_in_both_languages(key: str) -> None:
    said = detector(key)[0].settles
    assert said
    assert all(text.zh.strip() and text.en.strip() and text.zh != text.en for text in said)
    assert len({text.zh for text in said}) == len(said)
