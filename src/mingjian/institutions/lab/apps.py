"""The lab: what a rule would do, asked before it is made."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, Room, Thing


class Lab(Institution):
    name = "mingjian.institutions.lab"
    label = "lab"
    title = Text("政策实验", "Policy lab")
    helps = {"": "ask-about-a-rule"}
    rooms = (Room("lab:experiments", Text("实验", "Lab"), KEEP, is_for_authorities=True, power="lab.read_experiments"),)
    enters = {
        "experiment_run": Text("运行政策实验", "Experiment run"),
    }
    things = (Thing("experiment", "lab.Experiment", "queries.experiment_visible_to", Text("政策实验", "Experiment")),)
    news = ("news.experiments_told",)
    routers = {"/lab": "api.router"}
    demo = ("demo.register_one",)
