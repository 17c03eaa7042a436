"""A file as an answer."""

import mimetypes
from io import BytesIO

from django.http import FileResponse
from django.urls import reverse

from comity.portal.shell.notices import stamped


def file_answer(data: bytes, *, name: str, is_as_sent: bool = False) -> FileResponse:
    """Always as a download: nothing that somebody uploaded is ever shown as a page of ours. With the antitrust notice inside it.

    What somebody sent comes back byte for byte, readable or not, and the notice is in the header alone.
    """
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    inside = data if is_as_sent else stamped(data, name)
    answer = FileResponse(BytesIO(inside), as_attachment=True, filename=name, content_type=kind)
    answer.headers["Link"] = f'<{reverse("notice")}>; rel="terms-of-service"'  # what binds whoever takes it
    return answer
