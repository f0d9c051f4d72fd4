"""A file of the dossier, by its SHA-256."""

from mingjian.core.procedure.papers import ON_FILE, PaperKind, read_key

KIND = PaperKind(read_key, ON_FILE, says=frozenset({"takes"}), is_brought=True)
