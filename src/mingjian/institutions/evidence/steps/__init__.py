"""Conditions of steps that delete, order something to be deleted or fix data: first it is captured and sealed."""
