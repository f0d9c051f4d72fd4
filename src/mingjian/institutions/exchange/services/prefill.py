"""
What of a clue makes the fields of its record. Who reported it is in none of them: their name and number are taken out of the texts, too.

Numbers, accounts and mail addresses that stand in the texts are masked, whoever they are of: the agreement gives a telephone as a field, by its own rule.
"""

from collections.abc import Mapping

from mingjian.core.errors import BadInput
from mingjian.core.redaction import masked
from mingjian.core.text.personal import personal_numbers
from mingjian.institutions.clues.models import Clue, Reporter

_OUT = "＊＊"
TEXTS = ("title", "act", "content")
#: The fields of letters and answers that are free text; the telephone has a field of its own, which the agreement masks.
FREE_TEXTS = ("letter", "questions", "subject", "code", "answer", "task", "goods", "key_words", "note", "suggested")


def values_of(clue: Clue, phone: str = "") -> dict[str, str]:
    """Return the fields of a clue as they may go, as text; `phone`: the operator's, where the officer knows it."""
    return cleaned(clue, filled_of(clue, phone))


def filled_of(clue: Clue, phone: str = "") -> dict[str, str]:
    """Return the fields of a clue that are filled in, who reported it and numbers not yet taken out."""
    shop = " ".join(filter(None, (clue.shop_name, clue.shop_id and f"（{clue.shop_id}）")))
    listing = " ".join(filter(None, (clue.listing_title, clue.listing_id and f"（{clue.listing_id}）")))
    told = {
        "title": clue.dossier.title,
        "act": clue.suspected_act,
        "platform": clue.platform,
        "shop": shop,
        "shop_url": clue.shop_url,
        "listing": listing,
        "operator": clue.operator_name or clue.displayed_operator,
        "code": clue.operator_code,
        "phone": phone,
        "address": clue.operator_address,
        "amount": str(clue.amount) if clue.amount is not None else "",
        "content": clue.content,
    }
    return {name: value for name, value in told.items() if value}


def cleaned(clue: Clue, values: Mapping[str, str]) -> dict[str, str]:
    """Return fields as they may go: without who reported the clue, numbers and accounts in the texts masked. A correction goes through it as well."""
    return without_reporter(values, Reporter.objects.filter(clue=clue).first())


def without_reporter(values: Mapping[str, str], reporter: Reporter | None) -> dict[str, str]:
    """Return fields without who reported a clue, if anybody did, and with numbers and accounts in the texts masked."""
    secrets = [one for one in (reporter.name, reporter.phone, reporter.address) if len(one) > 1] if reporter else []
    plain = {name: _without(value, secrets) for name, value in values.items()}
    return {name: masked(value) if name in TEXTS else value for name, value in plain.items()}


def refuse_personal(values: Mapping[str, str]) -> None:
    """Raise BadInput where a free text of a letter holds a telephone or identity number: no clause could mask it there."""
    found = [number for name in FREE_TEXTS for number in personal_numbers(values.get(name, ""))]
    if found:
        zh = f"文字中含有电话或者身份证号：{'、'.join(found)}。电话有专栏的请填入该栏，由协议条款决定是否遮盖；其他的请删去。"
        en = f"The text holds telephone or identity numbers: {', '.join(found)}. Write a telephone into its own field, where there is one; take the rest out."
        raise BadInput(zh, en)


def _without(value: str, secrets: list[str]) -> str:
    for secret in secrets:
        value = value.replace(secret, _OUT)
    return value
