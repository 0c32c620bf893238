"""Who may log in, and what stops one who may not?"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.crypto import salted_hmac

from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.models import Account, LogInFailure
from wangge.rules.errors import Refused

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
PASSWORD_AT_LEAST = 8
LOGIN_FORM = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
LANGUAGES = ("", "zh-hans", "en")
# Told on the log-in page of a demo, where every account is invented.
DEMO_PASSWORD = "wangge-demo"  # noqa: S105

# Counters stand in a bounded number of slots, so that guessing at invented logins fills no table.
# Two logins that share one slot share its lock-out, no more.
_SLOTS = 1 << 20
_FORGOTTEN_AFTER = timedelta(days=1)
# Hashing is slow and large on purpose; more than this at once in one process would be a lever.
_hashing_places = threading.BoundedSemaphore(2)
_PATIENCE = 5  # seconds


def create_account(
    *, county: str, login: str, name: str, password: str = "", language: str = "", is_demo: bool = False
) -> UUID:
    """Make an account and return its id; without a password nobody can log in with it yet.

    Raises Refused `people.login_form`, `people.login_taken`, `people.password_short`, `people.language`.
    """
    account = new_account(county=county, login=login, name=name, password=password, language=language)
    account.is_demo = is_demo
    with writing():
        if Account.objects.filter(login=account.login).exists():
            raise Refused("people.login_taken", field="login", login=account.login)
        account.save(force_insert=True)
    return account.id


def new_account(*, county: str, login: str, name: str, password: str, language: str = "") -> Account:
    """Return a checked account that is not yet written; hashes the password, so call it before locking."""
    own_login = plain_login(login)
    if not LOGIN_FORM.fullmatch(own_login):
        raise Refused("people.login_form", field="login", login=login[:64])
    if not name.strip():
        raise Refused("people.name_missing", field="name", login=own_login)
    if language not in LANGUAGES:
        raise Refused("people.language", field="language", language=language[:16])
    return Account(
        county=county, login=own_login, name=name.strip()[:64], language=language, password=_hashed(password)
    )


def log_in(login: str, password: str, *, now: datetime) -> UUID:
    """Return the account's id when login and password fit.

    The attempt is counted before the password is looked at, so attempts made at once are counted
    too. After five in a row the login waits fifteen minutes. Every answer is the same whether the
    login exists or not: Refused `people.log_in_refused`, `people.locked_out`, `people.log_in_busy`.
    """
    own_login = plain_login(login)
    with _hashing():
        slot = _slot(own_login)
        _count_attempt(slot, own_login, now)
        account = Account.objects.filter(login=own_login, is_active=True).first()
        if account is None:
            # As long as a known login takes.
            make_password(password)
            raise Refused("people.log_in_refused", field="password")
        if not account.check_password(password):
            raise Refused("people.log_in_refused", field="password")
    with writing():
        LogInFailure.objects.filter(Q(slot=slot) | Q(failed_at__lt=now - _FORGOTTEN_AFTER)).delete()
    return account.id


def change_password(county: str, account_id: UUID, *, old: str, new: str, now: datetime) -> int:
    """Set a new password, end all other sessions and return the account's new epoch.

    Wrong old passwords are counted as failed log-ins are.
    """
    account = Account.objects.filter(county=county, id=account_id).first()
    if account is None:
        raise Refused("row.unknown", row=account_id.hex)
    log_in(account.login, old, now=now)
    return set_password(county, account_id, password=new)


def set_password(county: str, account_id: UUID, *, password: str) -> int:
    """Set a password, end all sessions and return the account's new epoch."""
    if not password:
        raise Refused("people.password_short", field="password", least=PASSWORD_AT_LEAST)
    kept = _hashed(password)
    with locked(Account, county=county, key=account_id) as account:
        account.password = kept
        account.epoch += 1
        account.save(update_fields=["password", "epoch"])
    return account.epoch


def end_sessions(county: str, account_id: UUID) -> int:
    """Log a person out everywhere; return the account's new epoch."""
    with locked(Account, county=county, key=account_id) as account:
        account.epoch += 1
        account.save(update_fields=["epoch"])
    return account.epoch


def choose_language(county: str, account_id: UUID, *, language: str) -> None:
    """Keep the language in which a person reads."""
    if language not in LANGUAGES:
        raise Refused("people.language", field="language", language=language[:16])
    with locked(Account, county=county, key=account_id) as account:
        account.language = language
        account.save(update_fields=["language"])


def plain_login(login: str) -> str:
    """Return a login as it is kept: without surrounding space, lower case."""
    return login.strip().lower()


def _hashed(password: str) -> str:
    if password and len(password) < PASSWORD_AT_LEAST:
        raise Refused("people.password_short", field="password", least=PASSWORD_AT_LEAST)
    return make_password(password or None)


@contextmanager
def _hashing() -> Iterator[None]:
    if not _hashing_places.acquire(timeout=_PATIENCE):
        raise Refused("people.log_in_busy")
    try:
        yield
    finally:
        _hashing_places.release()


def _slot(login: str) -> int:
    return int.from_bytes(salted_hmac("people.log_in", login).digest()[:4]) % _SLOTS


def _count_attempt(slot: int, login: str, now: datetime) -> None:
    with writing():
        counted, _made = LogInFailure.objects.select_for_update().get_or_create(
            slot=slot, defaults={"failures": 0, "failed_at": now}
        )
        if counted.locked_until is not None and now < counted.locked_until:
            minutes = -(-(counted.locked_until - now) // timedelta(minutes=1))
            raise Refused("people.locked_out", minutes=minutes)
        if now - counted.failed_at >= LOCKED_FOR or counted.locked_until is not None:
            counted.failures, counted.locked_until = 0, None
        counted.failures += 1
        counted.failed_at = now
        if counted.failures >= FAILURES_ALLOWED:
            counted.locked_until = now + LOCKED_FOR
            _record_lock_out(login, now)
        counted.save(update_fields=["failures", "failed_at", "locked_until"])


def _record_lock_out(login: str, now: datetime) -> None:
    account = Account.objects.filter(login=login).first()
    if account is not None:
        payload = {"minutes": LOCKED_FOR // timedelta(minutes=1)}
        record(county=account.county, subject=account.id, kind="people.locked_out", at=now, payload=payload)
