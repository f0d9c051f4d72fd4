"""What steps that delete, or order something to be deleted, do besides being recorded: they look first whether it is captured."""
