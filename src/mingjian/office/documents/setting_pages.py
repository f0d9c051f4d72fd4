"""The pages of what papers say of the office: its settings, a row a department, and the register of numbers that it gave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import NotFound
from mingjian.office.documents.document_number import rule_of, usual_of
from mingjian.office.documents.register import missing_of, register_of, years_of
from mingjian.office.documents.settings import (
    PATTERN,
    SHORT,
    SettingsRefused,
    department_set_by,
    departments_set_by,
    may_set,
    missing_settings,
    set_office,
    settings_for,
    settings_of,
)  # fmt: skip
from mingjian.office.documents.tables import NUMBERS
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of


class OfficeForm(forms.Form):
    """What a department's papers say of it; which settings there are depends on the department."""

    def __init__(self, department: Department, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for one in (SHORT, *settings_for(department)):
            self.fields[one.key] = forms.CharField(label=said(one.label), help_text=said(one.hint), max_length=one.longest * 2, required=False, strip=False)
            self.fields[one.key].required = not one.is_optional
        self.fields["pattern"] = forms.CharField(
            label=said(PATTERN),
            max_length=80,
            required=False,
            help_text=_("Places: {机关} {字} {年} {序}. Left empty: %(usual)s") % {"usual": usual_of(department)},
        )


@require_safe
def all_offices(request: HttpRequest) -> HttpResponse:
    """List the departments whose settings the officer sees, and what each still lacks."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.SYSTEM, Officer.Duty.WORK)
    lines = [(one, settings_of(one), rule_of(one), missing_settings(one)) for one in departments_set_by(officer)]
    return render(request, "documents/offices.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def one_office(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a department's papers say of it; POST sets it."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.SYSTEM, Officer.Duty.WORK)
    department = department_set_by(officer, code)
    held, rule = settings_of(department), rule_of(department)
    form = OfficeForm(department, request.POST or None, initial={**held, "pattern": rule.pattern, "copies": held.get("copies") or "2"})
    if request.method == "POST":
        try:
            set_office(department, {name: request.POST.get(name, "") for name in form.fields}, by=officer, at=now())
            messages.success(request, gettext("Saved. Documents say so from now on; those that were made stay as they are."))
            return redirect("documents:office")
        except SettingsRefused as error:
            form.errors.clear()
            for key, fault in error.faults.items():
                form.add_error(key, said(fault))
    context = {
        "department": department,
        "form": form,
        "rule": rule,
        "held": held,
        "may_set": may_set(officer, department),
        "settings": settings_for(department),
    }
    return render(request, "documents/office.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers that the officer's department gave, in order, with what became of each."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if officer.department is None:
        raise NotFound("您不属于任何部门。", "You belong to no department.")
    years = years_of(officer.department)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else None)
    lines = register_of(officer.department, year)
    if file := taken_out(request, NUMBERS, lines):
        return file
    context = {"lines": lines, "years": years, "year": year, "missing": len(list(missing_of(lines))), "department": officer.department}
    return render(request, "documents/numbers.html", context)
