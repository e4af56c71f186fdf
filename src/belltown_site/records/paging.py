"""How a page leaves the house: by e-mail, and by a signed webhook that any message provider can take.

Neither says who or where. The webhook follows Standard Webhooks: `webhook-id`, `webhook-timestamp`,
`webhook-signature`, and a body of ids and an event type. A message is rendered from a `Disclosed` alone, so that one
which rests on a consent carries its notice.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import datetime
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from standardwebhooks.webhooks import Webhook

from belltown.disclosure.disclosed import as_json, as_letter
from belltown_site.jurisdiction.preferences import preferences
from belltown_site.records.actions.outbox import Parcel

PATIENCE_SECONDS = 5
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
SUBJECT = "Belltown: someone waits for your answer"
TEXTS = {
    "handoff.ringing": "Someone asks for a warm handoff. Please open Belltown and answer.",
    "glass.review": "A record was opened in an emergency. Please open Belltown and say whether that was in order.",
}
NOUNS = {"handoff.ringing": "ring", "glass.review": "opening"}
"""By event: what a message says, and what its reference is called."""
TEXT_EVENT = "text.send"
LINK_TEXT = "Your link. It works once, for 30 minutes. / Su enlace. Sirve una vez, por 30 minutos.\n{address}"
"""In both languages, because nothing is kept of which one somebody reads."""


class Unsendable(RuntimeError):
    """A message did not leave. Its text is a code: no address, no name."""


def send(parcel: Parcel, now: datetime) -> None:
    """Send one message. Raises OSError or Unsendable; whatever happens, nothing is sent to any other place."""
    SENDERS[parcel.channel](parcel, now)


def _by_email(parcel: Parcel, now: datetime) -> None:  # noqa: ARG001
    text = letter(parcel)
    if not EmailMessage(SUBJECT, text, to=[parcel.email], headers={"Message-ID": f"<{parcel.id}@belltown>"}).send():
        raise Unsendable("email_refused")


def letter(parcel: Parcel) -> str:
    """The text of the e-mail, with its notice where a consent allows what it tells."""
    told = parcel.told.payload
    return as_letter(parcel.told.holding(f"{TEXTS[told.event]}\n\nReference: {told.subject}\n"))


def _by_webhook(parcel: Parcel, now: datetime) -> None:
    choices = preferences()
    url = checked(choices.webhook_url)
    body = webhook_body(parcel, now)
    signature = Webhook(choices.webhook_secret).sign(str(parcel.id), now, body)
    headers = {
        "content-type": "application/json",
        "webhook-id": str(parcel.id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    _post(url, body, headers)


def webhook_body(parcel: Parcel, now: datetime) -> str:
    """The whole of what a provider learns: a type and two ids, with the notice where a consent allows it.

    Or, to be sent as a text, a number and a link.
    """
    told = parcel.told.payload
    if parcel.link:
        kind, data = TEXT_EVENT, {"to": parcel.phone, "text": text_of(parcel.link)}
    else:
        kind, data = told.event, {NOUNS[told.event]: str(told.subject), "recipient": str(told.recipient)}
    return as_json(parcel.told.holding({"type": kind, "timestamp": now.isoformat(), "data": data}))


def text_of(link: UUID) -> str:
    """The text message with a way into somebody's own window: it names nobody, and does not say what it opens."""
    return LINK_TEXT.format(address=settings.BELLTOWN_ADDRESS + reverse("mine:link", args=[link]))


def checked(url: str) -> SplitResult:
    """The one address this site may call: https, or plain http to this very machine. Raises Unsendable."""
    parts = urlsplit(url)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        return parts
    raise Unsendable("webhook_not_https")


def _post(url: SplitResult, body: str, headers: dict[str, str]) -> None:
    """Post, following no redirect: another address was never agreed on."""
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("POST", (url.path or "/") + (f"?{url.query}" if url.query else ""), body, headers)
        status = connection.getresponse().status
    except http.client.HTTPException as error:
        raise Unsendable(type(error).__name__) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Unsendable(f"webhook_status_{status}")


SENDERS: dict[str, Callable[[Parcel, datetime], None]] = {"email": _by_email, "webhook": _by_webhook}
