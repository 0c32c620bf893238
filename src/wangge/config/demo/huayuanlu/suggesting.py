"""How does the demo suggest kinds at once? It brings the model that its own cases taught, 37 KB.

Made anew by `wangge categories train` on a loaded demo; the file is then copied here.
"""

import shutil
from pathlib import Path

from wangge.cases.suggesting.asking import model_file

PACKAGED = Path(__file__).parent / "categories.npz"


def bring_model(county: str) -> None:
    """Put the packaged model in place where the county has none yet."""
    file = model_file(county)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGED, file)
