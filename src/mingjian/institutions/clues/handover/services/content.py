"""
The least that a clue tells before it is handed to another department: whom it is about, what is suspected, what that rests on.

Practice sends back what says less (a list of one province's inspections names it first); no article fixes it. See decision 87.
"""

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Dossier

SHORTEST_ACT, SHORTEST_TOLD, LONG = 2, 10, 20  # signs

WHOM = Text("涉及的对象（平台和店铺、商品、网址、地点，或者经营者名称）", "whom it is about (platform and shop, listing, address, place, or operator's name)")
ACT = Text(f"涉嫌行为（至少 {SHORTEST_ACT} 字）", f"the act suspected ({SHORTEST_ACT} characters at least)")
RESTS = Text(
    f"依据：线索内容（至少 {SHORTEST_TOLD} 字）、可以查看的网店或者商品、发现、买家证据、卷内材料之一",
    f"what it rests on: a description ({SHORTEST_TOLD} characters at least), a shop or listing to look at, a finding, a kit or a file of the dossier",
)


def lacking(clue: Clue) -> list[Text]:
    """Return what a clue lacks of the least that another department can check."""
    whom = (clue.subject, clue.shop_name, clue.shop_url, clue.listing_url, clue.operator_name, clue.displayed_operator, clue.operator_code, clue.act_place)
    told, shown = len(clue.content.strip()), bool(clue.finding_id or clue.kit_id) or clue.dossier.files.exists() or clue.further.exists()
    named = any((clue.subject, clue.shop_url, clue.listing_url))  # one shop or listing, which anybody may look at
    found = (
        (WHOM, any(whom) or shown or told >= LONG),  # what is shown, or told at length, says it in its own words
        (ACT, len(clue.suspected_act.strip()) >= SHORTEST_ACT),
        (RESTS, shown or named or told >= SHORTEST_TOLD),
    )
    return [what for what, is_told in found if not is_told]


def require_content(dossier: Dossier) -> None:
    """Raise StepRefused, naming all that a clue lacks, where another department could not check it as it stands."""
    if missing := lacking(Clue.objects.get(dossier=dossier)):
        zh, en = "；".join(one.zh for one in missing), "; ".join(one.en for one in missing)
        raise StepRefused(
            f"线索内容不足，接收部门无法核查。还缺：{zh}。请先补充线索或者上传材料。",
            f"Another department could not check this clue. It lacks: {en}. Add to it first.",
        )
