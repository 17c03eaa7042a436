"""Django's name for this room, where statistics learn what was avoided, and the survey what a member recognised."""

from django.apps import AppConfig


class Recognition(AppConfig):
    name = "comity.portal.recognition"
    label = "recognition"

    def ready(self) -> None:
        from comity.portal.ports.recognitions import recognitions_come_from
        from comity.portal.recognition import tasks  # noqa: F401 -- what is looked after is known once this is imported
        from comity.portal.recognition.queries import recognised_in, recognitions_of
        from comity.portal.survey.known import tells

        recognitions_come_from(recognitions_of)
        tells("audits_recognised")(recognised_in)
