"""
Rows as lines of JSON, with instants to the microsecond.

Django's own `dumpdata` cuts instants to milliseconds. An entry's content tells them whole, so that after a move to another database an audit named nearly
every entry. `SERIALIZATION_MODULES` of the settings puts this in the place of Django's for the format `jsonl`.
"""

from datetime import datetime
from typing import Any

from django.core.serializers import jsonl
from django.core.serializers.json import DjangoJSONEncoder


class Encoder(DjangoJSONEncoder):
    """JSON as Django writes it, but for instants."""

    def default(self, o: Any) -> Any:
        """Return an instant as ISO 8601 has it, whole; anything else as Django does."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Serializer(jsonl.Serializer):
    """Lines of JSON, one a row."""

    def _init_options(self) -> None:
        super()._init_options()  # type: ignore[misc]  # the stubs do not know it
        self.json_kwargs["cls"] = Encoder


Deserializer = jsonl.Deserializer
