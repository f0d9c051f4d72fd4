"""Which page of help belongs to which page of the console: the office's own here, an institution's on its manifest (`helps`)."""

from django.urls import ResolverMatch

from mingjian.core.language import Text
from mingjian.office.help.reader import TUTORIAL, names
from mingjian.office.institution import institutions

#: The office's own pages by their URL name, or by the name before its colon.
OWN = {
    "home": "work-at-the-desk",
    "search": "work-at-the-desk",
    "docket": "work-at-the-desk",
    "docket_print": "work-at-the-desk",
    "dossiers": "work-at-the-desk",
    "choose": "work-at-the-desk",
    "open": "work-at-the-desk",
    "dossier": "work-at-the-desk",
    "take_step": "work-at-the-desk",
    "together": "work-at-the-desk",
    "ledger": "verify-the-ledger",
    "staff": "enter-officers",
    "officer": "enter-officers",
    "add_officer": "enter-officers",
    "add_department": "enter-officers",
    "consents": "enter-officers",
    "rosters": "enter-officers",
    "roster": "enter-officers",
    "powers": "enter-officers",
    "openid": "sign-in-by-openid",
    "api": "connect-a-system",
    "api_docs": "connect-a-system",
    "node": "watch-a-node",
    "jobs": "run-a-node",
    "documents": "make-documents",
}
#: The index: what a reader wants to do, and the pages for it. Whatever stands nowhere is for whoever extends the node.
SHELVES = (
    (Text("开始", "Begin"), (TUTORIAL, "learn-in-two-hours", "work-at-the-desk", "words-of-the-desk", "questions-and-answers")),
    (
        Text("发现和线索", "Findings and clues"),
        ("judge-findings", "write-a-rule", "bring-evidence", "capture-a-page", "find-who-is-behind", "link-operators", "add-a-source", "screen-a-file"),
    ),
    (
        Text("办理", "Work"),
        (
            *("handle-a-case", "campaign-to-police", "handle-a-notice", "handle-a-complaint", "attest-parcels", "meet-and-consult", "make-documents"),
            *("sample-remind-notify", "order-and-review", "archive-a-dossier", "exchange-with-other-regions", "examine-a-report", "judge-shop-sites"),
        ),
    ),
    (Text("法规和研究", "Law and research"), ("ask-the-law", "change-a-threshold", "ask-about-a-rule", "put-a-draft-before-the-public", "verify-the-ledger")),
    (
        Text("管理节点", "Run the node"),
        (
            "from-an-empty-machine",
            "enter-officers",
            "sign-in-by-openid",
            "be-told",
            "connect-a-system",
            "run-a-node",
            "watch-a-node",
            "back-up-and-restore",
            "upgrade-a-node",
            "go-to-postgresql",
            "go-to-spark",
        ),
    ),
)
EXTEND = Text("扩展", "Extend")


def shelves() -> tuple[tuple[Text, tuple[str, ...]], ...]:
    """Return the index with every page on it once."""
    told = {name for _, shelf in SHELVES for name in shelf}
    return (*SHELVES, (EXTEND, tuple(name for name in names() if name not in told)))


def help_for(match: ResolverMatch | None) -> str:
    """Return the name of the page that helps with an address, the tutorial where none does."""
    if match is None:
        return TUTORIAL
    whole, part = match.view_name, match.namespace
    module = getattr(match.func, "__module__", "")
    for one in institutions():
        if module.startswith(f"{one.name}."):
            return one.helps.get(match.url_name or "", one.helps.get("", TUTORIAL))
    return OWN.get(whole, OWN.get(part, TUTORIAL))
