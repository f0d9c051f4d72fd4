"""What is put together of a dossier when somebody asks."""
