"""Papers about experiments have their tables' numbers, as numbers."""

import json
import shutil

import pytest

from sim.report.paper.build import PAPERS, paper_of
from sim.report.paper.check_findings import validation_findings
from sim.report.paper.content import Bullets
from sim.report.paper.sections import HEADINGS
from sim.report.paper.seek_findings import seek_findings
from sim.report.paper.sensitivity_findings import sensitivity_findings
from sim.report.paper.sweep_findings import sweep_findings
from sim.report.seek_data import read_search
from sim.report.sensitivity_data import read_sensitivity
from sim.report.sweep_data import read_sweep
from sim.report.sweep_words import answers
from sim.report.validation_data import read_validation
from tests.unit.sample_search import build_search, mixes_found, switch_asked, switches_found
from tests.unit.sample_sensitivity import build_sensitivity, part_of, scenario
from tests.unit.sample_sweep import build_sweep
from tests.unit.test_cli import SMALL
from tests.unit.test_validation_report import FIGURES, write

NOTHING = scenario(name="nothing", title="Do nothing")
SOME = ("tornado", "morris", "split")
"""Without Sobol' indices, which take seconds."""


def column(table, heading):
    [place] = [at for at, one in enumerate(table.columns) if one.heading == heading]
    return [row[place].value for row in table.rows]


def ten_digits(values):
    return pytest.approx([float(f"{value:.10g}") for value in values], rel=1e-12)


def test_a_sweep_tells_its_front_and_every_mix(tmp_path):
    found = sweep_findings(build_sweep(tmp_path))
    sweep = read_sweep(tmp_path)
    [outcome] = sweep.outcomes
    [front], [every] = found.tables, found.long
    rows = sweep.front_of(outcome)
    assert column(front, "Over the base") == ten_digits(rows["extra_cost_gbp"])
    assert column(front, "Mean") == ten_digits(rows["mean"])
    assert column(front, "At most 21") == ten_digits(rows["probability_target"])
    assert len(every.rows) == 20
    assert found.answers == answers(sweep)


def test_a_search_tells_what_was_tried_and_where_options_switch(tmp_path):
    mixes = mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso + 0.01 * bsa)
    switches = switches_found(
        (switch_asked("hours"), lambda value: 20 * (value - 6.0)),
        (switch_asked("flat"), lambda value: 50.0 + 0 * value),
    )
    found = seek_findings(build_search(tmp_path, mixes, switches))
    search = read_search(tmp_path)
    tried, switching = found.tables
    assert column(tried, "Good enough") == ten_digits(search.mixes.tried["successes"])
    assert column(tried, "Share") == ten_digits(search.mixes.tried["share"])
    assert "the choice" in {row[-1].text for row in tried.rows}
    one, none = column(switching, "Switch")
    assert one == pytest.approx(6.0, abs=0.5)
    assert none is None


def test_a_sensitivity_analysis_tells_every_part(tmp_path):
    found = sensitivity_findings(build_sensitivity(tmp_path, part_of(against=NOTHING), SOME))
    data = read_sensitivity(tmp_path)
    tornado, morris, split = found.tables
    [outcome] = data.outcomes
    assert column(tornado, "High less low") == ten_digits(data.of("tornado", outcome)["swing"])
    assert column(morris, "Mean size") == ten_digits(data.of("morris", outcome)["mu_star"])
    assert column(split, "From uncertain numbers") == ten_digits(
        data.of("split", outcome)["numbers_share"]
    )


def test_a_validation_tells_published_figures_and_their_sources(tmp_path):
    found = validation_findings(write(tmp_path, FIGURES))
    held_out, fitted = found.tables
    figures = read_validation(tmp_path)
    assert [row[2].text for row in held_out.rows] == ["25.8", "14.0%", "-5.4", "+95", "3.0"]
    assert len(fitted.rows) == len(figures.used(False))
    assert [row[-1].text for row in found.long[0].rows][-1] == "Be careful."


def test_an_experiment_has_the_same_sections_as_every_other_paper(tmp_path):
    folder = build_sweep(tmp_path)
    shutil.copyfile(SMALL, folder / "scenario.toml")
    (folder / "charts").mkdir()
    (folder / "charts" / "index.json").write_text('{"charts": []}', "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    more = {
        "start": "2018-10-01", "end": "2019-03-31", "seed": 7, "versions": {"headroom": "0"},
        "git_commit": None, "model_version": "0", "machine": "Any", "ended": "2026-01-01T00:00:00Z",
        "engine": "simpy", "replications": 40,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest | more), "utf-8")
    paper = paper_of(folder)
    assert [section.heading for section in paper.sections] == list(HEADINGS.values())
    assert [table.number for table in paper.tables] == list(range(1, len(paper.tables) + 1))
    [reasons] = [one for one in paper.sections if one.key == "reasons_for_recommendation"]
    assert reasons.blocks[0] == Bullets(tuple(answers(read_sweep(folder))))


def test_there_is_a_paper_for_every_kind_of_results():
    from sim.experiment.folder import KINDS
    from sim.report.charts import DRAWERS

    assert set(PAPERS) == set(KINDS) == set(DRAWERS)
