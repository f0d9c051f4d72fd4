"""Says the source of a link in the reader's language: it is kept in Chinese, as the ledger has it."""

import re

from mingjian.core.language import Text
from mingjian.office.models import Department

SHOWN, REGISTER, DOSSIER, FINDING, ANSWERED, COMPARED = "平台公示信息", "登记簿", "卷宗", "发现", "答复", "比对"
_SHOWN = re.compile(rf"{SHOWN} (.*)")
_DOSSIER = re.compile(rf"{DOSSIER} (\S+)")
_ANSWERED = re.compile(rf"(.*){ANSWERED} (\S+)")
_COMPARED = re.compile(rf"{COMPARED}：与 (.+) 相似，概率 ([0-9.]+)")
_DATED = re.compile(r"(.+)（(\d{4}-\d\d-\d\d)）")
_PLAIN = {
    REGISTER: "business register",
    "登记信息": "business register",
    FINDING: "finding",
}


def source_said(kept: str) -> Text:
    """Describe a source as it is kept, with the day behind it, in both languages; what an officer wrote stays as written. An empty one is a dash."""
    if dated := _DATED.fullmatch(kept):
        plain = source_said(dated[1])
        return Text(kept, f"{plain.en} ({dated[2]})")
    if not kept.strip():
        return Text("—", "—")
    if kept in _PLAIN:
        return Text(kept, _PLAIN[kept])
    if found := _SHOWN.fullmatch(kept):
        return Text(kept, f"shown on the platform, {found[1]}")
    if found := _DOSSIER.fullmatch(kept):
        return Text(kept, f"dossier {found[1]}")
    if found := _COMPARED.fullmatch(kept):
        return Text(kept, f"comparison: like {found[1]}, probability {found[2]}")
    if found := _ANSWERED.fullmatch(kept):
        return Text(kept, f"{_department(found[1])}, answer {found[2]}")
    return Text(kept, kept)


def _department(name: str) -> str:
    return Department.objects.filter(name_zh=name).values_list("name_en", flat=True).first() or name
