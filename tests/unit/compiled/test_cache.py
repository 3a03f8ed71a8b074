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


def test_where_the_home_is_closed_nothing_is_kept(home):
    closed(home / ".cache")
    assert cache.folder() is None


def test_where_there_is_no_home_nothing_is_kept(home, monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache.folder() is None


@pytest.fixture
def place(tmp_path):
    """Sealed code, of an index and a file."""
    for name in ("service.run-1.nbi", "service.run-1.1.nbc"):
        (tmp_path / name).write_bytes(name.encode())
    cache.seal(tmp_path)
    return tmp_path


def test_sealed_code_is_whole(place):
    assert cache.is_whole(place)


@pytest.mark.parametrize("name", ["service.run-1.nbi", "service.run-1.1.nbc", "checksum"])
@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: data[:3] + b"?" + data[4:]]
)
def test_damaged_code_is_not_whole(place, name, damage):
    file = place / name
    file.write_bytes(damage(file.read_bytes()))
    assert not cache.is_whole(place)


@pytest.mark.parametrize("name", ["service.run-1.nbi", "service.run-1.1.nbc", "checksum"])
def test_code_of_which_a_part_is_missing_is_not_whole(place, name):
    (place / name).unlink()
    assert not cache.is_whole(place)


def test_an_emptied_folder_holds_no_code_and_keeps_what_is_not_numba_s(place):
    (place / "notes.txt").touch()
    cache.empty(place)
    assert sorted(path.name for path in place.iterdir()) == ["checksum", "notes.txt"]
    assert not cache.is_whole(place)


def test_a_place_that_is_not_there_is_no_reason_to_stop(tmp_path):
    cache.empty(tmp_path / "gone")
    cache.seal(tmp_path / "gone")
    assert not cache.is_whole(tmp_path / "gone")
