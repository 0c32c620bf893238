"""How far is a long command, how fast, and how long still?"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class Step:
    """One line of progress: `advance` by what was done."""

    def __init__(self, progress: Progress, title: str, total: int | None) -> None:
        self._progress, self._task = progress, progress.add_task(title, total=total)

    def advance(self, by: int = 1) -> None:
        self._progress.advance(self._task, by)


@contextmanager
def step(title: str, total: int | None = None) -> Iterator[Step]:
    """Show progress on standard error while the block runs; silent where that is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        yield Step(progress, title, total)
