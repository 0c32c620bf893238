"""Is an Office file only a document, and is it the same file when made again?

Both kinds are ZIP files of XML: what would run, fetch or swell is refused, and times in it stand still.
"""

import io
import zipfile
import zlib

from wangge.rules.errors import Refused

UNPACKED_MOST = 40_000_000  # bytes; ours: a form is some hundred kilobytes
_STILL = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can name


def refuse_unsafe(content: bytes) -> None:
    """Refuse `ledger.template_broken`, `ledger.template_swells`, `ledger.template_runs`, `ledger.template_fetches`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_MOST:
                raise Refused("ledger.template_swells", field="template", limit=UNPACKED_MOST // 1_000_000)
            names = [part.filename.lower() for part in parts.infolist()]
            if any("vbaproject" in name or "activex" in name or "embeddings" in name for name in names):
                raise Refused("ledger.template_runs", field="template")
            for part in parts.infolist():
                text = parts.read(part)
                if part.filename.endswith(".rels") and b'TargetMode="External"' in text.replace(b"'", b'"'):
                    raise Refused("ledger.template_fetches", field="template")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Refused("ledger.template_broken", field="template", fault="ZIP") from None


def still(content: bytes) -> bytes:
    """Return the same ZIP file with every time in it set to one moment, its parts in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as made:
        # The list of contents must come first; readers tell the kind of file by it.
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _STILL)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(part, parts.read(name))
    return out.getvalue()
