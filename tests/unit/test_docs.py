"""What the documentation says is so: blocks are current, links lead somewhere, examples work."""

import json
import re
from contextlib import chdir

import click
import duckdb
import pytest

from docs.generate.pages import DOCS, filled, pages
from sim import __version__, cli
from sim.scenario.load import load_scenario

ROOT = DOCS.parent
PAGES = sorted([*ROOT.glob("*.md"), ROOT / "results" / "README.md", *DOCS.rglob("*.md")])
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def fences(language):
    """The code blocks of a language: page and text."""
    return [
        pytest.param(path, text, id=f"{name_of(path)}:{number}")
        for path in PAGES
        for number, (kind, text) in enumerate(FENCE.findall(path.read_text("utf-8")))
        if kind == language
    ]


def commands():
    """Every command that a page tells its reader to give."""
    pattern = re.compile(r"python -m sim ([a-z][^\n&`|]*)")
    return sorted(
        {
            (name_of(path), said.strip())
            for path in PAGES
            for said in pattern.findall(path.read_text("utf-8"))
            if "scenarios/" in said
        }
    )


def slug(heading):
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# --- what is made from the code ---


def test_generated_parts_are_current():
    stale = [
        name_of(path)
        for path, text in pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not stale, f"{stale} are out of date: python -m docs.generate"


def test_only_the_block_is_made_anew():
    empty, old = ("<!-- begin numbers -->\n" + text + "<!-- end -->\n" for text in ("", "old\n"))
    page = f"before\n{old}between\n{empty}"
    made = filled(page, runs=False)
    assert made.startswith("before\n<!-- begin numbers -->\n| Key |")
    assert "old" not in made
    assert made.count("\n<!-- end -->\nbetween\n<!-- begin numbers -->\n| Key |") == 1
    assert filled(made, runs=False) == made


def test_what_needs_runs_is_kept_without_them():
    page = "<!-- begin output: run nowhere.toml -->\nas it was\n<!-- end -->\n"
    assert filled(page, runs=False) == page


def test_an_unknown_block_is_refused():
    with pytest.raises(KeyError, match="no such block"):
        filled("<!-- begin no such block -->\n<!-- end -->\n", runs=False)


# --- links ---


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path):
    broken = []
    for words, target in LINK.findall(path.read_text("utf-8")):
        file, _, anchor = target.partition("#")
        if file.startswith(("http:", "https:")):
            continue
        place = (path.parent / file).resolve() if file else path
        headings = re.findall(r"^#+ (.+)$", place.read_text("utf-8"), re.M) if anchor else []
        if not words or not place.exists() or (anchor and anchor not in map(slug, headings)):
            broken.append(target)
    assert not broken


def test_every_page_is_in_the_index():
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / target).resolve() for _, target in LINK.findall(index)}
    pages_of_docs = {path for path in DOCS.rglob("*.md") if path.parent.name != "adr"}
    assert pages_of_docs - linked == {DOCS / "README.md"}


# --- examples ---


@pytest.mark.parametrize(("page", "said"), commands())
def test_commands_exist_and_so_do_their_options(page, said):
    arguments = [one.strip('"') for one in re.findall(r'"[^"]*"|\S+', said)]
    context = click.Context(cli.commands)
    name, command, rest = cli.commands.resolve_command(context, arguments)
    with command.make_context(name, rest) as made:
        given = [made.params.get("scenario"), *made.params.get("scenarios", ())]
    own = {"scenarios/growing_demand.toml", "scenarios/X.toml"}  # written by the reader
    for path in filter(None, given):
        assert (ROOT / path).exists() or path.as_posix() in own or path.parts[0] == "results"


def test_settings_that_pages_show_are_keys_of_a_scenario():
    of_experiments = ("least_cost.", "against=", "KEY=")
    shown = {
        said.removeprefix("scenario.")
        for path in PAGES
        for said in re.findall(r"--set ([a-zA-Z_.]+=[\w.-]+)", path.read_text("utf-8"))
        if not said.startswith(of_experiments) and "NAME" not in said
    }
    assert len(shown) > 10
    load_scenario(ROOT / "scenarios" / "do_nothing.toml", sorted(shown))


@pytest.mark.parametrize(("page", "text"), fences("toml"))
def test_example_scenarios_load(page, text, tmp_path):
    if "extends" not in text:
        pytest.skip("a fragment")
    # what the reader's own calibration has left
    (tmp_path / "posterior.csv").write_text("roles.swso.take_up\n0.5\n0.6\n", "utf-8")
    path = tmp_path / "example.toml"
    path.write_text(re.sub(r"^ {4}", "", text, flags=re.M), "utf-8")
    scenario = load_scenario(path)
    base = load_scenario(ROOT / "scenarios" / "nottinghamshire_2018.toml")
    changed = {
        key for key in type(base).model_fields if getattr(base, key) != getattr(scenario, key)
    }
    assert changed - {"name", "title"}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Two quick runs under the names that the pages use."""
    folder = tmp_path_factory.mktemp("docs")
    quick = ["--set", "run.end=2018-10-26", "--replications", "2", "--jobs", "1", "--quiet"]
    small = str(ROOT / "tests" / "data" / "small.toml")
    for name in ("do_nothing", "swso_expansion"):
        out = ["--out", str(folder / "results"), "--set", f"name={name}", "--cases"]
        assert cli.main(["run", small, *quick, *out]) == 0
    return folder


@pytest.mark.parametrize(("page", "text"), fences("python"))
def test_python_examples_run(page, text, results, capsys):
    with chdir(results):
        exec(compile(text, name_of(page), "exec"), {})
    assert "0.0" in capsys.readouterr().out  # two runs of one scenario do not differ


@pytest.mark.parametrize(("page", "text"), fences("sql"))
def test_sql_examples_run(page, text, results):
    with chdir(results):
        assert duckdb.sql(text.replace("gedling", "north")).fetchall()


@pytest.fixture(scope="module")
def comparison(results):
    """A comparison of the two runs."""
    folders = [str(results / "results" / name) for name in ("do_nothing", "swso_expansion")]
    assert cli.main(["compare", *folders, "--out", str(results / "compared"), "--quiet"]) == 0
    return results / "compared" / "do_nothing_vs_swso_expansion"


def test_every_file_and_column_of_the_results_is_explained(results):
    page = (DOCS / "reference" / "results.md").read_text("utf-8")
    folder = results / "results" / "do_nothing"
    names = names_in(folder)
    summary = duckdb.read_csv(str(folder / "summary.csv"))
    measures = {row[0] for row in summary.select("measure").distinct().fetchall()}
    names |= {name for name in measures if not name.startswith("mean_days_")}
    charts = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    names |= {chart["name"] for chart in [*charts["charts"], *charts["omitted"]]}
    assert {name for name in names if f"`{name}`" not in page} == set()


def names_in(folder):
    """Files, columns and keys of the manifest in a results folder."""
    names = {path.name + ("/" if path.is_dir() else "") for path in folder.iterdir()}
    for path in folder.glob("*.parquet"):
        names |= set(duckdb.read_parquet(str(path)).columns)
    for path in folder.glob("*.csv"):
        names |= set(path.read_text("utf-8-sig").partition("\n")[0].split(","))
    return names | set(json.loads((folder / "manifest.json").read_text("utf-8")))


def test_every_file_and_column_of_a_comparison_is_explained(comparison):
    page = (DOCS / "reference" / "results.md").read_text("utf-8")
    section = page.partition("## A comparison")[2]
    assert {name for name in names_in(comparison) if f"`{name}`" not in section} == set()


# --- what is said of the version ---


def test_version_is_the_same_everywhere():
    assert re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)[1] == (
        __version__
    )
    released = re.findall(r"^## \[(\d.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert released[0] == __version__
