"""The report of the comments on a draft, as a Word file."""

import io
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.lab.consultations.services.comments import counts_of, counts_told, in_words
from mingjian.institutions.lab.models import Comment, Consultation


def report_of(consultation: Consultation, at: datetime) -> bytes:
    """Return the report: the draft with its day, the counts, each comment that is shown with its answer, and how many are not shown and why."""
    from docx import Document  # needed for a report alone

    paper, counts = Document(), counts_of(consultation)
    paper.add_heading(gettext("Report of the comments"), 0)
    paper.add_paragraph(f"{consultation.title}（{consultation.number}）")
    paper.add_paragraph(consultation.department.name)
    paper.add_paragraph(
        gettext("Comments until %(day)s; drawn up on %(at)s.") % {"day": consultation.closes_on or "—", "at": f"{localtime(at):%Y-%m-%d %H:%M}"}
    )
    paper.add_heading(gettext("Counts"), 1)
    table = paper.add_table(rows=0, cols=2)
    for heading, number in ((gettext("Comments in all"), counts["all"]), (gettext("With an answer"), counts["answered"])):
        _row(table, heading, number)
    for state, label in Comment.State.choices:
        _row(table, str(label), counts["state"][state])
    for title, rows in counts_told(counts):
        for words_of, number in rows:
            _row(table, f"{title}: {words_of}", number)
    if consultation.result:
        paper.add_heading(gettext("What became of the comments"), 1)
        for line in consultation.result.splitlines():
            paper.add_paragraph(line)
    paper.add_heading(gettext("Comments shown, with their answers"), 1)
    for one in consultation.comments.filter(state=Comment.State.SHOWN).order_by("nth").iterator(chunk_size=500):
        words = in_words(one)
        paper.add_heading(f"{one.number}  {words['stance']}  {words['side']}", 2)
        if one.concerns:
            paper.add_paragraph(one.public_concerns)
        paper.add_paragraph(one.public_text)
        if one.answer:
            paper.add_paragraph(f"{words['outcome']}: {one.answer}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _row(table: "object", heading: str, number: int) -> None:
    cells = table.add_row().cells  # type: ignore[attr-defined]  # of python-docx, which has no types
    cells[0].text, cells[1].text = str(heading), f"{number:,}"
