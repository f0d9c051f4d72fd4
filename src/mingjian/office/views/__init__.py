"""Views: a list as an officer sifted it, kept under a name, counted, and where they say so, what the list begins with."""
