"""Can a real phone of the local network trust this server, and only this one?"""

import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from django.test import Client
from playwright.sync_api import Browser, Error, sync_playwright
from pytest_django import Settings

from tests.serving import (
    WANGGE,
    Served,
    environment_for,
    free_port_pair,
    run_command,
    stop_group,
    wait_until_well,
)
from wangge.config.certificates import Place, Vouched, vouched
from wangge.rules.errors import Refused

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HERE = Place(
    ("localhost", "street-office", "street-office.local"),
    (IPv4Address("192.168.1.20"), IPv4Address("127.0.0.1")),
)


@dataclass(frozen=True, slots=True)
class OverTls(Served):
    """A server that is asked by TLS, with its own authority trusted."""

    def health(self) -> dict[str, object]:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=self.trusting()) as answer:
            return dict(json.load(answer))

    def trusting(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=Path(self.environment["WANGGE_HOME"]) / "tls" / "ca.crt")
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context


@contextmanager
def served_over_tls(environment: dict[str, str]) -> Iterator[OverTls]:
    port = free_port_pair()
    environment = environment | {"WANGGE_PORT": str(port)}
    log = Path(environment["WANGGE_HOME"]) / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [WANGGE, "serve", "--https"], env=environment, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    running = OverTls(f"https://localhost:{port}", environment, log, process.pid)
    try:
        wait_for_authority(running, process)
        wait_until_well(running, process)
        yield running
    finally:
        stop_group(process)


def wait_for_authority(running: OverTls, process: "subprocess.Popen[bytes]") -> None:
    file = Path(running.environment["WANGGE_HOME"]) / "tls" / "server.crt"
    deadline = time.monotonic() + 60
    while not file.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)  # between two looks, not instead of one
    assert file.exists(), running.log.read_text()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OverTls]:
    environment = environment_for(tmp_path_factory.mktemp("https"))
    assert run_command(("init",), environment).returncode == 0
    with served_over_tls(environment) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which(os.environ.get("WANGGE_CHROMIUM", "chromium"))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-quic"])
        yield browser
        browser.close()


def certificate(files: Vouched) -> x509.Certificate:
    return x509.load_pem_x509_certificate(files.certificate.read_bytes())


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """Let a client that knows the server by `name` meet it; raises what the client raises."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        ours.settimeout(10)

        def answer() -> None:
            try:
                server.wrap_socket(ours, server_side=True).close()
            except OSError:
                ours.close()  # the client went away; that is its answer

        meeting = threading.Thread(target=answer)
        meeting.start()
        try:
            client.wrap_socket(theirs, server_hostname=name).close()
        finally:
            theirs.close()
            meeting.join()


def server_context(files: Vouched) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    return context


@pytest.mark.parametrize("name", ["localhost", "street-office.local", "192.168.1.20"])
def test_a_client_that_trusts_the_authority_meets_the_server_at_each_of_its_addresses(
    tmp_path: Path, name: str
) -> None:
    files = vouched(tmp_path, HERE, now=datetime.now(UTC))

    handshake(server_context(files), ssl.create_default_context(cafile=files.authority), name)


def test_a_client_that_does_not_trust_the_authority_refuses(tmp_path: Path) -> None:
    files = vouched(tmp_path, HERE, now=datetime.now(UTC))

    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server_context(files), ssl.create_default_context(), "localhost")


@pytest.mark.parametrize("name", ["bank.example", "93.184.216.34"])
def test_the_authority_cannot_vouch_for_anything_on_the_public_net(tmp_path: Path, name: str) -> None:
    files = vouched(tmp_path, HERE, now=datetime.now(UTC))
    forged = forge(tmp_path, files, name)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(server_context(forged), ssl.create_default_context(cafile=files.authority), name)


def forge(folder: Path, files: Vouched, name: str) -> Vouched:
    """Sign a certificate for a name with a stolen authority's key."""
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    stolen = load_pem_private_key((folder / "tls" / "ca.key").read_bytes(), None)
    key = load_pem_private_key(files.key.read_bytes(), None)
    assert isinstance(stolen, ec.EllipticCurvePrivateKey)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    named = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([named]), critical=True)
        .sign(stolen, hashes.SHA256())
    )
    file = folder / "forged.crt"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    return replace(files, certificate=file)


def test_the_authority_is_made_once_and_its_key_is_nobody_elses(tmp_path: Path) -> None:
    first = vouched(tmp_path, HERE, now=NOW)
    key, text = tmp_path / "tls" / "ca.key", first.authority.read_bytes()

    again = vouched(tmp_path, HERE, now=NOW + timedelta(days=900))

    assert again.authority.read_bytes() == text
    assert again.digest == first.digest
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_server_certificate_lasts_no_longer_than_browsers_accept(tmp_path: Path) -> None:
    made = certificate(vouched(tmp_path, HERE, now=NOW))

    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)


@pytest.mark.parametrize(("days_left", "is_new"), [(31, False), (29, True)])
def test_a_server_certificate_is_renewed_when_less_than_thirty_days_are_left(
    tmp_path: Path, days_left: int, is_new: bool
) -> None:
    made = certificate(vouched(tmp_path, HERE, now=NOW))

    later = vouched(tmp_path, HERE, now=made.not_valid_after_utc - timedelta(days=days_left))

    assert (certificate(later) != made) is is_new


def test_another_address_makes_another_server_certificate_under_the_same_authority(tmp_path: Path) -> None:
    first = vouched(tmp_path, HERE, now=NOW)
    moved = replace(HERE, addresses=(IPv4Address("10.1.2.3"), IPv4Address("127.0.0.1")))

    second = vouched(tmp_path, moved, now=NOW)

    named = certificate(second).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert IPv4Address("10.1.2.3") in named.get_values_for_type(x509.IPAddress)
    assert second.digest == first.digest
    assert second.reachable == ("10.1.2.3",)


def test_an_address_that_is_not_private_is_left_out_and_told(tmp_path: Path) -> None:
    public = replace(HERE, addresses=(IPv4Address("93.184.216.34"), IPv4Address("127.0.0.1")))

    files = vouched(tmp_path, public, now=NOW)

    named = certificate(files).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert named.get_values_for_type(x509.IPAddress) == [IPv4Address("127.0.0.1")]
    assert files.left_out == ("93.184.216.34",)


def test_a_damaged_authority_is_said_and_never_silently_replaced(tmp_path: Path) -> None:
    files = vouched(tmp_path, HERE, now=NOW)
    files.authority.write_text("torn")

    with pytest.raises(Refused) as refused:
        vouched(tmp_path, HERE, now=NOW)

    assert refused.value.code == "serve.tls_damaged"
    assert files.authority.read_text() == "torn"


def test_pages_and_live_stream_are_served_by_tls_with_the_same_authority(system: OverTls) -> None:
    port = int(system.url.rsplit(":", 1)[1])

    assert system.health()["ok"] is True
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"https://localhost:{port + 1}/stream", context=system.trusting(), timeout=5)
    refused.value.close()
    assert refused.value.code == 403
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{system.url}/healthz", timeout=5)


def test_the_terminal_tells_address_authority_fingerprint_and_a_code_to_scan(system: OverTls) -> None:
    told = system.log.read_text()
    with urllib.request.urlopen(f"{system.url}/field/ca.crt", context=system.trusting(), timeout=5) as handed:
        kind, text = handed.headers["Content-Type"], handed.read()

    authority = x509.load_pem_x509_certificate(text)
    assert kind == "application/x-x509-ca-cert"
    assert authority.fingerprint(hashes.SHA256()).hex(":").upper() in told
    assert re.search(r"https://[\w.]+:\d+/field/$", told, re.MULTILINE)
    assert "/field/ca.crt" in told
    assert "█" in told


def test_cookies_travel_by_tls_only_and_the_stream_is_allowed_by_tls_only(system: OverTls) -> None:
    jar = CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=system.trusting()), urllib.request.HTTPCookieProcessor(jar)
    )

    with opener.open(f"{system.url}/login/", timeout=5) as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert [one.name for one in jar if not one.secure] == []
    assert "csrftoken" in {one.name for one in jar}
    assert "https://*:" in policy
    assert "http://*:" not in policy


def test_a_browser_that_does_not_trust_the_authority_does_not_go_in(
    system: OverTls, chromium: Browser
) -> None:
    page = chromium.new_page()

    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"{system.url}/login/")


def test_phones_that_greet_and_say_nothing_keep_nobody_waiting(system: OverTls) -> None:
    address = ("localhost", int(system.url.rsplit(":", 1)[1]))
    silent = [
        system.trusting().wrap_socket(socket.create_connection(address, 10), server_hostname="localhost")
        for _ in range(12)
    ]

    try:
        assert system.health()["ok"] is True  # asks with a limit of five seconds
    finally:
        for one in silent:
            one.close()


def test_a_taken_port_is_refused_as_without_tls(system: OverTls) -> None:
    again = run_command(("serve", "--https"), system.environment)

    assert again.returncode == 2
    assert "serve.port_taken" in again.stderr


def test_without_an_authority_its_address_says_so(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.WANGGE_HOME = tmp_path

    answer = client.get("/field/ca.crt")

    assert answer.status_code == 404
    assert "serve.no_authority" in answer.content.decode()
