"""A deferred module is imported when it is asked for something, not before, and never differs."""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading

import pytest

from orchestration.quality.deferred import defer

pytestmark = pytest.mark.usefixtures("packages")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """A package `planted_package` with a submodule, gone again afterwards."""
    folder = tmp_path / "planted_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("WHAT = 'package'\n")
    (folder / "part.py").write_text("WHAT = 'part'\nOTHER = ['other']\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield
    for name in [name for name in sys.modules if name.startswith("planted_package")]:
        del sys.modules[name]


def is_there(name: str) -> bool:
    return "WHAT" in vars(sys.modules[name])


def test_import_does_not_load_and_use_does():
    defer(["planted_package.part"])
    import planted_package.part as first
    from planted_package import part as second

    assert first is second
    assert not is_there("planted_package.part")
    assert (first.WHAT, second.OTHER) == ("part", ["other"])
    assert is_there("planted_package.part")

    import planted_package.part as third

    assert third.OTHER is first.OTHER


def test_from_a_deferred_package_everything_can_be_imported():
    defer(["planted_package"])
    from planted_package import WHAT
    from planted_package.part import OTHER

    assert (WHAT, OTHER) == ("package", ["other"])
    assert is_there("planted_package")


def test_what_is_missing_stays_missing():
    defer(["planted_package.part", "no_such_package"])
    assert "no_such_package" not in sys.modules
    import planted_package.part

    assert not hasattr(planted_package.part, "__wrapped__")
    assert not is_there("planted_package.part")
    with pytest.raises(AttributeError, match="nothing"):
        _ = planted_package.part.nothing


def test_what_is_imported_already_is_left_alone():
    import planted_package

    defer(["planted_package"])
    assert sys.modules["planted_package"] is planted_package


def test_several_threads_get_the_same():
    defer(["planted_package.part"])
    import planted_package.part

    found, start = [], threading.Barrier(8)

    def use() -> None:
        start.wait()
        found.append(planted_package.part.OTHER)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(other) for other in found}) == 1


def test_the_gate_leaves_charts_and_distributions_out_until_they_are_used():
    script = (
        "import sys; from orchestration.quality.suite import open_context; open_context();"
        "assert not [m for m in sys.modules if m.startswith(('scipy.stats.', 'altair.'))];"
        "from great_expectations.expectations.core import"
        " expect_column_kl_divergence_to_be_less_than as of_distributions;"
        "assert of_distributions.stats.entropy([0.5, 0.5], base=2) == 1;"
        "assert of_distributions.alt.Chart"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
