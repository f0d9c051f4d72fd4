"""The office as a Django app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "mingjian.office"
    label = "office"
    reveals = {"files": "dossiers.reveal.revealable_files"}  # noqa: RUF012 - as on a manifest

    def ready(self) -> None:
        """Let first passwords be used up, and no list of sessions keep their keys."""
        from mingjian.office.people.sessions import hash_listed_keys
        from mingjian.office.people.signin import listen

        hash_listed_keys()
        listen()
