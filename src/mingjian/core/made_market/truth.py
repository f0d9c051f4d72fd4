"""What is known of the market, kept apart from it: who does wrong, who only looks like it."""

from dataclasses import dataclass, field

import pyarrow as pa

TRUTH = pa.schema(
    [
        pa.field("subject_kind", pa.string(), metadata={"meaning": "shop, listing, post, buyer, order or ring"}),
        pa.field("subject", pa.string(), metadata={"meaning": "platform/id; of a ring its name"}),
        pa.field("label", pa.string(), metadata={"meaning": "what it is, in one word"}),
        pa.field("is_bad", pa.bool_(), metadata={"meaning": "true: it does wrong; false: it only looks like it"}),
        pa.field("ring", pa.string(), metadata={"meaning": "the ring or look-alike that it belongs to, null if none"}),
        pa.field("disguise", pa.string(), metadata={"meaning": "how a code word was disguised, null if it was not"}),
    ]
)


@dataclass
class Known:
    """The truth as the makers of the market add to it."""

    rows: list[tuple[str, str, str, bool, str | None, str | None]] = field(default_factory=list)

    def add(self, subject_kind: str, subject: str, label: str, *, is_bad: bool, ring: str | None = None, disguise: str | None = None) -> None:
        """Add what one subject is."""
        self.rows.append((subject_kind, subject, label, is_bad, ring, disguise))

    def table(self) -> pa.Table:
        """Return all that is known, in the order in which it was said."""
        arrays = [pa.array([row[place] for row in self.rows], field.type) for place, field in enumerate(TRUTH)]
        return pa.Table.from_arrays(arrays, schema=TRUTH)

    def counts(self) -> dict[str, dict[str, int]]:
        """Count by label, the bad and those that only look like it apart."""
        told: dict[str, dict[str, int]] = {"bad": {}, "look_alike": {}}
        for subject_kind, _, label, is_bad, _, _ in self.rows:
            of = told["bad" if is_bad else "look_alike"]
            name = f"{subject_kind}:{label}"
            of[name] = of.get(name, 0) + 1
        return {side: dict(sorted(of.items())) for side, of in told.items()}
