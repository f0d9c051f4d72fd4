"""What a matter asks of the steps of the dossiers that are about it."""
