"""
The manifest: what an institution says of itself, and what the office therefore need not know.

An institution's `apps.py` is its manifest: a subclass of Institution. The office walks the manifests in the order of `settings.INSTITUTIONS`, the lower first,
and so finds the menu, pages of dossiers, words of entries, what can be searched, what is new, routers, sweeps and what the demo puts on the
desks. What a manifest names as `"module.function"` is looked for inside the institution's folder, and imported when it is asked for.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.module_loading import import_string

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook

#: What an officer does on the pages of a menu item, in the order of the menu: see what is found, work on it, ask who is behind it, keep rules, law and records.
SEE, WORK, TRACE, KEEP = "see", "work", "trace", "keep"
GROUPS = (SEE, WORK, TRACE, KEEP)
GROUP_LABELS = {
    SEE: Text("查看", "See"),
    WORK: Text("办理", "Work"),
    TRACE: Text("追查", "Trace"),
    KEEP: Text("管理", "Manage"),
}
#: The parts of the page of a dossier that is long, each with an address of its own, in their order. Which a page has, `Institution.page_parts` says.
OVERVIEW, PARTIES, EVIDENCE, AMOUNTS, PAPERS, RECORD = "overview", "parties", "evidence", "amounts", "papers", "record"
#: All of them on one page, as it is printed for the paper file.
WHOLE = "whole"


@dataclass(frozen=True)
class MenuItem:
    """
    An item of the console's menu: its URL name and label, the group that it stands in, the duties that may enter, whether only authorities may, a power.

    `is_daily`: stands in the menu itself; the others of its group stand behind the group's word.
    """

    url_name: str
    label: Text
    group: str = WORK
    duties: frozenset[str] = frozenset({"work"})
    is_for_authorities: bool = False
    power: str = ""
    is_daily: bool = False


@dataclass(frozen=True)
class Kept:
    """
    A procedure whose dossiers an institution keeps.

    `page` and `opened_at`: URL names of a dossier's page (it takes the number) and of the form that opens one. `shows`: the function that draws the page, for
    instance with a step just refused. `names_worker`: the institution says who works on a dossier; else whoever takes a step for its holder does.
    `numbered`: what a dossier's number looks like, as an example for whoever is to name one. `tells`: a function (dossier) that tells facts of it
    (`vocabularies/facts.yaml`), which are filled in wherever a sheet asks for them. `names`: a function (dossier) that gives the officers named for it, who
    alone take its steps that are `named`.
    """

    procedure: str
    page: str
    shows: str
    opened_at: str
    names_worker: bool = False
    numbered: str = ""
    tells: str = ""
    names: str = ""


@dataclass(frozen=True)
class Findable:
    """
    Something that the search finds: the name of its kind, its model, and what gives the words: an attribute or method, or a `module.function` of it.

    For the search over everything: its `title`, the function (officer) that gives those that may be seen (`seen_by`), the one (row) that tells a Line of it
    (`tells`), and the URL name of its list, which takes `?q=` (`listed_at`). `sides`: the function (officer) that gives those of `seen_by` again, as several
    querysets each of which an index leads to, where they are many (see `lists.search.newest`). `named`: the function (officer, question) that gives the
    address of the one thing whose whole number a question is, `` where it is none that the officer may see; of dossiers the office knows it.
    `is_sounded`: found by the sound of its Chinese as well; not where a node has millions.
    """

    kind: str
    model: str
    words: str = "words"
    title: Text | None = None
    seen_by: str = ""
    tells: str = ""
    listed_at: str = ""
    named: str = ""
    sides: str = ""
    is_sounded: bool = True


@dataclass(frozen=True)
class Caution:
    """
    Something that cannot wait and has no deadline of its own, above the deadlines: what it is, where it leads, and whether it is worse than near.

    One that is not `is_at_once` has a day that is still far: it stands above the deadlines, and no digest calls it pressing.
    """

    text: str
    url: str
    is_bad: bool = False
    is_at_once: bool = True


@dataclass(frozen=True)
class Measure:
    """What an institution tells Prometheus: the name of a gauge, what it means in English, its label, and a figure for each value of that."""

    name: str
    help: str
    label: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Thing:
    """
    A kind of thing that acts are done to: its kind as acts name it, its model, and what it is called.

    `found_by`: the function (officer, number) that gives one, or raises NotFound where there is none that the officer may see.
    """

    kind: str
    model: str
    found_by: str
    label: Text


@dataclass(frozen=True)
class Portal:
    """
    A portal for the public: the first part of its addresses, where nobody signs in, and the module of the institution that has them.

    `first`: what whoever comes there for the first time does, step by step; empty for a portal that has no pages, such as a feed. `title`: what the page of
    signing in calls it for whoever needs no account; without one it is not named there.
    """

    prefix: str
    urls: str
    first: tuple[Text, ...] = ()
    title: Text | None = None


@dataclass(frozen=True)
class Taken:
    """
    What an institution erased of a dossier at the end of its time: how many personal values, and files by their SHA-256 with their size in bytes.

    `things`: of another name in the ledger than the dossier's, whose rows changed by it: the entry names them, or an audit would call it a forgery.
    """

    values: int = 0
    files: Mapping[str, int] = field(default_factory=dict)
    things: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Way:
    """Where a step of a dossier is taken instead of by its own form, by an act that does more: what is said, and the address."""

    text: Text
    url: str


@dataclass(frozen=True)
class Word:
    """What whoever is about to take a step should know first: the sentence, where it leads (with what is said there), and whether it warns."""

    text: Text
    is_bad: bool = False
    url: str = ""
    leads: Text | None = None


@dataclass(frozen=True)
class Look:
    """Something that looks over the records for findings: its key and title, and what does it, which gives how many it found of how many subjects."""

    key: str
    title: Text
    take: Callable[[], tuple[int, int]]


class Institution(AppConfig):
    """What one part of the authorities does, as a Django app with its manifest."""

    default = False  # Django looks for the one app of a module: that is the subclass, not this
    title: ClassVar[Text]
    menu: ClassVar[tuple[MenuItem, ...]] = ()
    keeps: ClassVar[tuple[Kept, ...]] = ()
    #: The kinds of its ledger entries that are neither steps of a sheet nor acts of the rulebook, in words.
    enters: ClassVar[dict[str, Text]] = {}
    #: Under these words its entries name a thing of its own, and nothing else may stand there: see `office.record.entries`.
    names: ClassVar[tuple[str, ...]] = ()
    finds: ClassVar[tuple[Findable, ...]] = ()
    things: ClassVar[tuple[Thing, ...]] = ()
    #: Functions (dossier) that tell facts of dossiers of a procedure that nobody keeps, by procedure; see `Kept.tells`.
    tells: ClassVar[dict[str, str]] = {}
    #: Functions (dossier, officer, at) that give the papers with which a dossier of a procedure is opened after one whose decisions do not lead there, or None
    #: where it may not follow on that one; by procedure.
    follows: ClassVar[dict[str, str]] = {}
    #: Functions (officer, at) that give News or None, in the order of the home page.
    news: ClassVar[tuple[str, ...]] = ()
    #: Functions (thing, officer, at) that give what it shows on the page of a thing: a Panel, several, or None. See `office.panels`.
    panels: ClassVar[tuple[str, ...]] = ()
    #: Functions (keys of dossiers) that give the handling codes of what others gave to them, by key: a list of Marks each. See `office.people.handling`.
    marks: ClassVar[tuple[str, ...]] = ()
    #: The parts that the page of a dossier has, by its procedure, where it is long: each has an address of its own. See `office.dossiers.parts`.
    page_parts: ClassVar[dict[str, tuple[str, ...]]] = {}
    #: Functions (officer, at) that give Cautions for the top of the deadlines.
    warns: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier) that give, by the name of a step, the papers with which something that happened elsewhere calls for it: it is then proposed so.
    calls_for: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier, officer, at) that give what it knows of a dossier and the officer may know, by the facts that rules of grounds ask
    #: (`core.procedure.grounds`); what it does not know is left out.
    knows_grounds: ClassVar[tuple[str, ...]] = ()
    #: Prefix under /api and the Ninja router that answers there.
    routers: ClassVar[dict[str, str]] = {}
    #: Functions (dossier, name of a step) that give the Way on which the step is taken, or None where its own form takes it.
    ways: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier, name of a step, officer) that give Words for the form of the step, before it is taken.
    forewarns: ClassVar[tuple[str, ...]] = ()
    #: By procedure, the function (dossier, at) that says of which departments (keys) single steps are asked, or by which party without an account (Text);
    #: a step that it does not name is asked of all.
    asks: ClassVar[dict[str, str]] = {}
    #: By procedure, the function (dossier, name of a step) that says which officers (keys) the record bars from the step besides the sheet, and why (Text);
    #: None where it bars nobody. The step refuses them by itself; here it is not offered to them, and waits on others.
    bars: ClassVar[dict[str, str]] = {}
    #: Functions (at) that do what time does, and give a sentence for whoever runs the sweep, or None.
    sweeps: ClassVar[tuple[str, ...]] = ()
    #: Functions (at) that give what Prometheus is told of it: a Measure each.
    measures: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier) that erase what it keeps of persons in a dossier, besides papers and sealed files, and give it as Taken.
    erases: ClassVar[tuple[str, ...]] = ()
    #: Columns that change without an entry, by the label of their model (`*`: all). Every other column is held to what was sealed. See `office.record.rows`.
    drifts: ClassVar[dict[str, tuple[str, ...]]] = {}
    #: Models that no audit holds at all, and why.
    not_held: ClassVar[dict[str, str]] = {}
    #: Models whose rows are made many at once, by one entry that names none of them: a row is held to what was sealed from the first entry that names it.
    in_bulk: ClassVar[tuple[str, ...]] = ()
    #: The function (vendor of the database) that gives the statements which make its triggers, functions of PostgreSQL first. See `office.node.triggers`.
    triggers: ClassVar[str] = ""
    #: Functions () that give Differences between what the ledger tells and what the institution keeps outside of its rows: files, loads.
    audits: ClassVar[tuple[str, ...]] = ()
    #: Functions (at) that enter in the ledger what came into the node's folders without it, by a command.
    takes_in: ClassVar[tuple[str, ...]] = ()
    #: Functions () that read what is asked for in the first minute of the day.
    warms: ClassVar[tuple[str, ...]] = ()
    #: Functions (officer) that give Looks over the records of the lake, which the demo takes one after another.
    looks: ClassVar[tuple[str, ...]] = ()
    #: Functions (staff, folder) that put something on the demo's desks, once.
    demo: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier) that give what it knows of a dossier for official documents: plain texts by group and name (`party`, `name`).
    facts: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier) that give what it knows of the dossier's matter, before anybody types it. See `matters.queries.Known`.
    knows_matter: ClassVar[tuple[str, ...]] = ()
    #: Functions (matter, by, at) that keep what it draws from a matter, in the transaction in which that changed.
    follows_matter: ClassVar[tuple[str, ...]] = ()
    #: Functions (capture, by, at) that note with what it keeps that a page was captured, in the transaction in which it was sealed.
    follows_capture: ClassVar[tuple[str, ...]] = ()
    #: Functions (dossier, answer, by, at) that keep what a platform or firm answered to a request for assistance, in the transaction of the step.
    follows_answer: ClassVar[tuple[str, ...]] = ()
    #: What is masked until an officer says why, by its kind: functions (officer, name) that give it as Revealable, or raise NotFound.
    reveals: ClassVar[dict[str, str]] = {}
    #: Functions (thing, at) that give a Panel for the public page of a thing, for whoever has its code.
    public_panels: ClassVar[tuple[str, ...]] = ()
    #: Where people come in who have no account. What lies behind stands in folders of its own; nothing else of the institution is reached there.
    portals: ClassVar[tuple[Portal, ...]] = ()
    #: Addresses that pages had before, each with the one that they have now (`%(pk)s` where both have a part of that name). See `mingjian.urls`.
    moved: ClassVar[dict[str, str]] = {}
    #: Functions (officer, place) that give what changed since a place (empty: begin now), each as JSON has it, and the place to go on from: for webhooks.
    changes: ClassVar[tuple[str, ...]] = ()
    #: The URL name of the page of an article (it takes law and number), of whoever shows the law.
    articles: ClassVar[str] = ""
    #: The URL name of the page that weighs figures of a dossier (as a query) against the lines of crimes.
    crime_lines: ClassVar[str] = ""
    #: Functions (versions of the rulebook) that say who of this node checked each. See `templatetags.citations`.
    tells_reviews: ClassVar[tuple[str, ...]] = ()
    #: The URL name of the page that leads from a dossier (its number; `row` names a charge) to the whole answer of the law, filled in.
    whole_answers: ClassVar[str] = ""
    #: Functions (dossier, row, officer, at) that give what is known of the deed of a dossier, by the fields of the whole answer. See `office.dossiers.deeds`.
    knows_deed: ClassVar[tuple[str, ...]] = ()
    #: The pages of help for its pages (`docs/howto/NAME.md`), by their URL name; under `` that of all its others. See `office.help`.
    helps: ClassVar[dict[str, str]] = {}
    #: The URL name of the part that tells which things of the market's records a question names; asked for after the page, since it reads the lake.
    records_found: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.default = True

    def part(self, name: str) -> Any:
        """Return what the manifest names as `module.function`."""
        return import_string(f"{self.name}.{name}")


@cache
def institutions() -> tuple[Institution, ...]:
    """Return the institutions that are switched on, the lower first."""
    manifests = {config.name: config for config in apps.get_app_configs() if isinstance(config, Institution)}
    return tuple(manifests[name] for name in settings.INSTITUTIONS)


def import_modules(name: str) -> None:
    """Import every module of a name, and what lies below it, of institutions and subpackages, so that what it declares has registered itself."""
    for app in institutions():
        for info in pkgutil.walk_packages([app.path], f"{app.name}.", onerror=_tell):
            if f".{name}." in f"{info.name}.":
                importlib.import_module(info.name)


def _tell(name: str) -> None:
    """Raise what broke a package: passed over, all the steps and acts in it would be taken without what they do."""
    raise  # called while it is handled


def parts(what: str) -> Iterator[Callable[..., Any]]:
    """
    Return the functions that the manifests name under `what`.

    `news`, `warns`, `panels`, `ways`, `forewarns`, `calls_for`, `sweeps`, `measures`, `audits`, `takes_in`, `warms`, `looks`, `facts`, `demo`, `knows_matter`,
    `knows_grounds`, `follows_matter`, `follows_capture`, `follows_answer`, `changes`, `marks`.
    """
    for one in institutions():
        for name in getattr(one, what):
            yield one.part(name)


def kept(procedure: str) -> Kept | None:
    """Return what an institution says of the dossiers of a procedure; none where the common page shows them."""
    return next((kept for one in institutions() for kept in one.keeps if kept.procedure == procedure), None)


def shower(procedure: str) -> Callable[..., Any] | None:
    """Return the function that draws a dossier of a procedure, where an institution keeps it."""
    return next((one.part(kept.shows) for one in institutions() for kept in one.keeps if kept.procedure == procedure), None)


def teller(procedure: str) -> Callable[..., Any] | None:
    """Return the function that tells facts of a dossier of a procedure, of the institution that keeps it, or of one that tells of it where nobody does."""
    told = [(one, kept.tells) for one in institutions() for kept in one.keeps if kept.procedure == procedure and kept.tells]
    told += [(one, one.tells[procedure]) for one in institutions() if procedure in one.tells]
    return told[0][0].part(told[0][1]) if told else None


def namer(procedure: str) -> Callable[..., Any] | None:
    """Return the function that names the officers of a dossier of a procedure, where the institution that keeps it names some."""
    return next((one.part(kept.names) for one in institutions() for kept in one.keeps if kept.procedure == procedure and kept.names), None)


def barrer(procedure: str) -> Callable[..., Any] | None:
    """Return the function that says whom the record of a dossier of a procedure bars from a step, where an institution says so."""
    return next((one.part(one.bars[procedure]) for one in institutions() if procedure in one.bars), None)


def asker(procedure: str) -> Callable[..., Any] | None:
    """Return the function that says of which departments the steps of a dossier of a procedure are asked, where an institution says so."""
    return next((one.part(one.asks[procedure]) for one in institutions() if procedure in one.asks), None)


def follower(procedure: str) -> Callable[..., Any] | None:
    """Return the function that says with what a dossier of a procedure is opened after one whose decisions do not lead there, where there is one."""
    return next((one.part(one.follows[procedure]) for one in institutions() if procedure in one.follows), None)


def article_page() -> str:
    """Return the URL name of the page of an article; empty on a node without the pages of law."""
    return next((one.articles for one in institutions() if one.articles), "")


def crime_lines_page() -> str:
    """Return the URL name of the page that weighs figures against the lines of crimes; empty on a node without one."""
    return next((one.crime_lines for one in institutions() if one.crime_lines), "")


def whole_answer_page() -> str:
    """Return the URL name of the page that leads from a dossier to the whole answer; empty on a node without the pages of law."""
    return next((one.whole_answers for one in institutions() if one.whole_answers), "")


def records_page() -> str:
    """Return the URL name of the part that asks the market's records a question; empty on a node that has none."""
    return next((one.records_found for one in institutions() if one.records_found), "")


def is_public(path: str) -> bool:
    """Return whether an address is of a portal for the public: `/buyer`, `/buyer/…`, and not `/buyers`."""
    return portal_at(path) is not None


def portal_at(path: str) -> Portal | None:
    """Return the public portal that an address is of, if it is of one."""
    return next((portal for one in institutions() for portal in one.portals if path == f"/{portal.prefix}" or path.startswith(f"/{portal.prefix}/")), None)


def portals_named() -> list[Portal]:
    """Return the public portals that whoever needs no account is shown, in the order of the manifests."""
    return [portal for one in institutions() for portal in one.portals if portal.title]


def entry_words() -> dict[str, Text]:
    """Return the words of the kinds of entries that institutions enter besides steps: an act's own label, else what the manifest says."""
    acts = {act.enters: act.label for act in rulebook().acts.values() if act.enters}
    return acts | {kind: text for one in institutions() for kind, text in one.enters.items()}
