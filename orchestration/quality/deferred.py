"""Modules that a dependency imports at once, but that are needed for nothing we do with it."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from collections.abc import Iterable
from types import ModuleType
from typing import Any

_importing = threading.RLock()


def defer(names: Iterable[str]) -> None:
    """Let modules be imported only when somebody asks them for something.

    To `import` they look as they always do; `from` a deferred module imports it. What is imported
    already or not installed is left alone. The standard library's LazyLoader is of no use here:
    the second `import` of a module makes it load.
    """
    for name in names:
        if name not in sys.modules and (spec := importlib.util.find_spec(name)) is not None:
            module = _Deferred(name)
            module.__spec__ = spec
            sys.modules[name] = module
            package, _, child = name.rpartition(".")
            if package:
                setattr(sys.modules[package], child, module)


class _Deferred(ModuleType):
    """A module that is not there yet; whoever holds it gets what the real one has."""

    def __getattr__(self, attribute: str) -> Any:
        # Whoever looks through all modules asks for such names; only a package has a path.
        if attribute.startswith("__") and attribute != "__path__":
            raise AttributeError(attribute)
        with _importing:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            return getattr(importlib.import_module(self.__name__), attribute)
