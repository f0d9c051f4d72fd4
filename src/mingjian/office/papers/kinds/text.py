"""A line of text."""

from mingjian.office.papers.kind import OfficeKind

KIND = OfficeKind()
