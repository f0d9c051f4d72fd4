"""Pictures: what stands in the pictures and PDFs that kits and dossiers hold."""

from mingjian.core.language import Text
from mingjian.office.institution import Institution


class Pictures(Institution):
    name = "mingjian.institutions.pictures"
    label = "pictures"
    title = Text("图片识读", "Words in pictures")
    helps = {"": "read-pictures"}
    enters = {
        "picture_masked": Text("遮盖图片中的个人信息", "Personal data in a picture masked"),
        "picture_mask_asked": Text("请另一人员同意少遮盖的部分", "Second officer asked to agree to a smaller mask"),
    }
    panels = ("panels.on_kit", "panels.on_dossier")
    sweeps = ("sweeps.see_to_readings",)
    erases = ("services.erasure.erase_of",)
    not_held = {
        "pictures.PictureReading": "what a program read, made again from the file at any time; what an officer accepted is entered",
        "pictures.Mask": "where boxes lie; the entry tells the picture, how many boxes, the copy and who made it",
        "pictures.Acceptance": "which proposal was accepted; the entry of the act tells its kind, the file and who",
    }
