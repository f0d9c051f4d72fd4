"""Two marks beside each other and the tree of agents: what differs is marked, who stands below whom is drawn, nothing hostile breaks either."""

import json

import pytest
from django.utils.timezone import now
from people import browser, people

from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.services.marks import compared, marks_beside
from mingjian.institutions.monitoring.services.tree import SHOWN, tree_of
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
MARK = {
    "field": "title",
    "text": "正品 Nlke 运动鞋", "spans": [[3, 7, "Nike", "mark", "l for i"]],
    "mark": {"name": "Nike", "right_id": "1", "holder": "耐克公司", "classes": [25]},
}  # fmt: skip
AGENTS = {
    "members": [["wx/top"], ["wx/a", "wx/b"], [f"wx/c{n}" for n in range(40)]], "layers": [1, 2, 40],
    "ties": [["wx/top", "wx/a"], ["wx/top", "wx/b"], ["wx/a", "wx/c1"], ["wx/a", "wx/c39"]],
}  # fmt: skip


def found(evidence: object, detector: str = "brand_disguise") -> Finding:
    li = Officer.objects.filter(username="li").first() or people("li")["li"]
    run = Run.objects.create(detector=detector, version="1", engine="x", started_at=now(), ended_at=now(), by=li, department=li.department, digest=detector)
    return Finding.objects.create(
        run=run, detector=detector, subject_kind="listing", subject="p/1", score=0.9, reason_zh="近似", reason_en="close", innocent_zh="巧合\n",
        innocent_en="chance\n", evidence_json=json.dumps(evidence), department=li.department, found_at=now(),
    )  # fmt: skip


def test_signs_that_differ_are_told_apart() -> None:
    assert compared("Nlke", "Nike") == ([("N", False), ("l", True), ("ke", False)], [("N", False), ("i", True), ("ke", False)])
    assert compared("NIKE", "nike") == ([("NIKE", False)], [("nike", False)])
    assert compared("", "好") == ([], [("好", True)])


def test_the_page_shows_both_marks_in_large_type() -> None:
    one = found(MARK)
    beside = marks_beside(one)
    assert beside is not None
    assert beside.holder == "耐克公司"
    page = browser(one.run.by).get(f"/findings/{one.pk}").content.decode()
    assert "两个标识对照" in page
    assert '<mark class="marks__sign">l</mark>ke' in page


def test_a_tree_has_every_layer_and_no_tie_to_whoever_is_not_drawn() -> None:
    one = found(AGENTS, "layered_agents")
    tree = tree_of(one)
    assert tree is not None
    assert [(layer.count, layer.left_out) for layer in tree.layers] == [(1, 0), (2, 0), (40, 40 - SHOWN)]
    assert len(tree.ties) == 3
    assert all(0 < person.x < tree.width and 0 < person.y < tree.height for layer in tree.layers for person in layer.persons)
    page = browser(one.run.by).get(f"/findings/{one.pk}").content.decode()
    assert "第 3 层：40 人" in page
    assert page.count('r="6"') == 33


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"mark": "x"},
        {"mark": {"name": 5}},
        {"members": "x"},
        {"members": [["a"]]},
        {"members": [["a"], "b"], "layers": [1]},
        {"mark": {"name": "N"}, "texts": {}},
    ],
)
def test_other_evidence_draws_neither(evidence: object) -> None:
    one = found(evidence)
    assert marks_beside(one) is None
    assert tree_of(one) is None
