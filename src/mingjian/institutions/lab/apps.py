"""The lab: what a rule would do, asked before it is made."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, Room


class Lab(Institution):
    name = "mingjian.institutions.lab"
    label = "lab"
    title = Text("政策实验", "Policy lab")
    helps = {"": "ask-about-a-rule"}
    rooms = (Room("lab:experiments", Text("实验", "Lab"), KEEP, is_for_authorities=True, power="lab.read_experiments"),)
    enters = {
        "experiment_written": Text("撰写政策实验", "Experiment written"),
        "experiment_registered": Text("登记政策实验", "Experiment registered"),
        "experiment_run": Text("运行政策实验", "Experiment run"),
    }
    news = ("news.experiments_told",)
    routers = {"/lab": "api.router"}
    demo = ("demo.register_one",)
