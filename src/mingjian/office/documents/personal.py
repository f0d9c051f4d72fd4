"""Values of persons among what institutions tell documents."""


class Personal(str):
    """A personal value: a document has it only with leave, and otherwise what stands in its place (`without`; empty: a gap)."""

    __slots__ = ("without",)
    without: str

    def __new__(cls, value: str, without: str = "") -> "Personal":
        """Make one."""
        made = super().__new__(cls, value)
        made.without = without
        return made
