"""What spreadsheets do to a text that is opened in them."""

#: A cell that begins so is taken for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
