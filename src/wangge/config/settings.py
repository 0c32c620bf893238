"""What does this installation run with? Everything that differs between cities is rows, not settings."""

import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CONNECTION_SECONDS = 600  # a connection is kept between requests: opening one costs more than a page


def env_text(name: str, default: str) -> str:
    return os.environ.get(name) or default


def env_int(name: str, default: int) -> int:
    text = env_text(name, str(default))
    if not text.isdigit():
        sys.exit(f"{name} must be a whole number, not {text!r}. / {name} 必须是整数。")
    return int(text)


def env_bool(name: str, *, default: bool) -> bool:
    text = env_text(name, "1" if default else "0")
    if text not in {"0", "1"}:
        sys.exit(f"{name} must be 0 or 1, not {text!r}. / {name} 只能是 0 或 1。")
    return text == "1"


def env_secret(name: str, kept_in: Path) -> str:
    """Read a secret from the variable, from the file named by NAME_FILE, or make one and keep it."""
    if os.environ.get(name):
        return os.environ[name]
    named = os.environ.get(f"{name}_FILE")
    file = Path(named) if named else kept_in
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(48))
        file.chmod(0o600)
    return file.read_text().strip()


def database(url: str) -> dict[str, Any]:
    """Turn DATABASE_URL into Django's settings; sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:" if parts.netloc == ":memory:" else unquote(parts.path),
            "CONN_MAX_AGE": CONNECTION_SECONDS,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # An acknowledged report survives a power cut: synchronous=FULL (house.md).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": CONNECTION_SECONDS,
        }
    sys.exit(
        "DATABASE_URL must begin with sqlite:/// or postgres://. / DATABASE_URL 须以 sqlite:/// 或 postgres:// 开头。"
    )


WANGGE_HOME = Path(env_text("WANGGE_HOME", "var")).resolve()
WANGGE_PORT = env_int("WANGGE_PORT", 8000)
WANGGE_STREAM_PORT = env_int("WANGGE_STREAM_PORT", WANGGE_PORT + 1)
# Where the browser finds the live stream; behind a proxy that routes /stream/ this is empty.
WANGGE_STREAM_ORIGIN = env_text("WANGGE_STREAM_ORIGIN", f"http://*:{WANGGE_STREAM_PORT}")
WANGGE_DEMO = env_bool("WANGGE_DEMO", default=False)
# Photos lie in the home, in the folder named here, or in s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION.
WANGGE_FILES = env_text("WANGGE_FILES", "")
WANGGE_FILES_KEY = env_text("WANGGE_FILES_KEY", "")
WANGGE_FILES_SECRET = env_text("WANGGE_FILES_SECRET", "")
WANGGE_SCAN = env_text("WANGGE_SCAN", "")  # who looks for harmful files (foundation/files/scanning.py)
# Telling phones that sleep (docs/field-push.md): off unless asked for, and only to these services; a name that begins
# with a dot stands for everything below it.
WANGGE_PUSH = env_bool("WANGGE_PUSH", default=False)
WANGGE_PUSH_HOSTS = env_text(
    "WANGGE_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com",
).split(",")
WANGGE_PUSH_CONTACT = env_text("WANGGE_PUSH_CONTACT", "")  # mailto: or https:, told to the push service
WANGGE_BODY_BYTES = 256 * 1024
WANGGE_UPLOAD_BYTES = 24 * 1024 * 1024
# Where a body may be larger: address, type, bytes. A chunk is what a cut line loses (docs/field-protocol.md).
WANGGE_BODIES = (
    ("/field/tus/", "application/offset+octet-stream", 512 * 1024),
    ("/field/files/", "image/", 1024 * 1024),
)
# Where programs ask, a refusal is problem+json; everywhere else people do.
WANGGE_PROGRAM_PATHS = re.compile(r"/api/|/alarms/hook/|/field/(?!desk/)")

SECRET_KEY = env_secret("WANGGE_SECRET", WANGGE_HOME / "secret")
# Keys by which residents' contacts are sealed, the newest first (docs/reporters.md); kept apart from the database.
WANGGE_SEAL = env_secret("WANGGE_SEAL", WANGGE_HOME / "seal")
# Behind a proxy the address of whoever asks stands in X-Forwarded-For, written by that proxy.
WANGGE_PROXIED = env_bool("WANGGE_PROXIED", default=False)
DEBUG = False
ALLOWED_HOSTS = env_text("WANGGE_HOSTS", "*").split(",")
DATABASES = {"default": database(env_text("DATABASE_URL", f"sqlite:///{WANGGE_HOME / 'wangge.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "wangge.foundation",
    "wangge.territory",
    "wangge.people",
    "wangge.cases",
    "wangge.reporters",
    "wangge.workload",
    "wangge.analysis",
    "wangge.alarms",
    "wangge.coordination",
    "wangge.ledgers",
    "wangge.deputies",
    "wangge.evaluation",
    "wangge.accountability",
    "wangge.notifications",
    "wangge.suggestions",
    "wangge.congress",
    "wangge.field",
    "wangge.opscentre",
    "wangge.bulletins",
    "wangge.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wangge.foundation.middleware.RequestMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "wangge.people.middleware.HatMiddleware",
]
ROOT_URLCONF = "wangge.config.urls"
WSGI_APPLICATION = "wangge.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "wangge.config.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wangge.foundation.templatetags.wangge",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people:login"
PASSWORD_HASHERS = ["wangge.people.hashing.BoundedArgon2"]
# The signed cookie costs no statement; logging out everywhere works by the account's epoch.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("WANGGE_HTTPS", default=False)
CSRF_FAILURE_VIEW = "wangge.config.pages.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
# Filled by `wangge init` and `wangge serve`: what pages load, each with its compressed twin (foundation/assets.py).
STATIC_ROOT = WANGGE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = WANGGE_UPLOAD_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = WANGGE_BODY_BYTES

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env_text("WANGGE_LOG", "INFO")},
    # However much else is told: a photo's own data name places and devices of the people who took it.
    "loggers": {"PIL": {"level": "INFO"}},
}
