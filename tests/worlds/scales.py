"""A made-up scale of discretion and a made-up list of first slight offences, as a node's lawyers would write them."""

from pathlib import Path

SCALE = """
kind: scale
title: {zh: 测试省市场监管行政处罚裁量基准, en: Scale of a Made-up Province}
number: 测市监〔2025〕1号
in_force: 2025-01-01
region: '33'
source: made up for a test
verification: text
checked: {zh: 测试员对照测试文本，2025-02-01, en: "a tester, against a test text, 2025-02-01"}
bands:
  lighter: {label: {zh: 从轻, en: lighter}, from: 0, to: 30}
  ordinary: {label: {zh: 一般, en: ordinary}, from: 30, to: 70}
  heavier: {label: {zh: 从重, en: heavier}, from: 70, to: 100}
rungs:
  expired_goods:
    list:
      - when: {zh: 货值不足一千元, en: "value below 1,000"}
        measure: amount
        below: 1000
        grade: lighter
        share: {from: 0, to: 30}
        clause: 第一项
        fields: [food]
      - when: {zh: 货值一千元以上不足五千元, en: "from 1,000 to below 5,000"}
        measure: amount
        from: 1000
        below: 5000
        grade: ordinary
        fine: {from: 60000, to: 80000}
      - {when: {zh: 造成危害后果, en: harm was done}, grade: heavier, fine: {from: 90000, to: 200000}}
  trademark_infringement:
    list:
      - {when: {zh: 经营额五万元以上, en: turnover from 50000}, measure: amount, from: 50000, grade: heavier, times: {from: 3, to: 5, of: amount}}
"""
SLIGHT = """
kind: first_slight
title: {zh: 测试市首违轻微不罚清单, en: List of a Made-up City}
number: ''
in_force: 2025-06-01
until: 2027-01-01
region: '3301'
source: made up for a test
verification: secondary
checked: {zh: 测试员对照转述，2025-07-01, en: "a tester, against a report, 2025-07-01"}
items:
  - act: expired_goods
    fields: [food]
    conditions: {zh: 初次违法、及时改正且没有危害后果, en: "first breach, mended in time, no harm"}
    measure: amount
    below: 50
    effect: may_be_none
    clause: 第3项
  - {act: undisplayed_identity, conditions: {zh: 初次违法并及时改正, en: first breach and mended in time}, effect: none}
"""


def write(folder: Path, name: str = "made_up", text: str = SCALE) -> Path:
    """Write a file of this name into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{name}.yaml"
    place.write_text(text, "utf-8")
    return place
