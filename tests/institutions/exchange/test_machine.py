"""
Three real nodes under a machine that does to them whatever may happen: officers give, take up, answer, correct, recall, ask consent and pass on; they order
actions in stages and report on them, say what they see and suggest corrections; lines part, lose, repeat, cut, change and delay; nodes are killed at
every named point and brought back from backups; clocks are off by more than a day.

Once the lines are whole again and the clocks right, each node must hold what its owner says and no more, everything once, in order and proven.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
import urllib3
from django.utils.timezone import localtime
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from institutions.exchange.in_one import MISHAPS, Killed, Node, World
from institutions.exchange.sites import Site

from mingjian.core.errors import MingjianError
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.acts import (
    adopt_correction,
    adopt_suggestion,
    answer_consent,
    answer_recall,
    ask_consent,
    correct_record,
    decline_matter,
    recall_record,
    refuse_suggestion,
    report_seen,
    share_clue,
    suggest_to_owner,
    take_matter_up,
)
from mingjian.institutions.exchange.letters.acts import answer_in_part, answer_letter, ask_for_assistance, refuse_letter
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.regions.acts import order_regions, report_finally, report_progress, take_order_up
from mingjian.institutions.exchange.regions.services.orders import RegionOrder
from mingjian.institutions.exchange.restores.services.resumption import go_on_with, resume
from mingjian.institutions.exchange.services import node as nodes
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.services.points import POINTS
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.record import ledger

KEYS = ("sh", "hz", "nj")
ADDRESSES = {"sh": "上海市黄浦区南京东路一号", "hz": "杭州市西湖区文三路一号", "nj": "南京市玄武区中山东路一号"}
PLACES = {"sh": "310101", "hz": "330106", "nj": "320102"}
PHONE, REPORTER, REPORTERS_PHONE = "13812345678", "张三丰", "13700001111"
SECRETS = (PHONE, REPORTER, REPORTERS_PHONE, "文三路", "南京东路", "中山东路")
#: What the demo agreement gives of each kind of record, written down here a second time: the oracle.
GIVEN = {
    "clue": {"title", "act", "platform", "shop", "shop_url", "listing", "operator", "code", "phone~mask_middle", "address~region_only", "amount", "content"},
    "assistance": {"letter", "questions", "subject", "code", "phone~mask_middle"},
    "answer": {"letter", "answer"},
    "campaign": {"title", "lead", "task", "goods", "key_words", "opening", "until"},
    "report": {"order", "as_of", "nodes", "figure_value"}
    | {f"figure_{name}" for name in ("matters", "parties", "offers", "captured", "measured", "cases", "closed", "sent")},
    "sighting": {"about", "verdict", "seen_on", "note"},
    "suggestion": {"about", "field", "suggested", "note"},
}
GONE = ("erased", "stopped")
KEY, PAIR = st.sampled_from(KEYS), st.sampled_from(list(permutations(KEYS, 2)))
DATA = st.integers(0, 2**32).map(Random)


class Machine(RuleBasedStateMachine):
    """What may happen to three nodes."""

    made: dict[str, Site]

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.world = World.of(self.made, Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="mingjian-"))))
        self.stack.enter_context(self.world.running())
        self.number = 0
        self.backups = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="mingjian-")))
        self.restored: set[str] = set()
        self.give(("sh", "hz")), self.give(("hz", "nj")), self.ask(("sh", "nj")), self.order("sh", True, 0, Random(1))  # noqa: S311 - as below
        self.round()
        for key in ("hz", "nj"):
            assert self.inside(self.world.nodes[key], HeldRecord.objects.exists)  # else all that follows would be about nothing
            self.work(key, Random(1), 2)  # noqa: S311 - chooses what is tried, guards nothing

    # What officers do.

    @rule(pair=PAIR)
    def give(self, pair: tuple[str, str]) -> None:
        giver, to = pair
        self.number += 1
        told = {"title": f"第{self.number}家充电器网店", "content": f"{REPORTER}（{REPORTERS_PHONE}）反映：第{self.number}件充电器无认证。"}
        intake = Intake("report", "销售无证产品", operator_address=ADDRESSES[to], reporter=Reported(REPORTER, REPORTERS_PHONE), **told)
        sharing = Sharing(self.world.nodes[to].name, "check_clue", PLACES[to], PHONE)
        self.act(giver, lambda by, at: share_clue(clue=register(intake, by=by, at=at), sharing=sharing, by=by, at=at))

    @rule(pair=PAIR)
    def ask(self, pair: tuple[str, str]) -> None:
        asker, to = pair
        self.number += 1
        told = {"letter_number": f"协{self.number}号", "letter_questions": f"请核实第{self.number}处仓库", "letter_phone": PHONE}
        self.act(asker, lambda by, at: ask_for_assistance(to_node=self.world.nodes[to].name, **told, by=by, at=at))

    @rule(key=KEY, both=st.booleans(), days=st.integers(0, 2), random=DATA)
    def order(self, key: str, both: bool, days: int, random: Any) -> None:
        """Order one node or both to carry an action out, at once or at a later stage; an action that rests on a task goes on to a node behind it."""
        others = [self.world.nodes[one].name for one in KEYS if one != key]

        def do(by: Officer, at: Any) -> None:
            running = Campaign.objects.filter(dossier__state_text="running")
            campaign = _any(running, random) if random.random() < 0.5 else None
            today = localtime(at).date()
            if campaign is None:
                campaign = plan_campaign(Plan(f"第{self.number}次行动", "整治", today, today + timedelta(days=90)), by=by, at=at)
                take(campaign.dossier, "issue", by=by, at=at, given={"campaign_until": campaign.ends_on.isoformat()})
            opens_at = at + timedelta(days=days) if days else None
            told = RegionOrder("排查网店", today + timedelta(days=random.randint(3, 40)), opens_at)
            order_regions(campaign=campaign, nodes=others if both else [random.choice(others)], order=told, by=by, at=at)

        self.number += 1
        self.act(key, do)

    @rule(key=KEY, random=DATA, is_last=st.booleans())
    def report_up(self, key: str, random: Any, is_last: bool) -> None:
        """Report on a task with the figures of the action that was made of it."""

        def do(by: Officer, at: Any) -> None:
            if held := _any(HeldRecord.objects.filter(kind="campaign", state="taken_up"), random):
                (report_finally if is_last else report_progress)(held, by=by, at=at)

        self.act(key, do)

    @rule(key=KEY, random=DATA, suggests=st.booleans())
    def say_of_it(self, key: str, random: Any, suggests: bool) -> None:
        """Tell the owner of a clue that came what is seen here, or suggest what it should say."""
        self.number += 1

        def do(by: Officer, at: Any) -> None:
            if held := _any(HeldRecord.objects.filter(kind="clue", version__gt=0), random):
                if suggests:
                    suggest_to_owner(held, suggested_field="title", suggested_value=f"建议{self.number}", by=by, at=at)
                else:
                    report_seen(held, held_verdict="seen", held_seen_on=localtime(at).date().isoformat(), held_note="也看到", by=by, at=at)

        self.act(key, do)

    @rule(key=KEY, random=DATA, times=st.integers(1, 4))
    def work(self, key: str, random: Any, times: int) -> None:
        """Let an officer do the next thing to some of what came."""

        def do(by: Officer, at: Any) -> None:
            if held := _any(HeldRecord.objects.filter(version__gt=0).exclude(state__in=GONE), random):
                random.choice(_deeds(held, random))(held, by, at)

        for _ in range(times):
            self.act(key, do)

    @rule(pair=PAIR, random=DATA)
    def pass_on(self, pair: tuple[str, str], random: Any) -> None:
        """Give on to a third node what came from another, once its owner consents."""
        key, to = pair

        def do(by: Officer, at: Any) -> None:
            held = _any(HeldRecord.objects.filter(kind="clue", dossier__isnull=False), random)
            if held is not None:
                clue = held.dossier.clue
                share_clue(clue=clue, sharing=Sharing(self.world.nodes[to].name, "check_clue", PLACES[to]), by=by, at=at)

        self.act(key, do)

    @rule(key=KEY, random=DATA)
    def consent(self, key: str, random: Any) -> None:
        def do(by: Officer, at: Any) -> None:
            if copy := _any(Copy.objects.filter(is_consent_open=True), random):
                asked = next(one["to"] for one in copy.consents if one["state"] == "asked")
                answer_consent(copy.record, consent_node=asked, consent_answer=random.choice(["given", "refused"]), by=by, at=at)

        self.act(key, do)

    @rule(key=KEY, random=DATA)
    def correct(self, key: str, random: Any) -> None:
        self.number += 1
        names = {"clue": "title", "assistance": "questions", "answer": "answer", "campaign": "task", "sighting": "note", "suggestion": "suggested"}

        def do(by: Officer, at: Any) -> None:
            if record := _any(SharedRecord.objects.filter(recalled_at__isnull=True).exclude(kind="report"), random):
                told = {"record_field": names[record.kind], "corrected_value": f"更正{self.number}", "correction_reason": "was_wrong"}
                correct_record(record, **told, by=by, at=at)

        self.act(key, do)

    @rule(key=KEY, random=DATA)
    def recall(self, key: str, random: Any) -> None:
        def do(by: Officer, at: Any) -> None:
            if record := _any(SharedRecord.objects.filter(recalled_at__isnull=True), random):
                recall_record(record, recall_reason=random.choice(["clue_was_mistaken", "wrong_node"]), by=by, at=at)

        self.act(key, do)

    # What happens besides.

    @rule(key=KEY)
    def send(self, key: str) -> None:
        with self.world.being(self.world.nodes[key]) as at, suppress(Killed):
            exchange(at)

    @rule()
    def round(self) -> None:
        """Let every node send, twice, so that answers come back."""
        for key in KEYS * 2:
            self.send(key)
        self.world.time += timedelta(hours=1)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.world.time += timedelta(hours=hours)

    @rule(pair=PAIR, is_parted=st.booleans())
    def part(self, pair: tuple[str, str], is_parted: bool) -> None:
        (self.world.parted.add if is_parted else self.world.parted.discard)(frozenset(pair))

    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), min_size=1, max_size=3))
    def trouble(self, mishaps: list[str]) -> None:
        self.world.mishaps = mishaps

    @rule(random=DATA)
    def come_late_or_again(self, random: Any) -> None:
        """Let something come that was kept back, or that came before."""
        one = self.world.kept_back.pop(0) if self.world.kept_back else random.choice(self.world.sent) if self.world.sent else None
        if one is not None:
            with suppress(urllib3.exceptions.HTTPError):
                self.world.deliver(one)

    @rule(key=KEY, point=st.sampled_from(POINTS))
    def kill(self, key: str, point: str) -> None:
        self.world.nodes[key].kill_at = point

    @rule(key=KEY, hours=st.sampled_from([-26, -11, 0, 0, 11, 26]))
    def set_clock(self, key: str, hours: int) -> None:
        self.world.nodes[key].skew = timedelta(hours=hours)

    @rule(key=KEY)
    def back_up(self, key: str) -> None:
        node = self.world.nodes[key]
        node.close()
        shutil.rmtree(self.backups / key, ignore_errors=True)
        shutil.copytree(node.home, self.backups / key)

    @rule(key=KEY)
    def lay_back(self, key: str) -> None:
        """Bring a node back from its backup, after which the administrators speak with each other."""
        node = self.world.nodes[key]
        if not (self.backups / key).exists():
            return
        node.close()
        shutil.rmtree(node.home)
        shutil.copytree(self.backups / key, node.home)
        self.restored.add(key)
        for other in self.world.nodes.values():
            if other is not node:
                with self.world.being(other):  # at the right time: administrators who speak with each other see that a clock is off
                    file = go_on_with(node.name, "恢复备份", self.world.time)
                with self.world.being(node):
                    resume(file, "恢复备份", self.world.time)

    def act(self, key: str, do: Callable[[Officer, Any], object]) -> None:
        """Let the head of a node do something, which may be refused in words, and which the end of the process may break off."""
        with self.world.being(self.world.nodes[key]) as at, suppress(MingjianError, Killed):
            do(Officer.objects.get(username="wang"), at)

    # What must hold at the end.

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.come_to_rest()
            for node in self.world.nodes.values():
                with self.world.being(node) as at:
                    ledger.checkpoint(at)
                    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())
                    self.check_held(node)
            for sender in self.world.nodes.values():
                for to in self.world.nodes.values():
                    if sender is not to:
                        self.check_pair(sender, to)
            self.check_history()
        finally:
            self.stack.close()

    def come_to_rest(self) -> None:
        self.world.parted, self.world.mishaps = set(), []
        for node in self.world.nodes.values():
            node.skew, node.kill_at = timedelta(), ""
        self.world.time += timedelta(hours=110)  # more than any clock was off, and any stage of a campaign ahead of it
        for _ in range(12):
            self.world.time += timedelta(hours=2)
            for node in self.world.nodes.values():
                with self.world.being(node) as at:
                    exchange(at)
            if not any(self.inside(node, lambda: Outgoing.objects.filter(state__in=["queued", "packed"]).exists()) for node in self.world.nodes.values()):
                return
        left = [
            self.inside(node, lambda: list(Outgoing.objects.exclude(state="arrived").values("kind", "why", "envelope__why")))
            for node in self.world.nodes.values()
        ]
        raise AssertionError(f"it never came to rest: {left}")

    def inside(self, node: Node, ask: Callable[[], Any]) -> Any:
        with self.world.being(node):
            return ask()

    def check_held(self, node: Node) -> None:
        """What this node holds is what the oracle gives, and says nothing of what is masked."""
        for held in HeldRecord.objects.all():
            assert set(held.values) <= GIVEN.get(held.kind, set()), (held.name, sorted(held.values))
            text = json.dumps(held.values, ensure_ascii=False)
            assert not [one for one in SECRETS if one in text], text
            assert held.state not in GONE or held.values == {}

    def check_pair(self, sender: Node, to: Node) -> None:
        """Every envelope came once and in order, its receipt holds, and every copy is as its owner has it."""
        with self.world.being(sender):
            sent = list(Envelope.objects.filter(peer__node=to.name).order_by("sequence"))
            member = nodes.register().member(to.name)
            found = Copy.objects.filter(peer__node=to.name).select_related("record")
            copies = [(copy, copy.record, copy.record.versions.order_by("-version")[0]) for copy in found]
            refused = dict(Outgoing.objects.filter(peer__node=to.name, state="refused").values_list("name", "why"))
        with self.world.being(to):
            came = list(Arrival.objects.filter(peer__node=sender.name).order_by("sequence").select_related("entry"))
            held = {one.name: one for one in HeldRecord.objects.filter(peer__node=sender.name)}
        assert [one.sequence for one in came] == list(range(1, len(came) + 1))
        if self.restored & {sender.key, to.key}:
            self.check_restored(sent, came, copies, held, refused)
            return
        assert [(one.sequence, one.sha256) for one in sent] == [(one.sequence, one.sha256) for one in came]
        for envelope, arrival in zip(sent, came, strict=True):
            receipt = Receipt.read(bytes(envelope.receipt or b""))
            receipt.covers(envelope.sha256, read_envelope(bytes(envelope.data)).header)
            receipt.verify(member, None)
            assert receipt.entry == arrival.entry.body.encode()
        assert set(refused.values()) <= {"recalled_before", "not_held"}, refused
        for copy, record, newest in copies:
            self.check_copy(copy, record, newest, held.get(record.name), refused.get(record.name, ""))

    def check_restored(self, sent: list[Any], came: list[Any], copies: list[Any], held: dict[str, Any], refused: dict[str, str]) -> None:
        """One of the two has forgotten something: what it has is still true at the other, nothing says two things, and a recall still ends its copy."""
        there = {one.sequence: one.sha256 for one in came}
        assert [one.sequence for one in sent if there.get(one.sequence) != one.sha256] == []
        assert set(refused.values()) <= {"recalled_before", "not_held", "version_forks", "malformed_item"}, refused
        for copy, record, newest in copies:
            one = held.get(record.name)
            if one is not None and one.state not in GONE and one.version == newest.version and one.fields == newest.fields:
                assert set(one.values) <= GIVEN[record.kind]
            if record.recalled_at is not None and record.name not in refused and copy.state not in ("refused", "recall_asked"):
                assert one is None or one.state in (*GONE, "recalled", "kept"), (record.name, one.state, copy.state)

    def check_copy(self, copy: Copy, record: SharedRecord, newest: Any, held: HeldRecord | None, refused: str) -> None:
        if record.recalled_at is None and held is not None and held.state not in (*GONE, "recalled"):
            given = {name: value for name, value in newest.values.items() if name in GIVEN[record.kind]}
            assert held.values == given, (record.name, held.values, given)
            assert (held.version, copy.confirmed) == (newest.version, newest.version)
        elif record.recalled_at is None:
            assert held is not None, (record.name, refused)
        else:  # nobody works with what was recalled, but with a ground
            assert held is None or held.state in (*GONE, "recalled", "kept"), (record.name, held.state)
            assert held is None or copy.state == {"recalled": "recall_asked"}.get(held.state, held.state), (record.name, copy.state, held.state)

    def check_history(self) -> None:
        """What a sender heard to be taken is in the ledger of the other, once; as a client's log tells it, without asking the sender's database."""
        for one in self.world.sent:
            if one.status == 200:
                with self.world.being(self.world.called(one.to)):
                    times = Entry.objects.filter(kind="envelope_arrived", body__contains=read_envelope(one.data).id).count()
                assert times == 1 or (times == 0 and self.restored), times


def _any(rows: Any, random: Any) -> Any:
    each = list(rows.order_by("pk"))
    return random.choice(each) if each else None


def _deeds(held: HeldRecord, random: Any) -> list[Callable[[Any, Any, Any], object]]:
    """What an officer may do next to a record that came."""
    if held.state == "recalled":
        return [
            lambda held, by, at: answer_recall(held, recall_answer="stopped", by=by, at=at),
            lambda held, by, at: answer_recall(held, recall_answer="kept", keep_ground="evidence_in_case", by=by, at=at),
        ]
    if held.kind == "assistance":
        return [
            lambda held, by, at: answer_letter(held, letter_answer="仓库属实", by=by, at=at),
            lambda held, by, at: answer_in_part(held, letter_answer="先答一部分", by=by, at=at),
            lambda held, by, at: refuse_letter(held, letter_refusal="not_held", by=by, at=at),
        ]
    others = [f"{key}.mingjian.example" for key in KEYS]
    if held.kind == "campaign":
        return [_take_order_up, _take_order_up, lambda held, by, at: decline_matter(held, decline_reason="no_such_goods", by=by, at=at)]
    if held.kind == "suggestion":
        return [
            lambda held, by, at: adopt_suggestion(held, correction_reason="was_wrong", by=by, at=at),
            lambda held, by, at: refuse_suggestion(held, decline_reason="not_so", by=by, at=at),
        ]
    return [
        lambda held, by, at: take_matter_up(held, by=by, at=at),
        lambda held, by, at: take_matter_up(held, by=by, at=at),
        lambda held, by, at: decline_matter(held, decline_reason="no_suspicion", by=by, at=at),
        lambda held, by, at: adopt_correction(held, by=by, at=at),
        lambda held, by, at: ask_consent(held, consent_node=random.choice(others), consent_purpose="check_clue", by=by, at=at),
    ]


def _take_order_up(held: HeldRecord, by: Officer, at: Any) -> None:
    campaign = take_order_up(held, by=by, at=at)
    take(campaign.dossier, "issue", by=by, at=at, given={"campaign_until": campaign.ends_on.isoformat()})


@pytest.mark.slow
def test_whatever_happens_each_node_holds_what_its_owners_say_once_and_proven(made_sites: dict[str, Site], django_db_blocker: Any) -> None:
    Machine.made = made_sites
    examples = int(os.environ.get("MINGJIAN_EXAMPLES", "6"))
    is_fixed = "MINGJIAN_EXAMPLES" not in os.environ  # the main run is the same each time; whoever asks for more examples gets others
    checks = list(HealthCheck)
    how = settings(max_examples=examples, stateful_step_count=50, deadline=None, suppress_health_check=checks, print_blob=True, derandomize=is_fixed)
    with django_db_blocker.unblock():
        run_state_machine_as_test(Machine, settings=how)
