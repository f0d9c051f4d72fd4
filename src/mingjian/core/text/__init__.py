"""Finds terms in listings and posts, however they are disguised, and says where in the raw text and how."""

from mingjian.core.text.disguise import Disguise, described
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.mentions import MENTION
from mingjian.core.text.patterns import Term
from mingjian.core.text.vocabulary import read_vocabulary

__all__ = ["MENTION", "Disguise", "Lexicon", "Term", "described", "read_vocabulary"]
