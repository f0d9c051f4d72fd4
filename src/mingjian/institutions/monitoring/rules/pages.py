"""The workshop of rules: write one, try it, judge what it hits, have it approved; and the list of shops that are known to be good."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, StepRefused
from mingjian.core.rules import Precision
from mingjian.core.rules import Rule as Content
from mingjian.core.rules.precision import FEWEST, LEAST_LOW
from mingjian.institutions.market.queries.lake import rows_held
from mingjian.institutions.monitoring.exhibits.spans import pieces
from mingjian.institutions.monitoring.models import Rule, Sample, Trial
from mingjian.institutions.monitoring.queries import (
    aloud,
    hits_of_last_trials,
    known_good_numbered,
    known_good_of,
    known_good_to_review,
    lookers,
    precisions_of,
    rule_visible_to,
    rules_visible_to,
    sample_numbered,
    samples_of,
    title_of,
)
from mingjian.institutions.monitoring.rules.acts import (
    approve_rule,
    drop_known_good,
    judge_sample,
    keep_known_good,
    retire_rule,
    revise_rule,
    send_into_shadow,
    send_rule_back,
    submit_rule,
    write_rule,
)
from mingjian.institutions.monitoring.rules.forms import KnownGoodForm, RuleForm, filled
from mingjian.institutions.monitoring.rules.jobs import rules_over_new
from mingjian.institutions.monitoring.rules.services.approval import TERM, ends_at, standing_of
from mingjian.institutions.monitoring.rules.services.trial import MOST_PLATFORMS
from mingjian.institutions.monitoring.rules.tables import RULES
from mingjian.institutions.monitoring.rules.work.run_rules import run_rules
from mingjian.institutions.monitoring.rules.work.try_rule import back_test
from mingjian.office.files.tables import taken_out
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.lists.parts import wants_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

SHOWN, TRIALS, MOST_RULES, MOST_KEPT = 20, 8, 200, 500
AT_ONCE = 500_000  # rows that rules look at while somebody waits at a page: a second or two
TEXT_KINDS = ("listing", "post")  # that rules read


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, each with its card: what it asks, how far it has come, how often it was right."""
    officer = officer_of(request)
    found = list(rules_visible_to(officer)[:MOST_RULES])
    precisions, hits = precisions_of(found), hits_of_last_trials(found)
    cards = [{"rule": rule, "said": aloud(rule), "precision": precisions[rule.pk], "hits": hits.get(rule.pk)} for rule in found]
    if file := taken_out(request, RULES, cards):
        return file
    return render(request, "monitoring/rules.html", {"cards": cards, "may_write": may(officer, "monitoring.write_rules"), "fewest": FEWEST})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a rule."""
    officer = officer_of(request)
    require(officer, "monitoring.write_rules")
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.content is not None:
        written = write_rule(title=form.cleaned_data["title"], content=form.content, source=form.cleaned_data["source"], by=officer, at=now())
        messages.success(request, gettext("The rule is a draft. Try it over what is stored before you ask for approval."))
        return redirect("monitoring:rule", written.pk)
    return render(request, "monitoring/rule_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a rule anew."""
    officer = officer_of(request)
    rule = rule_visible_to(officer, pk)
    require(officer, "monitoring.write_rules")
    form = RuleForm(request.POST or None, initial=filled(rule.title, Content.read(rule.content)))
    status = 200
    if request.method == "POST" and form.is_valid() and form.content is not None:
        try:
            revise_rule(rule, title=form.cleaned_data["title"], content=form.content, source=form.cleaned_data["source"], by=officer, at=now())
            return redirect("monitoring:rule", pk)
        except StepRefused as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
    if form.is_bound:
        status = 422
    return render(request, "monitoring/rule_form.html", {"form": form, "rule": rule}, status=status)


@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one rule: read aloud, its card, its words, a sample to judge, what was and was not looked at."""
    return _show(request, rule_visible_to(officer_of(request), pk))


def _show(request: HttpRequest, rule: Rule, *, refused: str = "", status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    samples = list(samples_of(rule)[:SHOWN])
    trials = list(rule.trials.all()[:TRIALS])
    standing = standing_of(rule)
    context = {
        "rule": rule,
        "said": aloud(rule),
        "precision": standing.precision,
        "bar": bar(standing.precision),
        "fewest": FEWEST,
        "standing": standing,
        "line": LEAST_LOW,
        "ends_at": ends_at(rule, standing.precision),
        "term": TERM.days,
        "words": rule.words.all(),
        "trials": [(trial, lacking(trial.coverage)) for trial in trials],
        "unseen": unseen_platforms(rule, trials[0]) if trials else [],
        "samples": [(sample, shown(sample)) for sample in samples],
        "left": samples_of(rule).count() - len(samples),
        "refused": refused,
        "is_part": wants_part(request),
        **open_to(rule, officer),
    }
    return render(request, "monitoring/rule.html", context, status=status)


def open_to(rule: Rule, officer: Officer) -> dict[str, bool]:
    """Return what the officer may do to a rule now."""
    writes, approves, state = may(officer, "monitoring.write_rules"), may(officer, "monitoring.approve_rules"), rule.state
    is_retired = state == Rule.State.RETIRED
    return {
        "may_write": writes and not is_retired,
        "may_try": writes and not is_retired,
        "may_shadow": writes and state == Rule.State.DRAFT,
        "may_submit": writes and state in (Rule.State.DRAFT, Rule.State.SHADOW),
        "may_approve": approves and state == Rule.State.WAITING and rule.written_by_id != officer.pk,
        "may_retire": approves and not is_retired,
    }


def bar(precision: Precision) -> dict[str, float]:
    """Return the interval and the share as lengths of a bar of 100."""
    return {"low": round(100 * precision.low, 1), "width": round(100 * (precision.high - precision.low), 1), "share": round(100 * (precision.share or 0), 1)}


def lacking(coverage: dict[str, Any]) -> list[tuple[str, int]]:
    """Return which rows lacked what the rule asks for, in the reader's words."""
    words = {
        "words": gettext("without any text"),
        "price": gettext("without a price"),
        "ships_from": gettext("without a place of dispatch"),
        "seen_at": gettext("without a time"),
        "posted_at": gettext("without a time"),
    }
    return [(words.get(name, name), number) for name, number in coverage.get("lacking", {}).items()]


def unseen_platforms(rule: Rule, trial: Trial) -> list[str]:
    """Return the platforms that a rule names and of which its last run saw no row: a name written wrongly hits nothing, and nothing else says so."""
    seen = trial.coverage.get("platforms", {})
    is_whole = len(seen) < MOST_PLATFORMS
    return [name for name in Content.read(rule.content).platforms if is_whole and name not in seen]


def shown(sample: Sample) -> list[tuple[str, Any]]:
    """Cut the raw fields of a sample at the words found."""
    spans: dict[str, list[list[Any]]] = {}
    for field, start, end, word in sample.spans:
        spans.setdefault(field, []).append([start, end, word])
    return [(name, pieces(text, spans.get(name, []))) for name, text in sample.texts.items()]


@require_POST
def do(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing to a rule: try, shadow, submit, approve, send back, retire."""
    officer = officer_of(request)
    rule = rule_visible_to(officer, pk)
    if act not in _ACTS:
        raise NotFound(f"没有“{act}”这一步。", f"There is no act {act!r}.")
    if act == "try" and open_to(rule, officer)["may_try"] and is_long(rule):
        return redirect("jobs:job", enqueue("back_test", Order({"rule": rule.pk}, by=officer, key=f"back_test/{rule.pk}/{rule.digest}"), at=now()).pk)
    try:
        told = _ACTS[act](rule, officer, request.POST.get("reason", ""))
    except (BadInput, StepRefused) as refused:
        rule.refresh_from_db()
        return _show(request, rule, refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    messages.success(request, told)
    return redirect("monitoring:rule", pk)


def is_long(rule: Rule) -> bool:
    """Return whether a back-test reads more than one waits for at a page."""
    return rows_held(Content.read(rule.content).kinds) > AT_ONCE


def _try(rule: Rule, officer: Officer, reason: str) -> str:
    trial = back_test(rule, by=officer, at=now(), clock=now)
    words = ngettext("%(hits)d hit in %(rows)s rows, in %(seconds).1f s.", "%(hits)d hits in %(rows)s rows, in %(seconds).1f s.", trial.hits)
    return words % {"hits": trial.hits, "rows": f"{trial.rows:,}", "seconds": trial.seconds}


def _shadow(rule: Rule, officer: Officer, reason: str) -> str:
    send_into_shadow(rule, by=officer, at=now())
    return gettext("The rule runs in shadow from now on.")


def _submit(rule: Rule, officer: Officer, reason: str) -> str:
    submit_rule(rule, by=officer, at=now())
    return gettext("The rule waits for somebody else's approval.")


def _approve(rule: Rule, officer: Officer, reason: str) -> str:
    approve_rule(rule, by=officer, at=now())
    return gettext("The rule is live: what it hits becomes findings when the rules run.")


def _send_back(rule: Rule, officer: Officer, reason: str) -> str:
    send_rule_back(rule, reason=reason, by=officer, at=now())
    return gettext("The rule is back with its writer.")


def _retire(rule: Rule, officer: Officer, reason: str) -> str:
    retire_rule(rule, reason=reason, by=officer, at=now())
    return gettext("The rule is retired.")


_ACTS: dict[str, Callable[[Rule, Officer, str], str]] = {
    "try": _try,
    "shadow": _shadow,
    "submit": _submit,
    "approve": _approve,
    "send_back": _send_back,
    "retire": _retire,
}


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one hit of a sample."""
    officer = officer_of(request)
    sample = sample_numbered(officer, str(pk))
    rule = rule_visible_to(officer, sample.trial.rule_id)
    try:
        judge_sample(sample, verdict=request.POST.get("verdict", ""), by=officer, at=now())
    except StepRefused as refused:
        return _show(request, rule, refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    return redirect(f"{reverse('monitoring:rule', args=[rule.pk])}#samples")


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Run the live and shadow rules over what is new; where that is much, by a job."""
    officer = officer_of(request)
    try:
        require(officer, "monitoring.write_rules")
        if rows_held(TEXT_KINDS) > AT_ONCE:
            return redirect("jobs:job", enqueue("run_rules", rules_over_new(officer), at=now()).pk)
        trials = run_rules(by=officer, at=now(), clock=now)
    except MingjianError as refused:
        messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
        return redirect("monitoring:rules")
    hits = sum(trial.hits for trial in trials)
    if trials:
        messages.success(request, gettext("Rules run: %(rules)d. Hits: %(hits)d.") % {"rules": len(trials), "hits": hits})
    else:
        messages.info(request, gettext("Nothing new to look at, or no rule is live or in shadow."))
    return redirect("monitoring:rules")


@require_http_methods(["GET", "HEAD", "POST"])
def known_good(request: HttpRequest) -> HttpResponse:
    """Show the shops that no rule need look at, and put one on the list."""
    officer = officer_of(request)
    platform, _, shop = request.GET.get("shop", "")[:200].partition("/")
    asked = {name: request.GET.get(name, "")[:80] for name in ("rule", "value")}
    form = KnownGoodForm(request.POST or None, only=lookers(officer), initial={"platform": platform, "shop_id": shop, **asked})
    if request.method == "POST" and form.is_valid():
        try:
            keep_known_good(**form.papers(), by=officer, at=now())
            return redirect("monitoring:known_good")
        except BadInput as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
    kept = list(known_good_of(officer)[:MOST_KEPT])
    titles = {one.rule: title_of(one.rule) for one in kept if one.rule}
    due = set(known_good_to_review(officer, now()))
    told = {"kept": [(one, titles.get(one.rule, "")) for one in kept], "to_review": due, "today": localtime().date()}
    context = {"form": form, **told, "may_write": may(officer, "monitoring.keep_known_good")}
    return render(request, "monitoring/known_good.html", context, status=422 if form.is_bound else 200)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shop off the list."""
    officer = officer_of(request)
    drop_known_good(known_good_numbered(officer, str(pk)), by=officer, at=now())
    return redirect("monitoring:known_good")
