"""Files that come with a form or a request: told what they are before anything is done with them, and read under a plain name of their own."""

import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from mingjian.core.errors import BadInput
from mingjian.office.files.kinds import SEALED, endings, kind_admitted
from mingjian.office.language import said


class FileOfKind(forms.FileField):
    """A file of the groups that a place takes; what it is not is said at the field, before anything is kept."""

    def __init__(self, *, takes: Collection[str] = (), **kwargs: Any) -> None:
        self.takes = takes or SEALED
        kwargs.setdefault("widget", forms.ClearableFileInput({"accept": endings(self.takes)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is not taken, in the reader's language."""
        found = super().clean(data, initial)
        if isinstance(found, UploadedFile):
            try:
                kind_admitted(found, found.name or "", self.takes)
            except BadInput as refused:
                raise ValidationError(said(refused.text)) from None
        return found


class ManyFiles(forms.ClearableFileInput):
    """Lets several be chosen at once."""

    allow_multiple_selected = True


class SeveralOfKind(FileOfKind):
    """Files that are chosen at once, each of the groups that a place takes; one that is not taken is named, and none is kept."""

    def __init__(self, *, takes: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(takes=takes, widget=ManyFiles({"accept": endings(takes or SEALED)}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return them as a list."""
        if self.required and not data:
            raise ValidationError(self.error_messages["required"], code="required")
        return [self._one(file, initial) for file in data or []]

    def _one(self, file: "UploadedFile[Any]", initial: Any) -> Any:
        try:
            return super().clean(file, initial)
        except ValidationError as refused:
            raise ValidationError([f"{(file.name or '')[:80]}{gettext(': ')}{words}" for words in refused.messages]) from None


@contextmanager
def received(file: "UploadedFile[Any]", *, takes: Collection[str], most: int) -> Iterator[Path]:
    """
    Return an upload as a file to be read, under a plain name; it is gone afterwards.

    Raises BadInput for what is larger than `most` bytes, or is not taken here.
    """
    if (file.size or 0) > most:
        raise BadInput(f"文件超过 {most // 2**20} MiB，请分成几份。", f"The file is larger than {most // 2**20} MiB: split it.")
    kind_admitted(file, file.name or "", takes)
    with tempfile.TemporaryDirectory(prefix="mingjian-") as folder:
        place = Path(folder) / plain_name(file)
        with place.open("wb") as out:
            out.writelines(file.chunks())
        yield place


def plain_name(file: "UploadedFile[Any]") -> str:
    """Return an upload's name without anything that means something to a file system; its end, which names the format, stays."""
    return re.sub(r"[^\w.-]", "_", Path(file.name or "").name)[-100:].lstrip(".-") or "file"
