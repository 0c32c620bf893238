"""Where do pages get their scripts and styles from, and how do they stay small on the way?

They are copied out of the packages once, with a compressed twin beside each, so that no request compresses anything.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


def collect_assets() -> bool:
    """Copy and compress what pages load, where anything changed since the last time; say whether it had."""
    folder = Path(settings.STATIC_ROOT)
    stamp, now = folder / STAMP, _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)  # an interrupted copy is begun anew
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    files = sorted(
        (name, stat.st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list(None)
        for stat in [Path(storage.path(name)).stat()]
    )
    return hashlib.sha256(repr(files).encode()).hexdigest()
