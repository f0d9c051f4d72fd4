"""
Examines a platform's report of its operators row by row: identity, register, licence, permits, exemption, repeats.

A row passes, fails where something is certainly wrong, or goes to a person. Each reason has a code, and rests on articles in force on the day.
"""

from mingjian.core.examination.run import Examination, examine

__all__ = ["Examination", "examine"]
