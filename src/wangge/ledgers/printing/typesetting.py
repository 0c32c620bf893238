"""What sets one Typst document, in a process of its own that can be ended?

Called with a folder that holds main.typ and its record; it reads nothing outside that folder and the fonts.
"""

import resource
import sys
from pathlib import Path

CPU_SECONDS, MEMORY = 60, 4 * 1024**3  # ours: a dossier of thirty photos takes about a second


def main(folder: Path, fonts: Path, moment: int) -> int:
    """Write out.pdf into the folder; print what Typst says where it refuses."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import typst

    try:
        typst.compile(
            folder / "main.typ", output=folder / "out.pdf", root=folder, font_paths=[fonts],
            ignore_system_fonts=True, timestamp=moment, package_path=folder / "none",
            package_cache_path=folder / "none",
        )  # fmt: skip
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is said to who wrote the template
        print(str(fault)[:2000], file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
