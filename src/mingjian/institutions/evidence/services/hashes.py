"""A hash that an officer writes down is held against what lies sealed: sixty-four times one letter is the form of a hash and proves nothing."""

from mingjian.core.errors import StepRefused
from mingjian.office.dossiers.state import given
from mingjian.office.files.store import as_sealed, is_there
from mingjian.office.models import Dossier, SealedFile

INTACT = "intact"  # as the paper `verification_result` names it
_FIXED = ("take_original", "fix_otherwise", "use_monitoring_record")  # steps that write the hash of what was taken
_MOST_OF_LIST = 8 * 2**20  # bytes of a list of hashes that is read
_LISTS = (".txt", ".csv", ".tsv", ".json", ".log", ".md")


def check_sealed(dossier: Dossier, digest: str) -> None:
    """Raise StepRefused unless a file of the dossier has this SHA-256, or a list of hashes among its files names it."""
    files = list(SealedFile.objects.filter(dossier=dossier))
    if any(one.sha256 == digest for one in files) or any(_names(one, digest) for one in files):
        return
    raise StepRefused(
        f"卷宗内没有校验值为 {digest[:16]}…… 的文件，也没有列有该校验值的清单：请一并附上所固定的文件，或者列有各文件校验值的清单（文本）。",
        f"The dossier holds no file whose SHA-256 is {digest[:16]}…, and no list that names it: attach the file that was fixed, or a list of hashes as text.",
    )


def check_unchanged(dossier: Dossier, digest: str) -> None:
    """Raise StepRefused where a hash is another than was written when the data were fixed."""
    told = given(dossier, "hash_value", *_FIXED)
    if told and told != digest:
        raise StepRefused(
            f"与固定时的校验值不符（{told[:16]}……）：不能核验为完整；确已改变的，请不作为证据或者重新取证。",
            f"It is not the hash that was written when the data were fixed ({told[:16]}…): they are not whole. Exclude them, or fix them anew.",
        )


def _names(file: SealedFile, digest: str) -> bool:
    """Return whether a list of hashes names one, in whatever letters a tool writes it."""
    if file.size > _MOST_OF_LIST or not file.name.lower().endswith(_LISTS) or not is_there(file.sha256):
        return False
    with as_sealed(file.sha256) as content:
        return digest.encode() in content.read().lower()
