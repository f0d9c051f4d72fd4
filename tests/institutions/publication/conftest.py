"""A node with two peers, for what follows a penalty to other nodes."""

from institutions.exchange.conftest import li, peers, wire

__all__ = ["li", "peers", "wire"]
