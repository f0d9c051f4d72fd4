"""Leaflets are taken out of texts, and what other goods say under headings stays."""

import pyarrow as pa
import pytest

from mingjian.core.extraction.leaflets import without_leaflets


@pytest.mark.parametrize(
    "leaflet",
    [
        "【药品名称】感冒灵颗粒【性状】本品为棕色颗粒【功能主治】解热镇痛【禁忌】尚不明确",
        "适应症：用于发热。不良反应：偶见皮疹。批准文号：国药准字Z44021940。",
        "本品不能代替药物，不用于治疗疾病。适宜人群：免疫力低下者。不适宜人群：少年儿童。",
    ],
)
def test_of_a_leaflet_nothing_is_left_and_what_stands_on_its_own_line_is(leaflet: str) -> None:
    (short,) = without_leaflets(pa.array([f"本店自制说明，当天发货\n{leaflet}"])).to_pylist()
    assert short.rstrip("。").rstrip("\n") == "本店自制说明，当天发货"


def test_one_heading_and_headings_of_other_goods_change_nothing() -> None:
    texts = ["【规格】五斤 【包装】纸箱 【性状】颗粒饱满", "颜色：红。尺寸：大。规格：整箱。", "这不能代替药物"]
    assert without_leaflets(pa.array(texts)).to_pylist() == texts


@pytest.mark.parametrize("stated", ["批准文号：国药准字H20970168", "注册证编号 苏械注准20172540123", "备案编号：粤G妆网备字2024000001；"])
def test_the_number_of_a_permit_is_taken_out_and_what_stands_around_it_stays(stated: str) -> None:
    (left,) = without_leaflets(pa.array([f"凭处方购买，定期复查。{stated}。当天发货"])).to_pylist()
    assert left.replace("。", "").replace("；", "") == "凭处方购买，定期复查当天发货"


@pytest.mark.parametrize("comma", ["，", ",", " ", "\u3000", "；", "\n"])
def test_what_a_seller_writes_after_the_number_of_a_permit_stays(comma: str) -> None:
    text = f"玻尿酸补水面膜，备案编号：粤G妆网备字2024000001{comma}采用三重玻尿酸，深层补水，敷完不黏腻"
    (left,) = without_leaflets(pa.array([text])).to_pylist()
    assert left == f"玻尿酸补水面膜，。{comma}采用三重玻尿酸，深层补水，敷完不黏腻"


def test_nulls_are_empty_and_a_hostile_text_ends() -> None:
    assert without_leaflets(pa.chunked_array([pa.array([None, "【禁忌】" * 20_000], pa.string())])).to_pylist()[0] == ""
