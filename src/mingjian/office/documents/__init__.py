"""Official documents (文书): made out of a dossier's record, numbered, recorded, remade; an office's own templates and its rule of numbers."""
