"""Django's name for this room, and where statistics learn what was avoided."""

from django.apps import AppConfig


class Recognition(AppConfig):
    name = "comity.portal.recognition"
    label = "recognition"

    def ready(self) -> None:
        from comity.portal.ports.recognitions import recognitions_come_from
        from comity.portal.recognition.queries import recognitions_of

        recognitions_come_from(recognitions_of)
