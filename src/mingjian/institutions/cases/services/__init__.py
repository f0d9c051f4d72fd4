"""How a case is opened, and what its figures and its fine come to."""
