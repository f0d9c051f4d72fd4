"""Pictures that one shop took and others show altered; and pictures that are alike by right or by nature. What is drawn is in `market/photos.py`."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mingjian.core.made_market.draft import Draft, Sower
from mingjian.core.made_market.plan import Flags, Ints, Plan

#: How a picture was altered before it was shown as one's own; of some the scene has little detail.
WAYS = (
    "rescaled",
    "recompressed",
    "cropped",
    "banner",
    "watermarked",
    "mirrored",
    "cropped_and_mirrored",
    "framed",
    "in_a_collage",
    "off_a_screen",
    "little_detail_cropped",
    "little_detail_framed",
)
DEALERS = 5  # that show one picture of their maker's
ANEW = 3  # shops that photograph the same goods


class Photo(NamedTuple):
    """A picture of a listing, as it is to be drawn: what it shows, how it was altered, and the seed of either."""

    listing: str
    scene: str
    thing: int
    way: str
    taken: int


class _Album:
    """Gathers the pictures, each of a listing that holds no other plant."""

    def __init__(self, sower: Sower, draft: Draft) -> None:
        self.photos: list[Photo] = []
        self._sower, self._draft = sower, draft
        self.everywhere = np.ones(len(draft.ids), np.bool_)
        self.quiet = ~np.isin(draft.shop, draft.shop[draft.taken])  # places of shops in which nothing is planted
        self.goods, self.brands = (np.unique([one or "" for one in written], return_inverse=True)[1] for written in (draft.goods, draft.brand))

    def take(self, n: int, among: Flags, alike: Ints | None = None) -> list[int]:
        """Take `n` places of as many operators, all alike in goods or brand where these are given, the one seen first in front; none where there is no room."""
        free = self._sower.draw.permutation(np.flatnonzero(among & ~self._draft.taken))
        for first in free[:20].tolist():
            fitting = free if alike is None else free[alike[free] == alike[first]]
            _, apart = np.unique(self._draft.shops.owner[self._draft.shop[fitting]], return_index=True)
            if len(apart) >= n:
                chosen = fitting[np.sort(apart)[:n]]
                self._draft.taken[chosen] = True
                return sorted(chosen.tolist(), key=lambda place: int(self._draft.seen[place]))
        return []

    def thing(self) -> int:
        """Draw a seed."""
        return int(self._sower.draw.integers(0, 1 << 31))

    def show(self, place: int, scene: str, thing: int, label: str, *, way: str = "", is_bad: bool = False, ring: str | None = None, kind: str = "") -> None:
        """Show a picture at a place, and say what it is; of a kind (else a way)."""
        self.photos.append(Photo(self._draft.ids[place], scene, thing, way, self.thing()))
        self._sower.known.add("listing", self._draft.subject(place), label, is_bad=is_bad, ring=ring, disguise=kind or way or None)


def plant_pictures(plan: Plan, sower: Sower, draft: Draft) -> list[Photo]:
    """Plant copied pictures with their originals, and look-alikes. Records stay as they are: nothing but the pictures tells of these."""
    album = _Album(sower, draft)
    for number in range(plan.share(48)):
        _copied(album, draft, WAYS[number % len(WAYS)])
    for number in range(plan.share(4)):
        is_listed = number % 2 == 0
        thing, places = album.thing(), album.take(DEALERS, album.quiet, album.brands)
        for place in places:
            album.show(place, "goods", thing, "makers_picture", way="rescaled", kind="on_the_list" if is_listed else "not_on_the_list")
        _authorise(sower, draft, places if is_listed else [])
        thing = album.thing()
        for place in album.take(ANEW, album.everywhere, album.goods):
            album.show(place, "laid_anew", thing, "same_goods_photographed_anew")
    for scene, label, many in (
        ("flat", "plain_colour", 8),
        ("shaded", "plain_colour", 8),
        ("box", "other_goods_on_white", 12),
        ("thing", "other_goods_on_white", 12),
        ("promoted", "same_frame_other_goods", 12),
    ):
        for place in album.take(plan.share(many), album.everywhere):
            album.show(place, scene, album.thing(), label, kind=scene)
    return album.photos


def _copied(album: _Album, draft: Draft, way: str) -> None:
    scene, thing = "soft" if way.startswith("little_detail") else "goods", album.thing()
    for number, place in enumerate(album.take(2, album.everywhere, album.goods)):
        if number == 0:
            original = draft.subject(place)
            album.show(place, scene, thing, "picture_taken_from")
        else:
            album.show(place, scene, thing, "copied_picture", way=way, is_bad=True, ring=original)


def _authorise(sower: Sower, draft: Draft, places: Sequence[int]) -> None:
    """State that the right holder authorised the shops of some places, as a list of known-good shops does."""
    for place in places:
        sower.known.add("shop", draft.shops.subject(int(draft.shop[place])), "authorised_dealer", is_bad=False)
