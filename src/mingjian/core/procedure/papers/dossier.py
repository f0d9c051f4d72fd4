"""Another dossier, by its number; `of` says of which procedure it is as a rule."""

from mingjian.core.procedure.papers import ON_FILE, PaperKind, read_key

KIND = PaperKind(read_key, ON_FILE, says=frozenset({"of"}), names_dossier=True)
