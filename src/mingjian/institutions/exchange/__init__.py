"""Exchange: what passes between this node and others, under the agreement that its members signed."""
