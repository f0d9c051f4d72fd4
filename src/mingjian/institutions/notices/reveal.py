"""The files that came with a notice which nobody took in yet, as something that is revealable: nobody has looked, so they may hold personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.institutions.notices.models import SENT, Addition, Notice
from mingjian.institutions.notices.queries import notice_visible_to
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import enter


@dataclass(frozen=True)
class RevealableNotice:
    """The files of a notice that waits: whoever may take it in judges whether it is complete, and reads them; once taken in, they are the dossier's."""

    notice: Notice
    title: ClassVar[Text] = Text("随通知补充的文件", "Files that came with the notice")
    who: ClassVar[Text] = Text(
        "只有可以接收此通知的平台人员可以查看，而且限于接收之前。", "Only whoever may take this notice in may see them, and until it is."
    )

    @property
    def read_as(self) -> str:
        """Return what a reading of it is of."""
        return f"notice/{self.notice.number}"

    @property
    def path(self) -> str:
        """Return the address at which it is revealed."""
        return reverse("reveal", args=["notice", self.notice.number])

    @property
    def back(self) -> str:
        """Return the page of the notice."""
        return self.notice.get_absolute_url()

    @property
    def files(self) -> QuerySet[Addition]:
        """Return them."""
        return self.notice.additions.exclude(sha256="")

    @property
    def is_empty(self) -> bool:
        """Return whether no file came."""
        return not self.files.exists()

    def who_may_read(self, officer: Officer) -> bool:
        """Return whether the officer may take the notice in."""
        return self.notice.standing == SENT and may(officer, "notices.handle") and officer.department_id == self.notice.department_id

    def entered(self) -> dict[str, Any]:
        """Record in the entry of which notice, and which files."""
        return {"about": self.notice, "personal_files": list(self.files.values_list("sha256", flat=True))}

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]:
        """Show them by their masked names."""
        return "notices/additions.html", {"additions": self.files}


def revealable_notice(officer: Officer, number: str) -> RevealableNotice:
    """Return the files of a notice that the officer may see."""
    return RevealableNotice(notice_visible_to(officer, number))


def hand_out_addition(officer: Officer, number: str, pk: int, at: datetime) -> tuple[Addition, IO[bytes]]:
    """
    Return a file that came with a notice to whoever may take it in and said why they look, and enter who had it and when.

    Raises NotFound where the officer sees no such file, NotPermitted where they may not read it, or have not said why.
    """
    revealable = revealable_notice(officer, number)
    file = revealable.files.filter(pk=pk).first()
    if file is None:
        raise NotFound("没有这个文件。", "There is no such file.")
    reading = reading_of(revealable, officer, at)
    if not revealable.who_may_read(officer):
        raise NotPermitted(revealable.who.zh, revealable.who.en)
    if reading is None:
        raise NotPermitted("请先写明查看的目的和依据。", "Say first for what purpose and on what ground you look.")
    content = as_sealed(file.sha256)
    enter("file_handed_out", at=at, by=officer, about=revealable.notice, file=file.sha256, purpose=reading.purpose, ground=reading.ground)
    return file, content
