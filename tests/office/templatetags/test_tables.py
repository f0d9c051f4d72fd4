"""Tables written as columns: each says once what it is called."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

CLUES = """{% load i18n tables %}{% table rows as row id="row-"|add:row.number class="contents" %}
  {% column class="tight" %}{% translate "Number" %}{% cell %}
    <b>{{ row.number }}</b>
  {% endcolumn %}
  {% column unlabelled %}Title{% cell %}{{ forloop.counter }}. {{ row.title }}{% endcolumn %}
  {% column heads class="number" %}<i>{{ of }}</i> {{ quoted }}{% cell %}{{ row.amount }}{% endcolumn %}
{% endtable %}"""
ROW = {"number": "C1", "title": "<script>", "amount": "1,000"}


def drawn(text: str, **told: object) -> str:
    with translation.override("zh-hans"):
        return Template(text).render(Context(told))


def test_a_heading_is_the_label_of_each_cell_below_it_and_what_comes_from_outside_is_escaped() -> None:
    page = drawn(CLUES, rows=[ROW, {**ROW, "number": "C2"}], of="Sum", quoted='of "all" & <each>')
    assert '<table class="cards contents">' in page
    assert '<th scope="col">编号</th><th scope="col">Title</th><th scope="col" class="number"><i>Sum</i> of &quot;all&quot; &amp; &lt;each&gt;</th>' in page
    assert '<tr id="row-C1"><td class="tight" data-label="编号"><b>C1</b></td><td>1. &lt;script&gt;</td>' in page
    assert '<td>2. &lt;script&gt;</td><th scope="row" class="number" data-label="Sum of &quot;all&quot; &amp; &lt;each&gt;">1,000</th></tr>' in page


def test_a_row_of_several_values_is_taken_apart_and_no_rows_leave_the_headings() -> None:
    pairs = "{% load tables %}{% table pairs as name, value %}{% column %}A{% cell %}{{ name }}={{ value }}{% endcolumn %}{% endtable %}"
    assert '<td data-label="A">x=1</td>' in drawn(pairs, pairs=[("x", 1)])
    assert "<tbody>\n</tbody>" in drawn(pairs, pairs=[])


def test_a_column_may_be_left_out_and_one_of_buttons_has_neither_heading_nor_label() -> None:
    head = '<th scope="col">A</th></tr></thead>\n<tbody>\n'
    text = """{% load tables %}{% table rows as row %}{% column when=may_act class="tick" %}{% cell %}x{% endcolumn %}
      {% column %}A{% cell %}{{ row }}{% endcolumn %}{% endtable %}"""
    assert f'<tr><td class="tick"></td>{head}<tr><td class="tick">x</td><td' in drawn(text, rows=[1], may_act=True)
    assert f'<tr>{head}<tr><td data-label="A">1</td></tr>' in drawn(text, rows=[1], may_act=False)


def test_a_column_without_a_heading_may_head_its_rows() -> None:
    page = drawn('{% load tables %}{% table rows as row %}{% column heads class="tight" %}{% cell %}{{ row }}{% endcolumn %}{% endtable %}', rows=[1])
    assert '<tr><td class="tight"></td></tr></thead>\n<tbody>\n<tr><th scope="row" class="tight">1</th></tr>' in page


@pytest.mark.parametrize(
    "text",
    [
        "{% table rows %}{% column %}A{% cell %}{% endcolumn %}{% endtable %}",
        "{% table rows as row %}<tr></tr>{% column %}A{% cell %}{% endcolumn %}{% endtable %}",
        "{% table rows as row %}{% if row %}{% endif %}{% endtable %}",
        "{% table rows as row %}{% endtable %}",
        "{% table rows as row wide %}{% column %}A{% cell %}{% endcolumn %}{% endtable %}",
        "{% table rows as row classes='wide' %}{% column %}A{% cell %}{% endcolumn %}{% endtable %}",
        "{% table rows as row %}{% column wide %}A{% cell %}{% endcolumn %}{% endtable %}",
        "{% table rows as row %}{% column %}A{% endcolumn %}{% endtable %}",
    ],
)
def test_what_is_written_otherwise_is_refused_before_anybody_sees_it(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load tables %}" + text)
