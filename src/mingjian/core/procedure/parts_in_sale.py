"""
What each part in a sale may come to, and which duties fall on it: crimes and breaches to ask after, by their articles.

Which offence a part may come to is this software's own list, made of what the articles punish: a question for the officer, and it decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingjian.core.language import Text
from mingjian.core.law.duties import Duty
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.rulebook import crimes, duties, liabilities

#: Crimes and acts of the rulebook by the part, the gravest first.
CRIMES_OF: Mapping[str, tuple[str, ...]] = {
    "supplier": ("counterfeit_mark", "fake_or_substandard_products"),
    "printer": ("illegal_labels",),
    "store": ("selling_counterfeit_marked_goods",),
    "shop": ("selling_counterfeit_marked_goods", "fake_or_substandard_products"),
    "agency": ("false_advertising",),
    "room": ("selling_counterfeit_marked_goods", "false_advertising"),
    "anchor": ("false_advertising",),
    "recruiter": ("illegal_use_of_network", "false_advertising"),
    "payee": ("aiding_network_crime",),
    "platform": ("refusing_network_duties",),
}
ACTS_OF: Mapping[str, tuple[str, ...]] = {
    "supplier": ("trademark_infringement", "fake_goods"),
    "printer": ("trademark_infringement",),
    "store": ("aiding_fakes",),
    "shop": ("trademark_infringement", "consumer_fraud"),
    "agency": ("fake_trading",),
    "room": ("false_advertising",),
    "anchor": ("false_advertising",),
    "recruiter": ("fake_trading",),
    "payee": (),
    "platform": ("platform_ip", "platform_illegal_goods"),
    "sender": ("fake_trading",),
}
#: Which duties of the rulebook fall on each part: a start for the officer, no verdict.
DUTIES_OF: dict[str, tuple[str, ...]] = {
    "anchor": ("operator.consumer_fraud", "operator.advert_health", "operator.no_fake_trading"),
    "room": ("liveroom.verify_supplier", "operator.show_actual_seller.livestream", "operator.display_identity"),
    "agency": ("service_provider.no_fake_trading_service", "service_provider.no_aid_fakes"),
    "shop": ("operator.register_business", "operator.display_identity", "operator.no_trademark_infringement", "operator.no_reason_return"),
    "supplier": ("operator.product_safety_standard", "operator.no_false_origin", "operator.purchase_ledger"),
    "payee": ("operator.show_actual_seller.livestream",),
    "platform": (
        "platform.admission.reverify.livestream",
        "platform.blacklist.livestream",
        "platform.retain.live_video",
        "platform.exempt_seller.monitor",
        "platform.give_seller_identity",
    ),
    "printer": ("service_provider.no_aid_fakes",),
    "store": ("service_provider.no_aid_fakes",),
    "recruiter": ("service_provider.no_fake_trading_service",),
    "sender": ("service_provider.no_fake_trading_service",),
}


@dataclass(frozen=True)
class Offence:
    """A crime or a breach that a part may come to, with its article."""

    title: Text
    article: str
    is_crime: bool


def offences_of(role: str) -> list[Offence]:
    """Return the crimes and breaches that a part may come to."""
    known, acts = crimes().all, liabilities()
    found = [Offence(known[one].title, known[one].article, is_crime=True) for one in CRIMES_OF.get(role, ())]
    return found + [Offence(acts.act(one).title, acts.act(one).provisions[0].ground, is_crime=False) for one in ACTS_OF.get(role, ())]


def duties_of(role: str, on: date) -> list[Duty]:
    """Return the duties of the rulebook that fall on a part in a sale on a day."""
    held = (duty for actor in ("operator", "platform", "service_provider") for duty in duties().of(actor, on, rulebook().statutes))
    by_name = {duty.name: duty for duty in held}
    return [by_name[name] for name in DUTIES_OF.get(role, ()) if name in by_name]
