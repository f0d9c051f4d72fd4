"""Official documents (文书): forms as data, filled from what a dossier's record says; a gap stays a visible blank and is named."""
