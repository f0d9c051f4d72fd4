"""What only messages know: channels, the outbox, wording, notes, calendars."""
