"""Files that come with a form: in memory alone, never on a disk, and only where a view says that it takes one."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse

from belltown_site.web.pictures import MOST_BYTES, unusable

View = Callable[..., HttpResponse]


def takes_a_file(view: View) -> View:
    """Mark a view: a form sent there may bring one file. Everywhere else a file is dropped unread."""
    view.takes_a_file = True  # type: ignore[attr-defined]
    return view


def file_in(request: HttpRequest, name: str) -> bytes:
    """The bytes of the file that came under this name. Raises BadInput, in words, for none and for too many bytes."""
    sent: UploadedFile | None = request.FILES.get(name)
    if getattr(request, "file_was_too_large", False):
        raise unusable("too_many_bytes")
    if sent is None:
        raise unusable("nothing")
    return sent.read()


class InMemoryAlone(FileUploadHandler):
    """The site's only upload handler. It counts what arrives: no header is believed."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = self.arrived = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, where this view takes one and has not had it yet."""
        super().new_file(*args, **kwargs)
        view = getattr(self.request and self.request.resolver_match, "func", None)
        self.files += 1
        if self.files > 1 or not getattr(view, "takes_a_file", False):
            raise SkipFile
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Keep the part, unless the whole has become too large: then nothing of it is kept."""
        self.arrived += len(raw_data)
        if self.arrived > MOST_BYTES:
            self.kept = BytesIO()
            self.request.file_was_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, in memory. Its name and what it says it is are never looked at."""
        self.kept.seek(0)
        return InMemoryUploadedFile(self.kept, self.field_name, "file", "", file_size, None)
