"""What is done to drafts before the public and to comments on them: one act a file."""
