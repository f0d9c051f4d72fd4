"""Screen a file that somebody brought, as a job: what comes of it lies beside the file for some days."""

from pathlib import Path

from mingjian.core.screening.files import Order, Screening, screen_file
from mingjian.office.jobs import files
from mingjian.office.jobs.work import Work

#: What the findings are called in the folder of the job. A leading sign keeps it from being taken for the file that came.
FINDINGS_NAME = "~findings.csv"


def findings_of(folder: str) -> Path:
    """Return where the findings of a job lie; there once it is done, and while its files are kept."""
    return files.folder_of(folder) / FINDINGS_NAME


def bad_rows_of(folder: str) -> Path:
    """Return where the rows that were not taken are listed, with the reason."""
    return order_of(folder, files.folder_of(folder) / "file", "listing", "", "").bad_path


def order_of(folder: str, path: Path, kind: str, text: str, source: str) -> Order:
    """Return what is to be screened, and where the findings go."""
    return Order(path, kind, findings_of(folder), text, source)


def screen_upload(work: Work) -> Screening:
    """Screen the file of a job; begun anew it gives the same. Raises BadInput where it cannot be read."""
    given, folder = work.job.args, work.job.folder
    path = next(one for one in files.folder_of(folder).iterdir() if not one.name.startswith(("~", ".")))
    order = order_of(folder, path, given["kind"], given["text"], given["source"])
    return screen_file(order, progress=lambda part, rows, findings: work.tell(int(part * 100), 100))
