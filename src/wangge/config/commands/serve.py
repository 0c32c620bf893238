"""`wangge serve`: web, live stream, worker and ticker in one process group, until Ctrl-C."""

import argparse
import contextlib
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone, translation

from wangge.config.certificates import Vouched, place_here, vouched
from wangge.config.commands.notifications import send_on
from wangge.config.commands.push import push_on
from wangge.config.commands.stopping import stop_signal
from wangge.config.commands.tick import EVERY_SECONDS, tick
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.foundation.assets import collect_assets
from wangge.foundation.worker import beats, run_ticker, run_worker
from wangge.people.queries import demo_hats, post_label
from wangge.people.services.accounts import DEMO_PASSWORD
from wangge.rules.errors import Refused

WEB_WORKERS, WEB_THREADS = 2, 4
# A browser greets ahead of need, and by TLS each greeting holds a thread until its first request or for ten seconds.
WEB_THREADS_TLS = 16
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when asked for by --bind


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("serve", help="serve pages, live stream, worker and ticker until Ctrl-C")
    parser.add_argument(
        "--bind", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument(
        "--https",
        action="store_true",
        help="serve phones of the local network: a certificate of our own (docs/field-https.md)",
    )
    parser.add_argument("--workers", type=int, default=WEB_WORKERS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        beats()
    except DatabaseError as fault:
        raise Refused("serve.no_database") from fault
    for port in (settings.WANGGE_PORT, settings.WANGGE_STREAM_PORT):
        _refuse_taken(args.bind, port)
    tls = _over_tls(args.bind) if args.https else None
    collect_assets()
    _greet(args.bind, tls)
    # The children open their own connections; this one would be shared between them.
    connection.close()
    roles: dict[str, Callable[[], None]] = {
        "web": lambda: _web(args.bind, args.workers, tls),
        "stream": lambda: _stream(args.bind, tls),
        "worker": lambda: run_worker(CONSUMERS, stop_signal(), sized=SIZED),
        "ticker": lambda: run_ticker(tick, stop_signal(), EVERY_SECONDS),
    }
    roles["notices"] = send_on
    if settings.WANGGE_PUSH:
        roles["push"] = push_on
    return _mind(roles)


def _refuse_taken(bind: str, port: int) -> None:
    # A child that cannot bind would be started again for ever; better to say so once.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as fault:
            raise Refused("serve.port_taken", port=port) from fault


def _over_tls(bind: str) -> Vouched:
    # Before the first request and the fork: from here on cookies travel by TLS only, in web and stream alike.
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.WANGGE_STREAM_ORIGIN = settings.WANGGE_STREAM_ORIGIN.replace("http://*:", "https://*:")
    return vouched(settings.WANGGE_HOME, place_here(bind), now=timezone.now())


def _mind(roles: dict[str, Callable[[], None]]) -> int:
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True
        for child in children:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself in the same moment
                os.kill(child, signal.SIGTERM)

    children = {_begin(act): name for name, act in roles.items()}
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while children:
        try:
            child, status = os.wait()
        except InterruptedError:
            continue
        name = children.pop(child, "")
        if name and not stopping:
            print(f"{name} ended ({os.waitstatus_to_exitcode(status)}) and is started again", file=sys.stderr)
            time.sleep(1)  # a child that cannot start must not spin
            children[_begin(roles[name])] = name
    return 0


def _begin(act: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    # Ctrl-C reaches the whole group; only the parent answers it, and tells the children in its turn.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        act()
    except SystemExit as ended:
        os._exit(int(ended.code or 0) if isinstance(ended.code, int | None) else 1)
    except BaseException:  # noqa: BLE001 - a child's fault is told, then it ends
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _web(bind: str, workers: int, tls: Vouched | None) -> None:
    from gunicorn.app.base import BaseApplication

    from wangge.config.wsgi import application

    class Web(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            chosen = {
                "bind": f"{bind}:{settings.WANGGE_PORT}", "workers": workers, "worker_class": "gthread",
                "threads": WEB_THREADS, "keepalive": 30, "preload_app": True, "loglevel": "warning",
                "graceful_timeout": 5, "proc_name": "wangge-web",
            }  # fmt: skip
            if tls:
                chosen |= {
                    "certfile": str(tls.certificate),
                    "keyfile": str(tls.key),
                    "threads": WEB_THREADS_TLS,
                }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return application

    Web().run()


def _stream(bind: str, tls: Vouched | None) -> None:
    from wangge.config import stream

    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls.certificate, tls.key)
    signal.signal(
        signal.SIGTERM, signal.SIG_DFL
    )  # there is nothing to finish: listeners come back by themselves
    stream.serve(bind, settings.WANGGE_STREAM_PORT, context)


def _greet(bind: str, tls: Vouched | None) -> None:
    if tls:
        _invite(tls)
    else:
        host = "localhost" if bind in {"127.0.0.1", EVERYWHERE} else bind
        print(f"http://{host}:{settings.WANGGE_PORT}/")
    if not settings.WANGGE_DEMO:
        return
    with translation.override("zh-hans"):
        print(f"演示账号 / demo accounts (密码 / password: {DEMO_PASSWORD}):")
        seen: set[tuple[str, str]] = set()
        for hat in demo_hats(on=timezone.localdate()):
            if (hat.county, hat.kind) not in seen:
                seen.add((hat.county, hat.kind))
                print(f"  {hat.login:<16} {hat.name}  {post_label(hat)}")
        print("  其余见登录页 / the others stand on the log-in page")
    sys.stdout.flush()


def _invite(tls: Vouched) -> None:
    """Print what a phone needs: where to go, whom to trust, and how to know that it is us."""
    origin = f"https://{tls.reachable[0] if tls.reachable else 'localhost'}:{settings.WANGGE_PORT}"
    print(f"{origin}/")
    print(f"手机打开 / on the phone: {origin}/field/")
    segno.make(f"{origin}/field/", error="m", micro=False).terminal(compact=True)
    print(f"先信任本机证书 / trust this authority first: {origin}/field/ca.crt  ({tls.authority})")
    print(f"指纹 / fingerprint SHA-256: {tls.digest}")
    if not tls.reachable:
        print("手机要连进来，请加 --bind 0.0.0.0 / phones reach it with --bind 0.0.0.0")
    for address in tls.left_out:
        print(f"{address} 不是内网地址，证书不含它 / is not a private address; the certificate leaves it out")
