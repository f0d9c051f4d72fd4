"""What only the lab knows: its reports in the reader's language, and how a run is asked for."""
