"""Let in only a template that can do nothing but say values: whatever else it holds is named, in both languages."""

import re
import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from mingjian.core.documents.template_fill import environment
from mingjian.core.documents.word_template import MADE
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

MOST_BYTES, MOST_UNPACKED, MOST_PARTS, MOST_LOOPS, LONGEST_WORDING = 5 * 2**20, 20 * 2**20, 500, 20, 2 * 2**20
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Filter, nodes.Const, nodes.Not, nodes.And,
    nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
_DANGEROUS = re.compile(r"vbaProject|oleObject|/embeddings/|activeX|vbaData|altChunk|afchunk", re.IGNORECASE)
_FIELD = re.compile(rb"INCLUDE(?:TEXT|PICTURE)|\bDDE(?:AUTO)?\b|\bLINK\b|\bIMPORT\b|\bDATABASE\b|\bMACROBUTTON\b", re.IGNORECASE)
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr=\"([^\"]*)\"", re.DOTALL)
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>", re.IGNORECASE)
#: A name of a part as Word writes it; where a link may lead.
_PLAIN = re.compile(r"[\w\[\].-]+(?:/[\w\[\].-]+)*/?")
_LINK = re.compile(rb"\bTarget\s*=\s*[\"'](?:https?://|mailto:|#)", re.IGNORECASE)
_WORDED = re.compile(r"^word/(?:document|header\d*|footer\d*)\.xml$")
_RAW = re.compile(r"\{\{(?:r|p|tr|tc)\s|\{%r\s|\|\s*safe\b")
_MARKUP = re.compile(r"<[^>]*>")
_PAIRS, _QUOTED = (("{{", "}}"), ("{%", "%}"), ("{#", "#}")), 40
_TAG = re.compile(rb"\{[\{%]")


def faults_of(raw: bytes, known: Collection[str], columns: Collection[str] = ()) -> list[Text]:
    """Return everything for which a template is not let in. `known` are the names of the form's values, `columns` what the things of its lists say."""
    try:
        parts = _unpacked(raw)
    except BadInput as error:
        return [error.text]
    found = [*_in_package(parts)]
    return found or [*_in_wording(raw, known, columns)]


def _unpacked(raw: bytes) -> dict[str, bytes]:
    """Unpack a docx within bounds, counting what comes out and not what the file says of itself."""
    if len(raw) > MOST_BYTES:
        raise BadInput(f"模板大于 {MOST_BYTES // 2**20} MiB。", f"The template is larger than {MOST_BYTES // 2**20} MiB.")
    parts, left = {}, MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise BadInput("模板内的部件过多。", "The template has too many parts.")
            for info in archive.infolist():
                with archive.open(info) as part:
                    parts[info.filename] = part.read(left + 1)
                left -= len(parts[info.filename])
                if left < 0:
                    raise BadInput("模板解开后过大。", "The template is too large once unpacked.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise BadInput("这不是 Word 文档（.docx）。", "This is no Word document (.docx).") from error
    if "word/document.xml" not in parts:
        raise BadInput("这不是 Word 文档（.docx）。", "This is no Word document (.docx).")
    return parts


def _in_package(parts: dict[str, bytes]) -> Iterator[Text]:
    for name, content in parts.items():
        if not _PLAIN.fullmatch(name) or ".." in name.split("/"):
            yield Text(f"部件名称 {name[:_QUOTED]!r} 越出文档。", f"The part {name[:_QUOTED]!r} leads out of the document.")
        if _DANGEROUS.search(name):
            yield Text(f"含有宏、控件或者嵌入对象（{name}）。", f"It holds macros, controls or embedded objects ({name}).")
        if not name.endswith((".xml", ".rels")):
            continue
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            yield Text(f"{name} 含有 DTD 声明。", f"{name} holds a DTD.")
        if name.endswith(".rels") and any(b"/hyperlink" not in link for link in _EXTERNAL.findall(content)):
            yield Text(f"{name} 引用外部文件。", f"{name} refers to a file outside.")
        if name.endswith(".rels") and any(not _LINK.search(link) for link in _EXTERNAL.findall(content) if b"/hyperlink" in link):
            yield Text(f"{name} 的超链接不是网址或者邮箱。", f"{name} has a link that leads to no web address and no mailbox.")
        if any(_FIELD.search(one) for pair in _INSTRUCTION.findall(content) for one in pair):
            yield Text(f"{name} 含有引用外部内容或者执行命令的域。", f"{name} has a field that fetches or runs something.")
        if name.startswith(("word/", "docProps/")) and not _WORDED.match(name) and _TAG.search(content):
            yield Text(f"{name} 含有填写标记；标记只能写在正文、页眉、页脚。", f"{name} holds tags; they may stand in the text, headers and footers only.")


def _in_wording(raw: bytes, known: Collection[str], columns: Collection[str]) -> Iterator[Text]:
    try:
        if Document(BytesIO(raw)).core_properties.category == MADE:
            yield Text("这是已制作的文书，不能作模板：其中的内容会被当作标记执行。", "This is a document that was made: as a template, what it says would run.")
            return
        template = DocxTemplate(BytesIO(raw))
        template.init_docx()
        written = [template.get_xml()]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            written += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
        sources = [template.patch_xml(one) for one in written]
    except Exception:
        yield Text("Word 文档已损坏，无法读取。", "The Word document is damaged and cannot be read.")
        return
    if any(_RAW.search(_MARKUP.sub("", one)) for one in written):  # the library takes these letters away before anybody could see them
        yield Text("标记 {{r …}}、{{p …}} 和过滤器 safe 会写入未转义的内容，不接受。", "Tags {{r …}}, {{p …}}, the filter safe write raw content: not taken.")
    for source in sources:
        yield from _in_source(source, known, columns)


def _in_source(source: str, known: Collection[str], columns: Collection[str]) -> Iterator[Text]:
    if len(source) > LONGEST_WORDING:
        yield Text("模板正文过长。", "The template's text is too long.")
        return
    if "｛｛" in source or "｛%" in source:
        yield Text("有全角花括号的标记；请改为半角 {{ }}。", "A tag has full-width braces; write {{ }}.")
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        yield _wrong_tag(source, error.message or "")
        return
    yield from _in_tree(tree, known, columns)


def _wrong_tag(source: str, said: str) -> Text:
    """Return where a tag is wrong as whoever wrote it sees it: the parser reads the file's markup and speaks of that."""
    for paragraph in source.split("</w:p>"):
        words = _MARKUP.sub("", paragraph)
        if any(words.count(begun) != words.count(ended) for begun, ended in _PAIRS):
            return Text(f"标记没有写完整：“{words.strip()[:_QUOTED]}”。", f"A tag is not closed: “{words.strip()[:_QUOTED]}”.")
    if any(len(re.findall(rf"\{{%-?\s*{word}\b", source)) != len(re.findall(rf"\{{%-?\s*end{word}\b", source)) for word in ("if", "for")):
        zh, en = "{% if %}、{% for %} 与 {% endif %}、{% endfor %} 不成对。", "Tags {% if %}, {% for %} and {% endif %}, {% endfor %} do not go in pairs."
        return Text(zh, en)
    return Text(f"标记有误：{said}。", f"A tag is wrong: {said}.")


def _in_tree(tree: nodes.Template, known: Collection[str], columns: Collection[str]) -> Iterator[Text]:
    ours = environment().filters
    loops = list(tree.find_all(nodes.For))
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in ours):
            said = node.name if isinstance(node, nodes.Filter) else type(node).__name__
            yield Text(f"标记中用了不接受的写法：{said}。", f"A tag uses what is not taken: {said}.")
        elif isinstance(node, nodes.Getattr) and node.attr not in {*columns, "index", "first", "last"}:
            yield Text(f"标记中用了不接受的名称：{node.attr}。", f"A tag uses a name that is not taken: {node.attr}.")
    if len(loops) > MOST_LOOPS or any(inner is not loop for loop in loops for inner in loop.find_all(nodes.For)):
        yield Text("循环过多，或者循环套循环。", "Too many loops, or a loop within a loop.")
    bound = {name.name for loop in loops for name in loop.target.find_all(nodes.Name)} | {
        loop.target.name for loop in loops if isinstance(loop.target, nodes.Name)
    }
    for name in sorted({one.name for one in tree.find_all(nodes.Name)} - bound - set(known) - {"loop"}):
        yield Text(f"本格式没有“{name}”这一项。", f"This form has no value {name!r}.")
