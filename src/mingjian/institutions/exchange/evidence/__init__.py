"""Files of dossiers that go to other nodes, and those that come: given with their chain of custody, put on file, and read."""
