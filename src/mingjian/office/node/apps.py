"""The node as a Django app of its own: its tables know nothing of the office's."""

from django.apps import AppConfig


class NodeConfig(AppConfig):
    name = "mingjian.office.node"
    label = "node"

    def ready(self) -> None:
        """Let the log hear of sign-ins, refusals and faults."""
        from mingjian.office.node.log_events import listen

        listen()
