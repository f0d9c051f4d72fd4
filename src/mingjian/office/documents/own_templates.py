"""An office's own templates: let in after a look at what they hold and a trial filling, in force until withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.documents.forms import Form
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.office.documents.creation import a_form
from mingjian.office.documents.models import Template
from mingjian.office.files.storage import keep
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

_TOLD = 10  # faults that a refusal names


def _own(by: Officer) -> Department:
    require(by, "documents.keep_templates")
    if by.department is None:
        raise BadInput("您不属于任何部门。", "You belong to no department.")
    return by.department


def put_template(key: str, raw: bytes, name: str, *, by: Officer, at: datetime) -> Template:
    """Put a template of the department's own in place of the house's. Raises BadInput with everything that is wrong with it, NotPermitted."""
    from mingjian.core.documents.template_lint import faults_of

    department, form = _own(by), a_form(key)
    faults = faults_of(raw, set(form.values), form.columns) or _tried(raw, form, at)
    if faults:
        zh, en = " ".join(one.zh for one in faults[:_TOLD]), " ".join(one.en for one in faults[:_TOLD])
        raise BadInput(f"模板未采用：{zh}", f"The template is not taken: {en}")
    with transaction.atomic():
        Template.objects.filter(department=department, form=key, withdrawn_at__isnull=True).update(withdrawn_at=at)
        kept = keep([raw], name)
        made = Template.objects.create(department=department, form=key, name=kept.name, sha256=kept.sha256, put_at=at, put_by=by)
        enter("template_put", at=at, by=by, made_as=key, file=kept.sha256)
    return made


def _tried(raw: bytes, form: Form, at: datetime) -> list[Text]:
    """Fill it once with nothing but blanks, and once with words, before it goes live."""
    from mingjian.core.documents.template_fill import fill

    try:
        words, row = "试填 <甲> & 乙", dict.fromkeys(form.columns, "试填 <甲> & 乙")
        trials: tuple[dict[str, Any], ...] = (
            {name: [] if value.is_list else None for name, value in form.values.items()},
            {name: [row, row] if value.is_list else words for name, value in form.values.items()},
        )
        for values in trials:
            fill(raw, values, title="试填", on=localtime(at).date())
    except BadInput as error:
        return [error.text]
    except Exception as error:
        return [Text(f"试填失败（{type(error).__name__}）。", f"The trial filling failed ({type(error).__name__}).")]
    return []


def withdraw_template(key: str, *, by: Officer, at: datetime) -> None:
    """Go back to the house's own template. Documents that were made keep theirs."""
    department = _own(by)
    with transaction.atomic():
        own = Template.objects.select_for_update().filter(department=department, form=key, withdrawn_at__isnull=True).first()
        if own is None:
            raise BadInput("本部门没有自己的模板。", "The department has no template of its own.")
        own.withdrawn_at = at
        own.save(update_fields=["withdrawn_at"])
        enter("template_withdrawn", at=at, by=by, made_as=key, file=own.sha256)
