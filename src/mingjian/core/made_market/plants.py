"""All that is planted among listings, their pictures and posts, each maker with a stream of chance of its own."""

from dataclasses import dataclass

import pyarrow as pa

from mingjian.core.made_market.draft import Draft, Posts, Sower
from mingjian.core.made_market.operators import Owners
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.planting.agents import plant_agents
from mingjian.core.made_market.planting.behaviour import Behaviour, plant_behaviour
from mingjian.core.made_market.planting.claims import plant_claims
from mingjian.core.made_market.planting.copies import plant_copies
from mingjian.core.made_market.planting.marks import plant_marks
from mingjian.core.made_market.planting.permits import plant_permits
from mingjian.core.made_market.planting.pictures import Photo, plant_pictures
from mingjian.core.made_market.planting.recalls import plant_recalls
from mingjian.core.made_market.planting.recruitment import plant_recruiting
from mingjian.core.made_market.product_register import ProductRegister
from mingjian.core.made_market.truth import Known


@dataclass(frozen=True)
class Sown:
    """What registers must say for what was planted: marks, product permits, recalls; the pictures that listings show, and how they behave."""

    rights: pa.Table
    permits: pa.Table
    recalls: pa.Table
    photos: tuple[Photo, ...]
    behaviour: Behaviour


def sow(plan: Plan, draft: Draft, posts: Posts, owners: Owners, known: Known) -> Sown:
    """Plant everything."""

    def sower(maker: str) -> Sower:
        return Sower(plan.draw(maker), known)

    # Recalls and permits first: small markets have few listings of their fields.
    recalls = plant_recalls(plan, sower("recalls"), draft)
    register = ProductRegister()
    plant_permits(plan, sower("product permits"), draft, register)
    rights = plant_marks(plan, sower("marks"), draft, owners)
    plant_claims(plan, sower("claims"), draft, register)
    plant_recruiting(plan, sower("recruiting"), posts, draft)
    plant_agents(plan, sower("agents"), posts)
    plant_copies(plan, sower("copies"), draft, register)
    behaviour = plant_behaviour(plan, sower("behaviour"), draft)
    photos = plant_pictures(plan, sower("pictures"), draft)  # last: a market without pictures has the same records
    return Sown(rights, register.table(), recalls, tuple(photos), behaviour)
