"""What a notice lacks, as a machine can tell: the preliminary evidence and the identity that the law asks for, and what the right rests on."""

from datetime import date

from mingjian.core.language import Text
from mingjian.institutions.notices.models import REFUSED, Notice, Right

#: Rights that arise by registration, so that a notice names its number.
REGISTERED = frozenset({"trademark", "patent"})
SHORTEST = 10  # signs of facts that can say anything at all


def lacking(notice: Notice, on: date) -> list[Text]:
    """Return what a notice lacks on a day, each thing in words; nothing where the machine misses nothing. A person decides."""
    found = lacking_of_right(notice.right, on)
    has_file = notice.additions.exclude(sha256="").exists()
    if not has_file:
        found.append(
            Text("没有初步证据的文件（权属证明、比对图片、公证书等）。", "No file of preliminary evidence (title to the right, comparison, notarial deed).")
        )
    return [*found, *_short(notice.facts)]


def lacking_before(right: Right, facts: str, on: date) -> list[Text]:
    """Return what is known to be missing before a notice is sent: files come after."""
    return [*lacking_of_right(right, on), *_short(facts)]


def unregistered(right: Right) -> list[Text]:
    """Return what a right that arises by registration does not say, so that no register could show it."""
    found: list[Text] = []
    if right.kind in REGISTERED and not right.registration.strip():
        found.append(Text("没有商标注册号或者专利号。", "The number of the trade mark or patent is missing."))
    if right.kind == "trademark" and not right.classes.strip():
        found.append(Text("没有商标核定的类别和商品。", "Classes and goods of the trade mark are missing."))
    return found


def _short(facts: str) -> list[Text]:
    is_short = len(facts.strip()) < SHORTEST
    return [Text("初步证据的说明过于简略，看不出为何构成侵权。", "The facts are too short to show why it infringes.")] if is_short else []


def lacking_of_right(right: Right, on: date) -> list[Text]:
    """Return what is wrong with a right or its agent's power on a day."""
    found = unregistered(right)
    if not right.is_in_force(on):
        found.append(Text(f"权利有效期已于{right.until}届满。", f"The right ran out on {right.until}."))
    if right.agent and not (right.attorney_from and right.attorney_until):
        found.append(Text("代理人的委托书没有起止日期。", "The agent's power of attorney has no dates."))
    elif not right.is_represented(on):
        found.append(Text("代理人的委托书不在有效期内。", "The agent's power of attorney is not in force."))
    if right.standing == REFUSED:
        found.append(Text("此权利经核验不予认可。", "This right was looked into and refused."))
    return found
