"""Who vouches for this server on a local network: its own small authority, and a certificate for where it stands?

The authority is made once and can vouch for private addresses and local names only, so that a phone which
trusts it opens no door to the rest of the web. docs/field-https.md tells how a phone comes to trust it.
"""

import contextlib
import os
import socket
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wangge.rules.errors import Refused

AUTHORITY_FOR = timedelta(days=3650)
# Browsers refuse what is valid for more than 398 days (CA/Browser Forum ballot SC-31; Apple HT211025).
SERVER_FOR = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=30)
# A phone whose clock is a little slow must not find a certificate that is not valid yet.
BEGUN_BEFORE = timedelta(days=1)
# RFC 1918, 6598, 3927, 4193 and 4291: what is never routed on the public net.
PRIVATE = tuple(map(ip_network, (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)))  # fmt: skip
# RFC 6761, 6762, 8375 and ICANN's reserved `internal`: names that nobody owns on the public net.
LOCAL_NAMES = ("localhost", "local", "home.arpa", "internal")
ASK_ADDRESS = 0x8915  # SIOCGIFADDR of Linux: the IPv4 address of one interface


@dataclass(frozen=True, slots=True)
class Place:
    """Where this server can be reached: names, and addresses with the most likely for a phone first."""

    names: tuple[str, ...]
    addresses: tuple[IPv4Address, ...]


@dataclass(frozen=True, slots=True)
class Vouched:
    """The files of a server that is vouched for, where phones reach it, and the addresses that are not private."""

    authority: Path
    certificate: Path
    key: Path
    digest: str
    reachable: tuple[str, ...]
    left_out: tuple[str, ...]


def authority_file(home: Path) -> Path:
    """Return where the authority's certificate stands, or would stand."""
    return home / "tls" / "ca.crt"


def vouched(home: Path, place: Place, *, now: datetime) -> Vouched:
    """Return the certificate of this place, made or renewed where needed; refuses `serve.tls_damaged`."""
    folder = home / "tls"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _authority(folder, place, now)
    certificate, key = folder / "server.crt", folder / "server.key"
    private = tuple(one for one in place.addresses if any(one in network for network in PRIVATE))
    wanted = {*map(x509.DNSName, _vouchable(authority, place.names)), *map(x509.IPAddress, private)}
    if not (key.exists() and _still_good(certificate, wanted, authority, now)):
        _write_server(certificate, key, wanted, authority, authority_key, now)
    return Vouched(
        authority_file(home), certificate, key, digest(authority),
        reachable=tuple(str(one) for one in private if not one.is_loopback),
        left_out=tuple(str(one) for one in place.addresses if one not in private),
    )  # fmt: skip


def digest(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate as phones show it: pairs parted by colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def place_here(bind: str) -> Place:
    """Return where a server that listens on `bind` can be reached from here and from the local network."""
    host = socket.gethostname().lower()
    bare = host.removesuffix(".local")
    names = dict.fromkeys(["localhost", host, *([f"{bare}.local"] if "." not in bare else [])])
    found = [_way_out(), *_of_interfaces(), *_of_name(host)] if bind == str(IPv4Address(0)) else [bind]
    addresses = [one for text in found if isinstance(one := _address(text), IPv4Address)]
    loopback = IPv4Address("127.0.0.1")
    outside = [one for one in dict.fromkeys(addresses) if not one.is_loopback]
    return Place(tuple(names), (*outside, loopback))


def _authority(
    folder: Path, place: Place, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    file, key_file = folder / "ca.crt", folder / "ca.key"
    if file.exists() and key_file.exists():
        try:
            made = x509.load_pem_x509_certificate(file.read_bytes())
            key = load_pem_private_key(key_file.read_bytes(), None)
        except ValueError as fault:
            raise Refused("serve.tls_damaged", folder=str(folder)) from fault
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != made.public_key():
            raise Refused("serve.tls_damaged", folder=str(folder))
        if made.not_valid_after_utc - now >= RENEWED_BEFORE:
            return made, key
    key = ec.generate_private_key(ec.SECP256R1())
    made = _new_authority(key, place, now)
    _write(key_file, _private(key))
    _write(file, made.public_bytes(Encoding.PEM), mode=0o644)
    return made, key


def _new_authority(key: ec.EllipticCurvePrivateKey, place: Place, now: datetime) -> x509.Certificate:
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "wangge local"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"wangge {place.names[1] if place.names[1:] else ''} {now:%Y-%m-%d}"),
    ])  # fmt: skip
    allowed = [x509.DNSName(one) for one in dict.fromkeys((*LOCAL_NAMES, *place.names))]
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        _begun(name, name, key.public_key(), now, now + AUTHORITY_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints([*allowed, *(x509.IPAddress(one) for one in PRIVATE)], None), critical=True
        )
        .sign(key, hashes.SHA256())
    )


def _write_server(
    file: Path, key_file: Path, wanted: set[x509.GeneralName], authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey, now: datetime,
) -> None:  # fmt: skip
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wangge")])
    until = min(now - BEGUN_BEFORE + SERVER_FOR, authority.not_valid_after_utc)
    made = (
        _begun(name, authority.subject, key.public_key(), now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(sorted(wanted, key=str)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write(key_file, _private(key))
    _write(file, made.public_bytes(Encoding.PEM), mode=0o644)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEGUN_BEFORE)
        .not_valid_after(until)
    )


def _still_good(
    file: Path, wanted: set[x509.GeneralName], authority: x509.Certificate, now: datetime
) -> bool:
    try:
        made = x509.load_pem_x509_certificate(file.read_bytes())
        made.verify_directly_issued_by(authority)
        named = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return set(named) == wanted and made.not_valid_after_utc - now >= RENEWED_BEFORE


def _vouchable(authority: x509.Certificate, names: tuple[str, ...]) -> list[str]:
    # The host may have got another name since the authority was made; it may not vouch for that one.
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    allowed = [one.value for one in limits if isinstance(one, x509.DNSName)]
    return [name for name in names if any(name == one or name.endswith(f".{one}") for one in allowed)]


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(file: Path, text: bytes, *, mode: int = 0o600) -> None:
    """Put a file in its place whole; nobody else can read a key at any moment."""
    fresh = file.with_suffix(f"{file.suffix}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(text)
    fresh.replace(file)


def _address(text: str) -> object:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _way_out() -> str:
    # Connecting a datagram socket sends nothing; it only tells which address the way out begins at.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return ""


def _of_interfaces() -> list[str]:
    try:
        from fcntl import ioctl
    except ImportError:  # not a Unix
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            with contextlib.suppress(OSError):  # an interface without an address
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(ioctl(probe.fileno(), ASK_ADDRESS, asked)[20:24]))
    return found


def _of_name(host: str) -> list[str]:
    with contextlib.suppress(OSError):
        return sorted({str(one[4][0]) for one in socket.getaddrinfo(host, None, socket.AF_INET)})
    return []
