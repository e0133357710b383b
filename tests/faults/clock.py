"""A clock that is wrong: every function of the product that looks at it sees another time."""

from __future__ import annotations

import datetime as real
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest


class _AnyTime(type):
    """Lets real times pass for times of the wrong clock."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, real.datetime)


@contextmanager
def clock_off_by(days: int) -> Iterator[None]:
    """Move the wall clock of all loaded modules of the product by so many days."""
    off = real.timedelta(days=days)

    class Wrong(real.datetime, metaclass=_AnyTime):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> real.datetime:
            return real.datetime.now(tz) + off

        def __repr__(self) -> str:
            # What a publication is compared by.
            return repr(real.datetime.combine(self.date(), self.timetz()))

    wrong_time = SimpleNamespace(
        **{name: getattr(time, name) for name in ("monotonic", "sleep")},
        time=lambda: time.time() + off.total_seconds(),
        time_ns=lambda: time.time_ns() + int(off.total_seconds()) * 10**9,
    )
    with pytest.MonkeyPatch.context() as patched:
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] != "orchestration":
                continue
            if getattr(module, "datetime", None) is real.datetime:
                patched.setattr(module, "datetime", Wrong)
            if getattr(module, "time", None) is time:
                patched.setattr(module, "time", wrong_time)
        yield
