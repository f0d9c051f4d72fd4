"""What is put together of a closed dossier when somebody asks."""
