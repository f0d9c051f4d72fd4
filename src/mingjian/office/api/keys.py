"""The key that a caller gives to a request that writes, so that a repeat of it is done once."""

from typing import Annotated

from ninja import Field

LONGEST_KEY = 60

Key = Annotated[str | None, Field(default=None, min_length=1, max_length=LONGEST_KEY)]
