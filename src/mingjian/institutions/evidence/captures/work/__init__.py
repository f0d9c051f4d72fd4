"""What is worked out from captures when somebody asks."""
