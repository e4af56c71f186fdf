"""Files that come with a form: in memory alone, counted as they arrive, and only where a view takes one."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from belltown.errors import BadInput
from belltown_site import settings as site_settings
from belltown_site.web.pictures import MOST_BYTES
from belltown_site.web.uploads import file_in, takes_a_file


@takes_a_file
def taking(request):
    return HttpResponse()


def refusing(request):
    return HttpResponse()


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Whatever would write a file somewhere fails the test."""

    def never(*args, **more):
        raise AssertionError("a file of somebody's was to be written to a disk")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, never)


def sent_to(view, size=1000, name="picture", **more):
    file = SimpleUploadedFile("../../etc/passwd.jpg", b"x" * size, content_type="image/jpeg")
    request = RequestFactory().post("/", {"word": "kept", name: file, **more})
    if view:
        request.resolver_match = ResolverMatch(view, (), {})
    return request


def test_a_view_that_takes_a_file_has_it_in_memory_under_no_name_of_its_own():
    request = sent_to(taking)
    assert file_in(request, "picture") == b"x" * 1000
    assert request.FILES["picture"].name == "file"
    assert request.FILES["picture"].content_type == ""


@pytest.mark.parametrize("view", [refusing, None])
def test_everywhere_else_a_file_is_dropped_and_the_words_are_kept(view):
    request = sent_to(view)
    assert (dict(request.FILES), request.POST["word"]) == ({}, "kept")


def test_of_two_files_the_second_is_dropped():
    second = SimpleUploadedFile("b", b"y" * 10)
    request = sent_to(taking, second=second)
    assert list(request.FILES) == ["picture"]


def test_a_file_under_another_name_is_none():
    with pytest.raises(BadInput, match="is missing"):
        file_in(sent_to(taking, name="other"), "picture")


def test_the_largest_file_is_taken_and_one_byte_more_is_not():
    assert len(file_in(sent_to(taking, MOST_BYTES), "picture")) == MOST_BYTES
    with pytest.raises(BadInput, match="more than 10 megabytes"):
        file_in(sent_to(taking, MOST_BYTES + 1), "picture")


def test_of_a_file_that_was_too_large_nothing_is_kept():
    request = sent_to(taking, MOST_BYTES + 1)
    assert dict(request.FILES) == {}
    assert request.file_was_too_large


def test_no_other_handler_is_configured():
    assert site_settings.FILE_UPLOAD_HANDLERS == ["belltown_site.web.uploads.InMemoryAlone"]
