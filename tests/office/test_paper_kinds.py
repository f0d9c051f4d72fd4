"""Each kind of paper is asked for, found on file, named and said by its own file."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from people import at, department_of, people

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Paper
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kind import PaperLine, Respondent
from mingjian.office.papers.kinds import kind_of, office_kinds
from mingjian.office.record.entries import Count

pytestmark = pytest.mark.django_db
MORNING = at("2026-06-01 09:00")


def paper(kind: str, **more: Any) -> Paper:
    options = (("a", Text("甲", "A")),) if kind == "choice" else ()
    return Paper("x", Text("材料", "Paper"), kind, options, **more)


@pytest.fixture
def dossier(who: dict[str, Officer]) -> Dossier:
    given = {"questions": "核实实际经营地"}
    return open_dossier(Opening("assistance", "D2026-0000001", "某鞋店"), by=who["li"], department=department_of("county"), at=MORNING, given=given)


@pytest.fixture
def who() -> dict[str, Officer]:
    return people("li", "wang", "zhao")


@pytest.mark.parametrize("kind", sorted(office_kinds()))
def test_every_kind_is_asked_for_with_its_label_and_whether_it_must_be_there(kind: str, who: dict[str, Officer]) -> None:
    asked = Respondent(who["li"], department_of("county"))
    with translation.override("en"):
        fields = [kind_of(one).field(one, asked) for one in (paper(kind), paper(kind, required=False))]
    assert [(field.label, field.required) for field in fields] == [("Paper", True), ("Paper", False)]


@pytest.mark.parametrize(("of", "number"), [("clue", "C2026-0000001"), ("assistance", "D2026-0000001"), ("", "D2026-0000001")])
def test_the_number_of_another_dossier_is_shown_as_whoever_keeps_it_writes_it(of: str, number: str, who: dict[str, Officer]) -> None:
    one = paper("dossier", of=of)
    with translation.override("en"):
        assert kind_of(one).field(one, Respondent(who["li"], None)).help_text == f"Its number, such as {number}."


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("text", "词", "词"),
        ("choice", "a", "甲"),
        ("choice", "gone", "gone"),
        ("amount", "12345.50", "12,345.50"),
        ("datetime", "2026-04-15T01:30:00+00:00", "2026-04-15 09:30"),
        ("number", "12", "12"),
    ],
)
def test_a_paper_is_said_as_a_person_reads_it(kind: str, text: str, said: str) -> None:
    assert kind_of(paper(kind)).said(paper(kind), text, {}).value == said


def test_what_names_somebody_is_entered_by_name_and_said_by_what_it_is_called(who: dict[str, Officer], dossier: Dossier) -> None:
    county = department_of("county")
    for kind, key, name, said in [
        ("department", county.pk, county.code, county.name),
        ("officer", who["li"].pk, who["li"].wire_name, who["li"].name),
    ]:
        one = paper(kind)
        assert kind_of(one).name(one, key) == name
        for value in (name, str(key)):  # entries of before hold keys
            assert kind_of(one).said(one, value, kind_of(one).known([value], [dossier.pk])).value == said


def test_another_dossier_is_entered_by_name_and_linked_where_it_is_of_this_node(dossier: Dossier) -> None:
    one = paper("dossier")
    name = kind_of(one).name(one, dossier.number)
    assert name.startswith(f"{settings.NODE}/")
    assert kind_of(one).said(one, name, {}) == PaperLine("材料", dossier.number, number=dossier.number)
    elsewhere = name.replace(settings.NODE, "elsewhere", 1)
    assert kind_of(one).said(one, elsewhere, {}) == PaperLine("材料", elsewhere)


def test_a_number_is_a_count_unless_it_names_a_thing() -> None:
    counted, named = paper("number"), paper("number", names="finding")
    assert type(kind_of(counted).name(counted, 3)) is Count
    with pytest.raises(StepRefused, match="不在库中"):
        kind_of(named).name(named, 3)


@pytest.mark.parametrize("kind", ["department", "officer", "dossier", "file"])
def test_what_is_not_there_is_not_on_file(kind: str, who: dict[str, Officer], dossier: Dossier) -> None:
    for value in ("999999", "a" * 64, "１２", "9" * 30):
        assert not kind_of(paper(kind)).is_on_file(paper(kind), value, dossier, who["li"])


def test_what_is_there_is_on_file_for_whoever_may_see_it(who: dict[str, Officer], dossier: Dossier) -> None:
    neighbour = department_of("neighbour")
    assert kind_of(paper("department")).is_on_file(paper("department"), neighbour.pk, dossier, who["li"])
    assert not kind_of(paper("department")).is_on_file(paper("department", bodies=("police",)), neighbour.pk, dossier, who["li"])
    seen = [kind_of(paper("dossier")).is_on_file(paper("dossier"), dossier.number, dossier, who[name]) for name in ("li", "zhao")]
    assert seen == [True, False]
    mine = [kind_of(paper("officer")).is_on_file(paper("officer"), who[name].pk, dossier, who["li"]) for name in ("wang", "zhao")]
    assert mine == [True, False]  # only of the department that holds the dossier


def test_a_hash_is_told_to_be_none_where_it_is_typed_and_kept_in_small_letters() -> None:
    field = kind_of(paper("sha256")).field(paper("sha256"), Respondent(people("li")["li"], None))
    assert field.clean(f"{'AB' * 16} {'AB' * 16}") == "ab" * 32
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="所填 3 位"):
        field.clean("见附件")
