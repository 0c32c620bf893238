"""How do other processes work out something for this one, and tell it piece by piece?"""

import importlib
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from django.db import connection

SPAWNED = multiprocessing.get_context("spawn")  # a fork would share our connection to the database


def worked_beside(function: str, tasks: Sequence[Sequence[object]]) -> Iterator[Any]:
    """Yield what `module:function` yields for each task, a process of its own for each, as it comes.

    A process sees what is committed, and none outlives the iterator. Raises RuntimeError, with the traceback, where one
    fails.
    """
    database = str(connection.settings_dict["NAME"])
    pipes: list[Connection] = []
    processes: list[BaseProcess] = []
    try:
        for task in tasks:
            ours, theirs = SPAWNED.Pipe(duplex=False)
            process = SPAWNED.Process(
                target=_work, args=(database, function, tuple(task), theirs), daemon=True
            )
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        while pipes:
            for pipe in set(pipes).intersection(wait(pipes)):
                try:
                    fault, told = pipe.recv()
                except EOFError:
                    raise RuntimeError(f"{function} ended without a word") from None
                if fault:
                    raise RuntimeError(fault)
                if told is None:
                    pipes.remove(pipe)
                else:
                    yield told
    finally:
        for begun in processes:
            begun.terminate()
            begun.join()


def _work(database: str, function: str, task: tuple[object, ...], pipe: Connection) -> None:
    import signal
    import traceback

    import django

    with closing(pipe):
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a keyboard's stop is for whoever waits for us
            django.setup()
            connection.settings_dict["NAME"] = database
            module, name = function.split(":")
            for told in getattr(importlib.import_module(module), name)(*task):
                pipe.send(("", told))
            pipe.send(("", None))
        except Exception:  # noqa: BLE001 - told to whoever waits, who raises it
            pipe.send((traceback.format_exc(), None))
