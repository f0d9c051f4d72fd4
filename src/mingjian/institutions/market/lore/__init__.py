"""What only market data knows."""
