"""Live streams: whoever may watch is woken once a change is committed, and nobody hears whose it is."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from belltown_site.web import sse
from belltown_site.web import stream as door
from belltown_site.web.live import MOST_TOPICS, TOPICS, may_watch, publish
from belltown_site.web.models import Event
from belltown_site.web.sse import Cursor, Hub, Wake, events_after
from belltown_site.web.stream import stream
from tests.lib import cast as people

ONE = "11111111-1111-4111-8111-111111111111"


class TestWhoMayWatch:
    pytestmark = pytest.mark.django_db

    def test_nobody_watches_nothing(self, cast):
        assert not any(may_watch(cast["nobody"], name) for name in [*TOPICS, *(f"{t}:{ONE}" for t in TOPICS)])

    @pytest.mark.parametrize(
        ("name", "watchers"),
        [
            ("handoff", {"sol", "cass", "cleo", "dee", "pam"}),
            (f"handoff:{ONE}", {"ofelia", "sol", "cass", "cleo", "dee", "pam"}),
            ("hold", {"pru", "del", "pam"}),
            ("referral", {"cleo", "pam"}),
            ("encounter", set()),
        ],
    )
    def test_each_topic_has_its_watchers(self, cast, name, watchers):
        assert {who for who, user in cast.items() if may_watch(user, name)} == watchers

    @pytest.mark.parametrize("name", ["", "people", "handoff:", "handoff:x y", "handoff:" + "a" * 65, ":", "Handoff"])
    def test_there_is_no_such_topic(self, cast, name):
        assert name == "handoff:" or not any(may_watch(user, name) for user in cast.values())


class TestPublishing:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_what_was_rolled_back_wakes_nobody(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish("hold", str(1 // (publish("hold", "hold.file") or 0)))
        assert events_after(0) == []

    def test_a_topic_nobody_knows_is_a_mistake(self):
        with pytest.raises(KeyError):
            publish("gossip", "x")

    def test_a_wake_says_what_kind_and_never_whose(self):
        publish("handoff", "handoff.accept", ONE)
        ((wake, is_old),) = events_after(0)
        assert not is_old
        assert wake.text() == f"id: {wake.id}\nevent: changed\ndata: handoff handoff.accept\n\n".encode()


def rows(*ids, old=False):
    return [(Wake(id, "hold", "", "x"), old) for id in ids]


class TestCursor:
    def test_an_event_is_taken_once(self):
        cursor = Cursor()
        assert [wake.id for wake in cursor.take(rows(1, 2))] == [1, 2]
        assert cursor.take(rows(1, 2)) == []

    def test_a_lower_id_that_commits_later_is_not_missed(self):
        cursor = Cursor()
        cursor.take(rows(1, 3))
        assert cursor.floor == 1
        assert [wake.id for wake in cursor.take(rows(2, 3))] == [2]
        assert cursor.floor == 3

    def test_an_id_that_never_comes_is_waited_for_a_while_alone(self):
        cursor = Cursor()
        cursor.take(rows(1, 3, old=True))
        assert (cursor.floor, cursor.seen) == (3, set())

    @given(st.permutations(range(1, 9)), st.integers(0, 8))
    def test_whatever_the_order_of_commits_each_event_is_taken_once(self, order, start):
        cursor, there, taken = Cursor(), set(), []
        for id in order:
            there.add(id)
            visible = sorted(one for one in there if one > cursor.floor)
            taken += [wake.id for wake in cursor.take(rows(*visible))]
        assert sorted(taken) == list(range(1, 9))
        assert cursor.floor == 8


class Visitor:
    """A browser's side of one ASGI request."""

    def __init__(self, session="", query=b"topic=handoff", method="GET", last=None):
        cookie = [(b"cookie", f"belltown_session={session}".encode())] if session else []
        headers = cookie + ([(b"last-event-id", last)] if last is not None else [])
        self.scope = {"type": "http", "method": method, "path": "/live/", "query_string": query, "headers": headers}
        self.left = asyncio.Event()
        self.heard = asyncio.Queue()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.heard.put(message)

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), 30)

    async def until(self, text):
        while text not in (message := await self.next()).get("body", b""):
            assert message.get("more_body", True), "the stream ended"
        return message["body"]


@pytest.fixture
def session_of(transactional_db):
    def sign_in(name):
        client = Client()
        client.force_login(people.make_person(name))
        return client.session.session_key

    return sign_in


def talk(conversation, **visitor):
    """Run one visit: open the stream, hold the conversation, leave; returns what the conversation returned."""

    async def visit():
        hub, guest = Hub(), Visitor(**visitor)
        serving = asyncio.create_task(stream(hub, guest.scope, guest.receive, guest.send))
        try:
            return await conversation(guest, hub)
        finally:
            guest.left.set()
            await asyncio.wait_for(serving, 30)
            await hub.close()

    return asyncio.run(visit())


async def status(guest, _hub):
    return (await guest.next())["status"]


@pytest.mark.parametrize("name", ["ofelia", "pru", "bea", "eve", "ada", "pat", "nobody"])
def test_the_stream_of_handoffs_is_closed_to_those_without_business(session_of, name):
    assert talk(status, session=session_of(name)) == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("session", ["", "invented", "a" * 5000, "../../x", '"'])
def test_a_visitor_without_session_is_refused(session):
    assert talk(status, session=session) == 403


def test_only_reading_is_possible(session_of):
    assert talk(status, session=session_of("dee"), method="POST") == 405


@pytest.mark.parametrize(
    "query", [b"", b"topic=", b"other=1", b"&".join(b"topic=%d" % n for n in range(MOST_TOPICS + 1))]
)
def test_a_stream_of_nothing_or_of_everything_is_refused(session_of, query):
    assert talk(status, session=session_of("dee"), query=query) == 400


def test_one_topic_too_many_refuses_them_all(session_of):
    assert talk(status, session=session_of("dee"), query=b"topic=handoff&topic=hold") == 403


async def publish_in_thread(hub, *arguments):
    await hub.in_thread(publish, *arguments)


def test_a_change_wakes_whoever_watches(session_of):
    async def conversation(guest, hub):
        start = await guest.next()
        await guest.until(b"retry")
        await publish_in_thread(Hub(), "hold", "hold.file")
        await publish_in_thread(Hub(), "handoff", "handoff.accept", ONE)
        return start, await guest.until(b"changed")

    start, body = talk(conversation, session=session_of("dee"))
    assert start["status"] == 200
    headers = dict(start["headers"])
    assert headers[b"content-type"] == b"text/event-stream"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-accel-buffering"] == b"no"
    assert b"handoff handoff.accept" in body
    assert ONE.encode() not in body


def test_watching_one_thing_hears_of_that_one_alone(session_of):
    async def conversation(guest, hub):
        await guest.until(b"retry")
        await publish_in_thread(Hub(), "handoff", "other", "22222222-2222-4222-8222-222222222222")
        await publish_in_thread(Hub(), "handoff", "mine", ONE)
        return await guest.until(b"changed")

    query = f"topic=handoff:{ONE}".encode()
    assert b"mine" in talk(conversation, session=session_of("ofelia"), query=query)


def test_what_was_missed_is_told_on_return(session_of):
    publish("handoff", "first")
    publish("handoff", "second")

    async def conversation(guest, hub):
        await guest.until(b"first")
        return await guest.until(b"second")

    assert talk(conversation, session=session_of("dee"), last=b"0")


@pytest.mark.parametrize("last", [b"", b"-1", b"x", b"9" * 40, "٣".encode()])
def test_a_senseless_last_id_is_overlooked(session_of, last):
    async def conversation(guest, hub):
        await guest.until(b"retry")
        return True

    assert talk(conversation, session=session_of("dee"), last=last)


def test_a_stream_ends_soon_after_its_session(session_of, monkeypatch):
    monkeypatch.setattr(door, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(door, "RECHECK_BEATS", 1)
    key = session_of("dee")

    async def conversation(guest, hub):
        await guest.until(b"still here")
        await hub.in_thread(end_session, key)
        while (await guest.next()).get("more_body", True):
            pass
        return True

    assert talk(conversation, session=key)


def end_session(key):
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore(key).delete()


def test_when_the_server_stops_every_stream_ends(session_of):
    async def conversation(guest, hub):
        await guest.until(b"retry")
        await hub.close()
        while (await guest.next()).get("more_body", True):
            pass
        hub._reader = Hub()._reader
        return True

    assert talk(conversation, session=session_of("dee"))


def test_the_listener_comes_back_when_the_database_was_away(session_of, monkeypatch):
    monkeypatch.setattr(sse, "RECONNECT_SECONDS", 0)
    real, tries = sse.wakes, itertools.count()

    async def unlucky():
        if next(tries) == 0:
            raise OSError("away")
        async for _ in real():
            yield

    monkeypatch.setattr(sse, "wakes", unlucky)

    async def conversation(guest, hub):
        await guest.until(b"retry")
        await publish_in_thread(Hub(), "handoff", "after")
        return await guest.until(b"after")

    assert talk(conversation, session=session_of("dee"))


@pytest.mark.django_db
def test_old_events_settle_the_cursor():
    Event.objects.create(at=timezone.now() - 2 * sse.LATE, topic="hold", kind="x")
    Event.objects.create(at=timezone.now() - timedelta(seconds=1), topic="hold", kind="y")
    assert [is_old for _, is_old in events_after(0)] == [True, False]
