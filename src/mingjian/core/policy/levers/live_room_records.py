"""Live rooms keep replay, talk and orders themselves and hand them over: cases stand more often, and the wrong ones fall sooner."""

from collections.abc import Mapping

from mingjian.core.language import Text
from mingjian.core.policy.channels import LIVE
from mingjian.core.policy.levers.lever import Lever
from mingjian.core.policy.rules import Rules, with_channel


def _change(rules: Rules, assumed: Mapping[str, float]) -> Rules:
    closed = assumed["kept"] * assumed["gain"]
    proof = with_channel(rules.proof, LIVE, rules.proof[LIVE] + closed * (1.0 - rules.proof[LIVE]))
    wrong = with_channel(rules.wrong, LIVE, rules.wrong[LIVE] * (1.0 - closed))
    return rules._replace(proof=proof, wrong=wrong, duty=with_channel(rules.duty, LIVE, 1.0))


LEVER = Lever(
    "live_room_records",
    Text("直播间留存记录的义务", "record-keeping duty of live rooms"),
    Text("微博和直播间的全部经营者，绝大多数守法", "every operator of microblog and live rooms, most of them honest"),
    (LIVE,),
    "livestream_measures/16#retention",
    _change,
)
