"""Exchange: clues, letters and answers between nodes of several regions, under the agreement that they signed."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, WORK, Institution, MenuItem, Thing


class Exchange(Institution):
    name = "mingjian.institutions.exchange"
    label = "exchange"
    title = Text("跨区域交换", "Exchange between regions")
    helps = {"": "exchange-with-other-regions"}
    menu = (
        MenuItem("exchange:home", Text("跨区域", "Regions"), WORK, is_for_authorities=True, power="exchange.see_regions"),
        MenuItem("exchange:keys", Text("数据交换密钥", "Keys of the exchange"), KEEP, frozenset({"system"})),
    )
    enters = {
        "records_released": Text("向其他节点成批提供记录", "Records given to another node"),
        "records_recalled": Text("成批撤回已提供的记录", "Records given in one batch recalled"),
        "register_signed": Text("签署成员名册", "Register of members signed"),
        "register_adopted": Text("采用成员名册", "Register of members adopted"),
        "record_released": Text("向其他节点提供记录", "Record given to another node"),
        "envelope_packed": Text("封装信封", "Envelope packed"),
        "envelope_arrived": Text("收到信封", "Envelope taken in"),
        "envelope_confirmed": Text("回执核实", "Receipt verified"),
        "keep_period_ended": Text("收到的记录保存期满", "Keep period of a received record ended"),
        "copy_asked_back": Text("请一个节点删除副本", "One node asked to erase its copy"),
        "question_taken": Text("其他节点的有无查询", "Question of another node, hit or no hit"),
        "question_answered": Text("有无查询的答复", "Answer of another node, hit or no hit"),
        "matter_exported": Text("导出为其他系统的文件", "Exported as a file of another system"),
        "file_arrived": Text("收齐其他节点提供的文件", "File of another node came whole"),
        "received_file_read": Text("查看收到的文件", "Received file read"),
        "received_file_erased": Text("删除收到的文件", "Received file erased"),
        "exchange_stopped": Text("停止与节点往来", "Exchange with a node stopped"),
        "exchange_keys_renewed": Text("更换数据交换密钥", "Keys of the exchange renewed"),
        "checkpoint_of_before": Text("其他成员所见为恢复前的台账", "Others saw the ledger of before the restore"),
        "exchange_resumed": Text("与恢复备份的节点恢复数据交换", "Exchange with a restored node resumed"),
        "exchange_restored": Text("恢复备份后恢复数据交换", "Exchange resumed after a restore"),
    }
    things = (
        Thing("shared_record", "exchange.SharedRecord", "queries.shared_record_numbered", Text("已提供的记录", "Shared record")),
        Thing("held_record", "exchange.HeldRecord", "queries.held_record_numbered", Text("收到的记录", "Received record")),
        Thing("own_agreement", "exchange.OwnAgreement", "queries.own_agreement_numbered", Text("协作协议文本", "Agreement of regions")),
        Thing("envelope", "exchange.Envelope", "queries.envelope_numbered", Text("信封", "Envelope")),
    )
    #: How far a copy and an envelope are, told by receipts; what came from another node is vouched for by the envelope that brought it.
    drifts = {
        "exchange.Copy": ("state", "since", "confirmed", "word", "passed_on", "heard", "due", "sighted_on", "consents", "is_consent_open"),
        "exchange.HeldRecord": ("*",),
        "exchange.Envelope": ("*",),
    }
    not_held = {
        "exchange.AdoptedRegister": "signed by those who keep it, and read anew against their keys",
        "exchange.Peer": "how far a stream is; each envelope of it is chained to the one before",
        "exchange.HeldRecord": "vouched for by the envelope that brought it",
        "exchange.Question": "entered when it is asked and when it is answered",
        "exchange.QuestionTaken": "entered when it comes",
        "exchange.Envelope": "signed by its sender, and named by its hash in the ledger",
        "exchange.Outgoing": "what waits to be sent; what was released is entered",
        "exchange.Arrival": "of which entry an envelope is; the entry names the envelope",
        "exchange.Rejection": "what was refused at the door, with no effect",
    }
    news = ("news.stopped", "news.waiting_for_us", "news.consents_asked", "news.others_said", "news.waits_there")
    warns = ("news.due_here", "news.due_there")
    reveals = {"held": "reveal.revealable_held"}
    panels = (
        "panels.on_clue",
        "evidence.panels.on_files",
        "letters.panels.on_matter",
        "hits.panels.on_clue",
        "exports.panels.on_dossier",
        "regions.panels.on_campaign",
    )
    marks = ("services.handling_codes.marks_of_dossiers",)
    facts = ("facts.facts_of_campaign",)
    calls_for = ("services.endings.called_for",)
    forewarns = ("panels.forewarned",)
    sweeps = ("sweeps.keep_periods", "sweeps.exchange")
    measures = ("queries.measured",)
