import tempfile
from pathlib import Path

import pytest

from sim.compiled import cache


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Nothing is remembered from before, nor afterwards."""
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    cache.digest.cache_clear()
    cache.folder.cache_clear()
    yield
    cache.digest.cache_clear()
    cache.folder.cache_clear()


@pytest.fixture
def home(tmp_path, monkeypatch):
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setattr(Path, "home", lambda: place)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return place


def closed(place):
    """A place in which nothing can be made, not even by root: it is a file."""
    place.write_text("not a folder")
    return place


def test_digest_changes_with_any_source(tmp_path, monkeypatch):
    sources = [tmp_path / "one.py", tmp_path / "other.py"]
    for source in sources:
        source.write_text("x = 1\n")
    monkeypatch.setattr(cache, "SOURCES", sources)
    before = cache.digest()
    assert cache.digest() == before
    for source in sources:
        source.write_text("x = 2\n")
        cache.digest.cache_clear()
        assert cache.digest() != before
        source.write_text("x = 1\n")
    cache.digest.cache_clear()
    assert cache.digest() == before


@pytest.mark.parametrize("package", ["numba", "llvmlite", "numpy"])
def test_digest_changes_with_what_compiles(monkeypatch, package):
    before, version = cache.digest(), cache.version
    cache.digest.cache_clear()
    monkeypatch.setattr(cache, "version", lambda name: version(name) + "x" * (name == package))
    assert cache.digest() != before


def test_digest_changes_with_where_the_sources_are(tmp_path, monkeypatch):
    """numba looks for code by the place of its source; a copy finds nothing of the original's."""
    before = cache.digest()
    cache.digest.cache_clear()
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    assert cache.digest() != before


def test_sources_are_all_that_compiled_code_is_made_from():
    names = {path.name for path in cache.SOURCES}
    assert {"service.py", "draws.py", "portable.py", "streams.py", "sampler.py"} <= names
    assert {path.name for path in cache.PACKAGE.glob("*.py")} <= names


def test_the_user_s_cache_is_first(home):
    assert cache.folder() == home / ".cache" / "headroom" / cache.digest()
    assert cache.folder().is_dir()


@pytest.mark.parametrize("variable", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_a_folder_can_be_named(home, tmp_path, monkeypatch, variable):
    monkeypatch.setenv(variable, str(tmp_path / "named"))
    assert cache.folder() == tmp_path / "named" / "headroom" / cache.digest()
    assert not (home / ".cache").exists()


def test_where_the_home_is_closed_a_temporary_folder_is_used(home, tmp_path):
    closed(home / ".cache")
    assert cache.folder().is_relative_to(tmp_path / "temporary")


def test_where_there_is_no_home_a_temporary_folder_is_used(home, tmp_path, monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache.folder().is_relative_to(tmp_path / "temporary")


def test_where_everything_is_closed_nothing_is_kept(home, tmp_path, monkeypatch):
    closed(home / ".cache")
    monkeypatch.setattr(tempfile, "tempdir", str(closed(tmp_path / "no folder")))
    assert cache.folder() is None
    assert not cache.is_warm()


def test_warm_is_a_folder_with_code(home):
    assert not cache.is_warm()
    (cache.folder() / "deeper").mkdir()
    assert not cache.is_warm()
    (cache.folder() / "deeper" / "service.run-1.nbc").write_bytes(b"code")
    assert cache.is_warm()
