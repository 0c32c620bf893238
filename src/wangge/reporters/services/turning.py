"""How are the keys turned by which contacts are sealed?

Two steps, so that no process seals by a key that is already gone: a new key is put in front and every process is
started anew; then everything is sealed by it and the old keys go.
"""

import secrets
from pathlib import Path

from django.conf import settings

from wangge.foundation.locking import writing
from wangge.reporters.models import HotlineOrder, Reporter
from wangge.reporters.services.sealing import contact_key, resealed, unseal
from wangge.rules.errors import Refused


def add_key(file: Path) -> int:
    """Put a new key in front of a key file; return how many there are. Refuses `reporters.no_key_file`."""
    lines = _lines(file)
    _write(file, [secrets.token_urlsafe(48), *lines])
    return len(lines) + 1


def seal_anew() -> int:
    """Seal every contact by the newest key this process knows; return how many there were."""
    count = 0
    for county, key in list(Reporter.objects.exclude(contact="").values_list("county", "id")):
        with writing():
            row = Reporter.objects.select_for_update().get(county=county, pk=key)
            row.contact = resealed(row.contact)
            row.save(update_fields=["contact"])
            count += 1
    for county, key in list(HotlineOrder.objects.exclude(caller_sealed="").values_list("county", "id")):
        with writing():
            order = HotlineOrder.objects.select_for_update().get(county=county, pk=key)
            order.caller_key = contact_key(county, unseal(order.caller_sealed))
            order.caller_sealed = resealed(order.caller_sealed)
            order.save(update_fields=["caller_sealed", "caller_key"])
            count += 1
    return count


def drop_old_keys(file: Path) -> int:
    """Leave only the newest key; return how many went. Refuses `reporters.key_not_in_use` where this process
    still seals by another one.
    """
    lines = _lines(file)
    if settings.WANGGE_SEAL.split()[:1] != lines[:1]:
        raise Refused("reporters.key_not_in_use", file=file.name)
    _write(file, lines[:1])
    return len(lines) - 1


def _lines(file: Path) -> list[str]:
    if not file.is_file():
        raise Refused("reporters.no_key_file", file=str(file))
    return file.read_text().split()


def _write(file: Path, lines: list[str]) -> None:
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    part.write_text("\n".join(lines) + "\n")
    part.replace(file)
