"""Publication: penalty decisions shown to the public, masked by one officer and released by another."""

from mingjian.core.language import Text
from mingjian.office.institution import Door, Findable, Institution, Thing


class Publications(Institution):
    name = "mingjian.institutions.publication"
    label = "publication"
    title = Text("公示", "Publication")
    helps = {"": "handle-a-case"}
    things = (Thing("publication", "publication.Publication", "queries.publication_visible_to", Text("公示", "Publication")),)
    finds = (Findable("published", "publication.Publication", "search_words"),)
    panels = ("panels.on_case",)
    demo = ("demo.publish_some",)
    doors = (Door("published", "door.urls"),)
