"""Retention: what was kept until its time ended is erased then, and leaves its hashes, a receipt and an entry."""

from mingjian.core.language import Text
from mingjian.office.institution import Institution


class Retention(Institution):
    name = "mingjian.institutions.retention"
    label = "retention"
    title = Text("记录保存与销毁", "Retention")
    enters = {
        "erased": Text("期满销毁原始材料和个人信息", "Files and personal data erased at the end of their time"),
        "archived": Text("制作归档包", "Archive package made"),
    }
    drifts = {"retention.ErasedFile": ("gone_at", "is_needed")}  # when the bytes went, or why they stay, after the entry
    follows = {"retention": "panels.kept_after"}
    panels = ("panels.on_dossier", "panels.to_archive")
    helps = {"": "archive-a-dossier"}
    sweeps = ("sweeps.take_bytes_away",)
