"""What Django's forms say by themselves is said in the words of the house, and no list begins with dashes."""

import re
from pathlib import Path

import django
import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core import validators
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override
from people import browser, people

#: Each fault a form of the console can tell by itself, made to happen.
FAULTS = (
    (forms.CharField(max_length=5), "长" * 9, "最多 5 个字，现有 9 个字。"),
    (forms.CharField(min_length=5), "短", "至少 5 个字，现有 1 个字。"),
    (forms.CharField(), "", "请填写此项。"),
    (forms.CharField(), "a\x00b", "含有不可见的空字符，请删除后重新填写。"),
    (forms.DecimalField(max_digits=16, decimal_places=2), "1" * 20, "数字过大，最多 16 位。"),
    (forms.DecimalField(max_digits=16, decimal_places=2), "1.234", "最多 2 位小数。"),
    (forms.IntegerField(max_value=3), "9", "不能大于 3。"),
    (forms.DateField(), "2026-13-45", "请填写日期，如 2026-10-02。"),
    (forms.TimeField(), "26:90", "请填写时间，如 09:30。"),
    (forms.EmailField(), "nobody", "请填写邮箱地址，如 name@example.cn。"),
    (forms.URLField(assume_scheme="https"), "ht tp", "请填写以 http:// 或者 https:// 开头的链接。"),
    (forms.ChoiceField(choices=[("a", "A")]), "b", "没有“b”这个选项，请重新选择。"),
    (forms.MultipleChoiceField(choices=[("a", "A")]), "a", "请从列表中选择。"),
    (forms.FileField(), None, "请填写此项。"),
    (forms.FileField(), SimpleUploadedFile("a.txt", b""), "文件是空的，请重新选择。"),
    (forms.FileField(max_length=5), SimpleUploadedFile("abcdefgh.txt", b"x"), "文件名最多 5 个字，现有 12 个字。"),
    (forms.CharField(validators=[validators.validate_integer]), "x", "请填写整数。"),
)


@pytest.mark.parametrize(("field", "value", "words"), FAULTS, ids=lambda one: str(one)[:20] if isinstance(one, str) else "")
def test_each_fault_is_told_in_words_of_the_house(field: forms.Field, value: object, words: str) -> None:
    with override("zh-hans"):
        with pytest.raises(forms.ValidationError) as told:
            field.clean(value)
        assert words in told.value.messages
    with override("en"):
        with pytest.raises(forms.ValidationError) as told:
            field.clean(value)
        assert not re.search(r"[\u4e00-\u9fff]", told.value.messages[0].replace("长", "").replace("短", ""))


def test_no_default_fault_of_a_form_field_is_left_in_djangos_chinese() -> None:
    """Whatever Django's fields and validators can say, read from its source, is said differently from its own catalogue or is beyond our forms."""
    source = (Path(django.__file__).parent / "forms/fields.py").read_text()
    told = {"".join(re.findall(r'"([^"]*)"', found)) for found in re.findall(r'_\(\s*((?:"[^"]*"\s*)+)\)', source)}
    beyond = {"The number of days must be between {min_days} and {max_days}."}
    with override("zh-hans"):
        said = {text: gettext(text) for text in told - beyond}
    assert len(said) >= 15
    djangos = ("输入一个", "确保", "确认", "这个字段")
    assert [text for text, words in said.items() if not re.search(r"[\u4e00-\u9fff]", words) or words.startswith(djangos)] == []


def test_what_a_password_must_be_is_said_as_the_house_speaks_to_people() -> None:
    with override("zh-hans"):
        asked = password_validators_help_texts()
    assert "密码至少 12 个字符。" in asked
    assert [text for text in asked if "你" in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/clues/new", "/kits/new", "/law/threshold", "/law/period", "/law/liability", "/cases/new", "/complaints/new"])
def test_a_list_begins_with_the_word_choose(address: str) -> None:
    said = browser(people("wang")["wang"]).get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    firsts = re.findall(r"<option value=\"\"[^>]*>([^<]*)</option>", said)
    assert "---------" not in said
    assert "—" not in [first.strip() for first in firsts]
