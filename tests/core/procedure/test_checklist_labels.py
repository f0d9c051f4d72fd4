"""The codes of a request for completion are called alike where they are ticked and where they are explained, and rest on what a text asks for."""

from mingjian.core.language import Text
from mingjian.core.law.reader import Faults
from mingjian.core.procedure.checklist import FILE, check_checklist, checklist
from mingjian.core.procedure.rulebook import packaged, rulebook


def test_an_option_that_is_called_otherwise_is_a_fault() -> None:
    items = checklist()
    alike = {key: one.label for key, one in items.items()}
    for options, n in ((alike, 0), ({**alike, "contact": Text("电话", "Telephone")}, 1)):
        faults = Faults()
        check_checklist(packaged() / FILE, rulebook().statutes, {"missing_codes": options}, faults)
        assert len(faults.found) == n


def test_what_no_text_asks_of_a_notice_names_no_article() -> None:
    items = checklist()
    assert {key for key in ("right_number", "right_classes", "right_in_force", "right_recognised", "attorney", "attorney_scope") if items[key].ground} == set()
    assert items["contact"].ground == items["right_name"].ground == ("network_dissemination_reg/14",)
    assert items["right_recognised"].label.zh == "权利核验认可的材料", "it is read behind 缺项："
