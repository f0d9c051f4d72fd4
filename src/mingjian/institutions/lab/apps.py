"""The lab: what a rule would do, asked before it is made."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, MenuItem, Portal, Thing


class Lab(Institution):
    name = "mingjian.institutions.lab"
    label = "lab"
    title = Text("政策实验", "Policy lab")
    helps = {
        "": "ask-about-a-rule",
        **dict.fromkeys(("consultations", "consultation", "new_consultation", "revise_consultation", "consultation_report"), "put-a-draft-before-the-public"),
    }
    menu = (
        MenuItem("lab:experiments", Text("实验", "Lab"), KEEP, is_for_authorities=True, power="lab.read_experiments"),
        MenuItem("lab:consultations", Text("征求意见", "Drafts for comment"), KEEP, is_for_authorities=True, power="lab.consult"),
    )
    enters = {
        "experiment_run": Text("运行政策实验", "Experiment run"),
        "consultation_replayed": Text("用以往卷宗测算征求意见稿", "Draft for comment replayed"),
    }
    names = ("comment",)
    things = (
        Thing("experiment", "lab.Experiment", "queries.experiment_visible_to", Text("政策实验", "Experiment")),
        Thing("consultation", "lab.Consultation", "consultations.queries.consultation_visible_to", Text("征求意见稿", "Draft for comment")),
        Thing("draft_comment", "lab.Comment", "consultations.queries.comment_visible_to", Text("意见", "Comment")),
    )
    news = ("news.experiments_told", "consultations.news.comments_waiting")
    portals = (
        Portal(
            "consultations",
            "consultations.public.urls",
            (
                Text(
                    "打开一份征求意见稿，看改什么、为什么，以及对以往卷宗测算的结果",
                    "Open a draft: what would change, why, and what it would have meant for past dossiers",
                ),
                Text("写明态度和意见后提交，不需登录，也不留姓名和电话", "Write how you stand to it and what you say: no account, no name, no telephone"),
                Text("保存回执码，凭码查看是否公开、如何答复", "Keep the code of the receipt: by it you see whether it is shown and what is answered"),
            ),
            Text("对草案提意见", "Comment on a draft of a rule"),
        ),
    )
    routers = {"/lab": "api.router"}
    demo = ("demo.register_one", "demo.put_one_before_the_public")
