"""Help: the how-tos and the tutorial as pages of the console, which page helps where, and the first steps of a new officer by role."""
