"""Notices of copyright in letters and forms, as GitHub publishes them: what they complain of, which works they name, and who sends them."""
