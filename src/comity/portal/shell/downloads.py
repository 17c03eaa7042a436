"""A file as an answer."""

import mimetypes
from io import BytesIO

from django.http import FileResponse
from django.urls import reverse

from comity.portal.shell.notices import stamped


def file_answer(data: bytes, *, name: str) -> FileResponse:
    """Always as a download: nothing that somebody uploaded is ever shown as a page of ours. With the antitrust notice inside it."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = FileResponse(BytesIO(stamped(data, name)), as_attachment=True, filename=name, content_type=kind)
    answer.headers["Link"] = f'<{reverse("notice")}>; rel="terms-of-service"'  # what binds whoever takes it
    return answer
