"""How rows are found, paged and drawn in parts; what a hostile text looks like when it is shown."""
