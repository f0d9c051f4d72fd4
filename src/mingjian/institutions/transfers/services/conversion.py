"""
What each item of a pack is in criminal proceedings: to be used as it is once examined, to be taken anew by the police, or support alone.

The law names physical, documentary, audiovisual and electronic evidence and no statements. Of what no text in the rulebook speaks, nothing is claimed but
what is usual: it is marked, and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.language import Text

USABLE, RETAKEN, SUPPORT = "usable", "retaken", "support"
USES: Mapping[str, Text] = {
    USABLE: Text("可以作为证据使用", "may be used as it is"),
    RETAKEN: Text("须由侦查机关重新收集", "to be taken anew by the police"),
    SUPPORT: Text("仅供参考、印证", "support only"),
}
_LISTED = "criminal_procedure_law/54"


@dataclass(frozen=True)
class Conversion:
    """One kind of thing within an item, what use it has, and the article; empty where the rulebook holds no text on it: UNVERIFIED."""

    of: Text
    use: str
    rule: str = ""

    @property
    def label(self) -> Text:
        """Return the use in words."""
        return USES[self.use]


#: By the item of the pack.
CONVERSIONS: Mapping[str, tuple[Conversion, ...]] = {
    "letter": (Conversion(Text("移送书", "the letter"), SUPPORT),),
    "report": (Conversion(Text("调查报告", "the report"), SUPPORT),),
    "goods": (
        Conversion(Text("涉案物品本身（物证）", "the goods themselves (physical evidence)"), USABLE, _LISTED),
        Conversion(Text("物品清单（书证）", "their list (a document)"), USABLE, _LISTED),
    ),
    "tests": (
        Conversion(Text("检验报告、鉴定意见，经审查", "reports of tests and appraisals, once examined"), USABLE),
        Conversion(Text("权利人辨认意见", "the right holder's identification"), SUPPORT),
    ),
    "evidence": (
        Conversion(Text("物证、书证、视听资料", "physical, documentary and audiovisual evidence"), USABLE, _LISTED),
        Conversion(Text("询问笔录、证人证言、当事人陈述", "records of inquiries, witnesses' and parties' statements"), RETAKEN, _LISTED),
    ),
    "captures": (Conversion(Text("网页取证（电子数据），哈希一致的", "captured pages (electronic data) whose hash agrees"), USABLE, _LISTED),),
    "amounts": (Conversion(Text("案值明细是计算，证明力在所附凭证", "the ledger is a reckoning: what proves it counts"), SUPPORT),),
    "certificates": (Conversion(Text("执法人员资格，说明取证合法", "the investigators' certificates: that it was lawfully taken"), SUPPORT),),
}


#: By the kind of an exhibit (the eight of the Administrative Penalty Law, article 46).
OF_EXHIBITS: Mapping[str, Conversion] = {
    "document": Conversion(Text("书证", "documentary evidence"), USABLE, _LISTED),
    "thing": Conversion(Text("物证", "physical evidence"), USABLE, _LISTED),
    "recording": Conversion(Text("视听资料", "audio-visual material"), USABLE, _LISTED),
    "data": Conversion(Text("电子数据", "electronic data"), USABLE, _LISTED),
    "witness": Conversion(Text("证人证言", "testimony"), RETAKEN, _LISTED),
    "statement": Conversion(Text("当事人的陈述", "statement of a party"), RETAKEN, _LISTED),
    "expert": Conversion(Text("鉴定意见，经审查", "expert opinion, once examined"), USABLE),
    "record": Conversion(Text("勘验笔录、现场笔录，经审查", "record of the scene, once examined"), USABLE),
}
