"""An officer of the department that holds the dossier."""

from mingjian.core.procedure.papers import ON_FILE, PaperKind, read_key

KIND = PaperKind(read_key, ON_FILE)
