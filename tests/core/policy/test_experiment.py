"""Experiments are read as strictly as a law; whatever is wrong is said in words of both languages."""

import pytest

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.policy.examples import example, examples
from mingjian.core.policy.experiment import FEWEST_SEEDS, PRESENT, experiment_of

NULL = example("null")


def changed(old: str, new: str) -> str:
    assert old in NULL
    return NULL.replace(old, new)


@pytest.mark.parametrize("name", examples())
def test_every_experiment_that_comes_with_the_rulebook_is_sound(name: str) -> None:
    found = experiment_of(example(name))
    assert found.key == name
    assert next(iter(found.proposals)) == PRESENT
    assert len(found.seeds) >= FEWEST_SEEDS
    assert found.worlds >= 3 * FEWEST_SEEDS


def test_an_unknown_one_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="records_or_inspections"):
        example("../secret")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("operators: 2000", "operators: 99", "100 至 100,000"),
        ("operators: 2000", "operators: true", "operators"),
        ("weeks: 104", "weeks: 60", "26 周"),
        ("seeds: {first: 1, number: 20}", "seeds: {first: 1, number: 1}", "20 至 200"),
        ("proposals: {control: ['null']}", "proposals: {control: [magic]}", "live_room_records"),
        ("proposals: {control: ['null']}", "proposals: {present: ['null']}", "自动加入"),
        ("proposals: {control: ['null']}", "proposals: {}", "1 至 8"),
        ("first_outcome: counterfeit_orders", "first_outcome: profit", "counterfeit_orders"),
        ("direction: less", "direction: best", "less、more"),
        ("share: 0.5", "share: 0.1", "0.5 至 1"),
        ("share: 0.5", "score: 1", "须有且只有"),
        ("day: 2026-11-27", "day: soon", "应为日期"),
        ("title: {zh: 空方案, en: The null proposal}", "title: 空方案", "两种语言"),
        ("title: {zh: 空方案, en: The null proposal}", "weight: 1", "不认识"),
        ("first_outcome: counterfeit_orders\n", "", "缺少"),
        ("first_outcome: counterfeit_orders", "draft: {../../etc/passwd: 3}\nfirst_outcome: counterfeit_orders", "法/条#数值"),
        ("operators: 2000", "operators: *x", "不是可读的 YAML|锚点"),
        ("operators: 2000", "operators: &x 2000", "锚点"),
        ("operators: 2000", "operators: [", "不是可读的 YAML"),
        ("operators: 2000", "operators: !!python/object/apply:os.system [ls]", "不是可读的 YAML"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        experiment_of(changed(old, new))


@pytest.mark.parametrize("text", ["", "- 1", "\x00", "a: " * 3000, "x" * 300_000, "{" * 2000])
def test_what_is_no_experiment_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        experiment_of(text)


def test_the_digest_is_that_of_what_is_said_and_not_of_how_it_is_written() -> None:
    plain = experiment_of(NULL).digest
    assert experiment_of("# a remark\n" + NULL).digest == plain
    assert experiment_of(changed("number: 20", "number: 21")).digest != plain
    assert experiment_of(changed("share: 0.5", "share: 0.6")).digest != plain
