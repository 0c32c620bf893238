"""How do messages come from an MQTT broker without one being lost, also where this process is killed?

The broker keeps what is not acknowledged: the session is persistent (fixed client id, clean_session False) and a
message is acknowledged only after the transaction that holds it has committed. Killed in between, the broker sends it
again, and its key tells that it is there already. The broker's own limits stand in docs/alarms.md.
"""

import logging
import queue
import ssl
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event as Signal
from typing import Any, NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from wangge.alarms.services.stills import take_still
from wangge.alarms.services.taking import Arrival, take
from wangge.alarms.services.warning import take_cap
from wangge.cases.queries.desk import counties
from wangge.rules.alarm_messages import CAP, DEVICE_FORM, MessageKind, Told, Topic, read_body, read_topic
from wangge.rules.errors import Refused

log = logging.getLogger("wangge.alarms")

TOPICS = "wangge/#"
SOURCE = "mqtt"
AT_LEAST_ONCE = 1
LINGER_SECONDS = 0.1  # a batch waits so long for company
AGAIN_SECONDS = 1.0
KEEPALIVE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the messages come from, and as whom."""

    host: str
    port: int
    client_id: str
    username: str = ""
    password: str = ""
    tls: bool = False


class Came(NamedTuple):
    """One message as it came; `turn` counts connections, for a number of an old one means nothing in a new one."""

    topic: str
    body: bytes
    number: int
    turn: int


class Listener:
    """Takes messages in batches, and acknowledges each batch after it is committed."""

    def __init__(self, broker: Broker, *, batch: int) -> None:
        self._broker, self._most = broker, batch
        self._came: queue.Queue[Came] = queue.Queue()
        self._turn = 0
        self._client = self._made()

    def run(self, stop: Signal) -> int:
        """Listen until told to stop; return how many messages were acknowledged."""
        self._client.connect_async(self._broker.host, self._broker.port, KEEPALIVE_SECONDS)
        self._client.loop_start()
        done = 0
        try:
            while not stop.is_set():
                batch = self._next(stop)
                if batch and self._taken(batch, stop):
                    done += self._acknowledge(batch)
        finally:
            self._client.disconnect()
            self._client.loop_stop()
        return done

    def _made(self) -> Any:
        from paho.mqtt.client import Client  # the extra `sensors`
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._broker.client_id,
            clean_session=False,
            manual_ack=True,
        )
        if self._broker.username:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.tls:
            client.tls_set(cert_reqs=ssl.CERT_REQUIRED)
        client.reconnect_delay_set(min_delay=1, max_delay=30)
        client.on_connect, client.on_message = self._connected, self._heard
        return client

    def _connected(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker does not let us in: %s", reason)
            return
        self._turn += 1
        client.subscribe(TOPICS, qos=AT_LEAST_ONCE)
        log.info("listening to %s:%s", self._broker.host, self._broker.port)

    def _heard(self, _client: Any, _data: Any, message: Any) -> None:
        self._came.put(Came(message.topic, message.payload, message.mid if message.qos else 0, self._turn))

    def _next(self, stop: Signal) -> list[Came]:
        batch: list[Came] = []
        until = time.monotonic() + LINGER_SECONDS
        while len(batch) < self._most and not stop.is_set():
            left = until - time.monotonic()
            if left <= 0 and batch:
                break
            try:
                batch.append(self._came.get(timeout=max(left, LINGER_SECONDS / 10)))
            except queue.Empty:
                if left <= 0:
                    break
        return batch

    def _taken(self, batch: Sequence[Came], stop: Signal) -> bool:
        while not stop.is_set():
            try:
                take_surely(batch)
            except DatabaseError:
                log.exception("the database does not answer; nothing is acknowledged, tried again")
                connection.close()
                stop.wait(AGAIN_SECONDS)
            else:
                return True
        return False

    def _acknowledge(self, batch: Sequence[Came]) -> int:
        for one in batch:
            if one.number and one.turn == self._turn:
                self._client.ack(one.number, AT_LEAST_ONCE)
        return len(batch)


def take_surely(batch: Sequence[Came]) -> None:
    """Take a batch in; one message that breaks something does not come back for ever and hold up all behind it."""
    try:
        take_in(batch)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a batch breaks something; its messages are taken one by one")
        connection.close()
        for one in batch:
            try:
                take_in([one])
            except (OperationalError, InterfaceError):
                raise
            except Exception:  # whatever it is, a person sees that it came
                log.exception("a message of %s bytes on %r breaks something", len(one.body), one.topic[:80])
                connection.close()
                _set_aside(one)


def _set_aside(one: Came) -> None:
    topic, now = read_topic(one.topic), timezone.now()
    if topic is not None and topic.county in counties():
        device = topic.device if DEVICE_FORM.fullmatch(topic.device) else ""
        take(topic.county, [Arrival(SOURCE, device, Refused("alarm.broken"))], now=now)


def take_in(batch: Sequence[Came]) -> None:
    """Take a batch of any counties and kinds in; what is no message of ours is told to the log and forgotten."""
    now, known = timezone.now(), counties()
    plain: dict[str, list[Arrival]] = defaultdict(list)
    beside: list[tuple[Topic, bytes]] = []
    for one in batch:
        topic = read_topic(one.topic)
        if topic is None or topic.county not in known:
            log.warning("a message on a topic that is none of ours")
        elif topic.kind in {CAP, MessageKind.IMAGE}:
            beside.append((topic, one.body))
        else:
            plain[topic.county].append(_arrival(topic, one.body))
    for county, arrivals in plain.items():
        take(county, arrivals, now=now)
    for topic, body in beside:
        if topic.kind == CAP:
            take_cap(topic.county, SOURCE, body, now=now)
        else:
            take_still(topic.county, SOURCE, topic.device, topic.about, body, now=now)


def _arrival(topic: Topic, body: bytes) -> Arrival:
    if not DEVICE_FORM.fullmatch(topic.device):
        return Arrival(SOURCE, "", Refused("alarm.bad_value", field="device"))
    told: Told | Refused
    try:
        told = read_body(topic.kind, body)
    except Refused as refused:
        told = refused
    return Arrival(SOURCE, topic.device, told)
