"""Acts: each that the rulebook declares has one body, whose parameters are what it needs, on a thing that a plate declares; and no body is without one."""

import inspect
from datetime import datetime

import pytest
from django.apps import apps
from django.db.models import Model

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.acts import Act
from mingjian.office.acts.doing import load_bodies
from mingjian.office.acts.things import kinds, label_of
from mingjian.office.institution import institutions

ACTS = rulebook().acts


def test_each_act_has_a_body_and_each_body_an_act() -> None:
    assert set(load_bodies()) == set(ACTS)


def test_each_act_is_on_a_thing_that_a_plate_declares() -> None:
    assert {act.on or act.makes for act in ACTS.values()} <= set(kinds())
    assert all(isinstance(label_of(kind), Text) for kind in kinds())
    for institution in institutions():
        for thing in institution.things:
            model = apps.get_model(thing.model)
            assert callable(institution.part(thing.found_by))
            assert [name for name in ("number", "wire_name", "state", "move", "get_absolute_url", "department") if not hasattr(model, name)] == []


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_the_parameters_of_a_body_are_what_its_act_needs(act: Act) -> None:
    signature = inspect.signature(load_bodies()[act.key], eval_str=True)
    positional = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    named = {one.name: one for one in signature.parameters.values() if one.kind is inspect.Parameter.KEYWORD_ONLY}
    assert len(positional) == (1 if act.on else 0)
    assert all(issubclass(one.annotation, Model) for one in positional)
    assert {"by", "at"} <= set(named)
    assert named["at"].annotation is datetime
    papers = {name: one for name, one in named.items() if name not in ("by", "at")}
    needed = {paper.name: paper.required for paper in act.needs}
    assert set(needed) <= set(papers)
    must = {name for name, one in papers.items() if one.default is inspect.Parameter.empty}
    assert must & set(needed) == {name for name, required in needed.items() if required}
    assert act.is_inner or must <= set(needed), "a door gives papers and nothing else"
    assert ("None" in str(named["by"].annotation)) == act.is_public
