"""Samples: goods that were bought or taken, kept on a shelf until nobody needs them."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Findable, Institution, Kept, MenuItem, Portal, Thing


class Samples(Institution):
    name = "mingjian.institutions.samples"
    label = "samples"
    title = Text("样品", "Samples")
    menu = (MenuItem("samples:samples", Text("样品", "Samples"), WORK, is_for_authorities=True),)
    keeps = (Kept("sample", page="samples:sample", shows="pages.show_dossier", opened_at="samples:new", numbered="Y2026-0000001"),)
    things = (Thing("kept_sample", "samples.Sample", "queries.sample_visible_to", Text("样品", "Sample")),)
    finds = (
        Findable(
            "sample",
            "samples.Sample",
            words="particulars.words",
            title=Text("样品", "Samples"),
            seen_by="queries.samples_visible_to",
            tells="news.line_of",
            listed_at="samples:samples",
        ),
    )
    news = ("news.not_shelved",)
    panels = ("panels.on_clue",)
    routers = {"/samples": "api.router"}
    sweeps = ("sweeps.see_what_is_due",)
    portals = (Portal("sample", "public.urls"),)
    demo = ("demo.take_one_in",)
    helps: ClassVar = {"": "sample-remind-notify"}
