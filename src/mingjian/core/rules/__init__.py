"""Rules that officers write: words in combination, goods, price, place and time; read aloud, run over listings and posts, and judged by what they find."""

from mingjian.core.rules.precision import Precision
from mingjian.core.rules.rule import Rule
from mingjian.core.rules.run import Coverage, Hit, Rules

__all__ = ["Coverage", "Hit", "Precision", "Rule", "Rules"]
