"""
Tables on pages, written as columns: each says once what it is called and what stands in its cells.

    {% table page.rows as clue %}
      {% column class="tight" %}{% translate "Number" %}{% cell %}{{ clue.dossier.number }}{% endcolumn %}
      {% column unlabelled %}{% translate "Clue" %}{% cell %}<a href="…">{{ clue.dossier.title }}</a>{% endcolumn %}
    {% endtable %}

On a narrow screen rows are cards, where each cell bears the heading of its column but for `unlabelled` ones. A column that `heads` its rows is drawn as
<th scope="row">. Numbers (`class="number"`) stand at the right, their heading too. A table takes a `class`, and `id`, which is asked for in each row.
`when=…` leaves a column out of a page; one without a heading, of buttons or ticks, bears no label.
"""

import re
from dataclasses import dataclass

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, TokenType
from django.template.context import Context
from django.template.defaulttags import ForNode
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
LOOP = re.compile(r"(?P<sequence>\S+) as (?P<names>\w+(?:, ?\w+)*)(?P<more>.*)", re.DOTALL)
QUOTE = '"'
BEFORE = "_columns"  # the columns drawn, each with what its cells begin with; no name that a page could use
WORDS = {"unlabelled", "heads"}


@dataclass(eq=False)
class ColumnNode(template.Node):
    """One column: its heading, and what stands in a cell of it, with the classes of the cell."""

    heading: NodeList
    cell: NodeList
    classes: str = ""
    words: frozenset[str] = frozenset()
    when: FilterExpression | None = None
    child_nodelists = ("heading", "cell")

    def drawn_heading(self, context: Context) -> tuple[str, str]:
        """Draw the heading; give it with what each cell begins with, which is the same in all rows."""
        told = self.heading.render(context).strip()  # nodes have escaped what they were given
        classes = f' class="{self.classes}"' if self.classes else ""
        scope = ' scope="row"' if self.heads else ""
        if not told:
            return f"<td{classes}></td>", f"<{self.name}{scope}{classes}>"
        number = ' class="number"' if "number" in self.classes.split() else ""
        label = "" if "unlabelled" in self.words else f' data-label="{" ".join(strip_tags(told).split()).replace(QUOTE, "&quot;")}"'
        return f'<th scope="col"{number}>{told}</th>', f"<{self.name}{scope}{classes}{label}>"

    @property
    def heads(self) -> bool:
        """Return whether its cells head their rows."""
        return "heads" in self.words

    @property
    def name(self) -> str:
        """Return the name of the element that its cells are."""
        return "th" if self.heads else "td"

    def is_drawn(self, context: Context) -> bool:
        """Return whether the page has it."""
        return self.when is None or bool(self.when.resolve(context))

    def drawn(self, context: Context, before: str) -> str:
        """Draw the cell of the row that the context tells."""
        return f"{before}{self.cell.render(context).strip()}</{self.name}>"


@dataclass(eq=False)
class RowNode(template.Node):
    """One row: a cell of each column."""

    id: FilterExpression | None = None

    def render(self, context: Context) -> SafeString:
        """Draw the row."""
        cells = "".join(column.drawn(context, before) for column, before in context[BEFORE])
        named = format_html(' id="{}"', self.id.resolve(context)) if self.id else ""
        return mark_safe(f"<tr{named}>{cells}</tr>\n")  # noqa: S308 - nodes have escaped what they were given


@dataclass(eq=False)
class TableNode(template.Node):
    """A table: its headings, and a loop over rows."""

    loop: ForNode
    columns: list[ColumnNode]
    classes: str = ""
    child_nodelists = ("nodelist",)

    @property
    def nodelist(self) -> NodeList:
        """Let whoever walks through a template find what is in the columns."""
        return NodeList(self.columns)

    def render(self, context: Context) -> SafeString:
        """Draw the headings once, then each row under them."""
        columns = [column for column in self.columns if column.is_drawn(context)]
        drawn = [column.drawn_heading(context) for column in columns]
        with context.push(**{BEFORE: [(column, before) for column, (_, before) in zip(columns, drawn, strict=True)]}):
            rows = self.loop.render(context)
        heads = "".join(heading for heading, _ in drawn)
        # Nodes have escaped what they were given.
        return mark_safe(f'<table class="cards{self.classes}">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>')  # noqa: S308


@register.tag("table")
def read_table(parser: Parser, token: Token) -> TableNode:
    """Read `{% table rows as row id=… class="…" %}`. Raises TemplateSyntaxError where it is written otherwise, or holds anything but columns."""
    found = LOOP.fullmatch(token.contents.partition(" ")[2].strip())
    if found is None:
        raise template.TemplateSyntaxError("{% table rows as row %}: say what the rows are, and what each is called.")
    words, told = _options(found["more"])
    if unknown := words | (set(told) - {"class", "id"}):
        raise template.TemplateSyntaxError(f"{{% table %}} knows no {', '.join(sorted(unknown))}.")
    held = parser.parse(("endtable",))
    parser.delete_first_token()
    columns = [node for node in held if isinstance(node, ColumnNode)]
    if not columns or any(not isinstance(node, ColumnNode) and str(getattr(node, "s", node)).strip() for node in held):
        raise template.TemplateSyntaxError("{% table %} holds columns, and nothing besides.")
    row = RowNode(parser.compile_filter(told["id"]) if "id" in told else None)
    names = [name.strip() for name in found["names"].split(",")]
    loop = ForNode(names, parser.compile_filter(found["sequence"]), False, NodeList([row]))
    return TableNode(loop, columns, f" {told['class'].strip(QUOTE)}" if "class" in told else "")


@register.tag("column")
def read_column(parser: Parser, token: Token) -> ColumnNode:
    """Read `{% column %}heading{% cell %}cell{% endcolumn %}`. Raises TemplateSyntaxError where it is written otherwise."""
    words, told = _options(token.contents.partition(" ")[2])
    if unknown := (words - WORDS) | (set(told) - {"class", "when"}):
        raise template.TemplateSyntaxError(f"{{% column %}} knows no {', '.join(sorted(unknown))}.")
    heading = parser.parse(("cell",))
    parser.delete_first_token()
    cell = parser.parse(("endcolumn",))
    parser.delete_first_token()
    when = parser.compile_filter(told["when"]) if "when" in told else None
    return ColumnNode(heading, cell, told.get("class", "").strip(QUOTE), words, when)


def _options(text: str) -> tuple[frozenset[str], dict[str, str]]:
    """Part the words of a tag from what it is told by name."""
    parts = list(Token(TokenType.BLOCK, text).split_contents())
    return frozenset(part for part in parts if "=" not in part), dict(part.split("=", 1) for part in parts if "=" in part)
