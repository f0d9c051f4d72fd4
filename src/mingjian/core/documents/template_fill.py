"""
Fill a Word template with values, and only with them.

A template is code that an office wrote: it runs in a sandbox, sees texts and lists of texts, and `linting` has let it in. Values are cleaned beforehand, since
the parser drops what is no character of XML without a word; whether all of them arrived is looked at afterwards.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mingjian.core.documents.docx_package import repacked
from mingjian.core.documents.forms import DRAFT
from mingjian.core.documents.word_template import BOLD, MADE
from mingjian.core.errors import BadInput

BLANK = "＿＿＿＿＿＿"
_ASIDE = re.compile("（[^（）]*）")  # a column 制作（出具）者 is 制作者 in a template: a name there has no brackets
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: What docxtpl would take for orders of its own inside a value: a new paragraph, a page break.
_ORDERS = str.maketrans({"\a": " ", "\f": "\n"})
_PARAGRAPH = "\a"  # docxtpl makes a paragraph of it, shaped as the one before; a mere line break would lose the indent
_LONGEST = 100_000  # signs of one value


class Blank(str):
    """A place that stays empty for a pen: it shows, and counts as nothing in a condition."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


class Row(dict[str, Any]):
    """One thing of a list: what it does not say is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox in which a template runs: no value that is not given, everything escaped, filters of ours alone."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.filters = {"框": lambda value: "☑" if value else "☐"}
    made.globals = {}
    return made


def clean(value: Any) -> Any:
    """Return a value as a template may see it: texts of XML's signs alone, lists and mappings of them; none is a blank."""
    if value is None:
        return Blank(BLANK)
    if isinstance(value, Mapping):
        return Row({_ASIDE.sub("", str(name)): clean(one) if one is not None else "" for name, one in value.items()})
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    text = _NO_XML.sub("", str(value).translate(_ORDERS).replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]
    return text.replace("\n", _PARAGRAPH)


def fill(template: bytes, values: Mapping[str, Any], *, title: str, on: date, is_draft: bool = False, mark: str = "") -> bytes:
    """
    Fill a template and return the docx; the same template, values and day give the same bytes. Raises BadInput where it cannot be filled.

    A draft says so above each of its pages, whatever header the template has; so does what bears another `mark`, such as a correction.
    """
    above = "　".join(filter(None, (DRAFT if is_draft else "", mark)))
    filled = DocxTemplate(BytesIO(template))
    try:
        filled.render({name: clean(value) for name, value in values.items()}, jinja_env=environment(), autoescape=True)
    except TemplateError as error:
        raise BadInput(f"文书模板无法填写：{error}。", f"The template cannot be filled: {error}.") from error
    properties = filled.docx.core_properties
    properties.created = properties.modified = datetime.combine(on, time())
    properties.title, properties.category, properties.revision = title, MADE, 1
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    out = BytesIO()
    filled.save(out)
    return repacked(_marked(out.getvalue(), above) if above else out.getvalue())


def _marked(raw: bytes, mark: str) -> bytes:
    """
    Put the mark on top of every header that Word prints: those of first and even pages, too, where a template has them apart.

    The document is opened anew: what the filling put in place of a header is not what it shows as one.
    """
    document = Document(BytesIO(raw))
    for nth, section in enumerate(document.sections):
        headers = [section.header, section.first_page_header, section.even_page_header]
        printed = [True, section.different_first_page_header_footer, document.settings.odd_and_even_pages_header_footer]
        for header, is_printed in zip(headers, printed, strict=True):
            if is_printed and (nth == 0 or not header.is_linked_to_previous):  # a linked one shows that of the section before
                _put_mark(header, mark)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _put_mark(header: Any, mark: str) -> None:
    header.is_linked_to_previous = False
    first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
    line = first.insert_paragraph_before()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(mark)
    run.bold, run.font.name, run.font.size = True, BOLD, Pt(16)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BOLD)
