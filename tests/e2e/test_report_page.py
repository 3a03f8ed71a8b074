"""The page of a run and of a comparison, opened in a browser.

Needs Chromium. Without one the tests are left out, unless NEED_BROWSER is set, as in CI.
"""

from __future__ import annotations

import csv
import os
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from sim.cli import main
from sim.report.charts import draw_all
from sim.report.documents.page import write_page
from sim.report.paper.build import paper_of
from tests.unit.test_page import HOSTILE

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
SHORT = ("--set", "run.end=2019-01-31", "--replications", "4", "--jobs", "1", "--quiet")
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser", "msedge")
PATIENCE = 120_000
"""Milliseconds to wait for a page on a busy machine."""
RAN = "window.ran = 1"
BAD = (
    f"</script><script>{RAN}</script><img src=x onerror='{RAN}'>",
    f'"><svg onload="{RAN}"><a href="javascript:{RAN}">x</a>',
)


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        reason = f"no browser is installed, under none of these names: {', '.join(NAMES)}"
        (pytest.fail if os.environ.get("NEED_BROWSER") else pytest.skip)(reason)
    # as root, as in a container, Chromium only starts without its sandbox
    options = [] if getattr(os, "geteuid", lambda: 1)() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A run and a comparison, with harmful names in all places, and their pages."""
    place = tmp_path_factory.mktemp("pages")
    text = SMALL.read_text("utf-8").replace('"Two small teams"', quoted(BAD[0]))
    text = text.replace('"One more officer"', quoted(BAD[1]))
    text = text.replace('"North & West"', quoted(HOSTILE[3])).replace('"Intake"', quoted("W" * 500))
    text = text.replace('"District"', quoted(BAD[0]), 1)
    files = [place / "calm.toml", place / "busy.toml"]
    for file, referrals in zip(files, ("7.0", "14.0"), strict=True):
        changed = text.replace("intake = 7.0", f"intake = {referrals}")
        file.write_text(changed.replace('name = "small"', f'name = "{file.stem}"'), "utf-8")
    asked = ("compare", *map(str, files), *SHORT, "--out", str(place), "--name", "both")
    assert main(list(asked)) == 0
    draw_all(place / "busy")
    found = {"run": place / "busy", "comparison": place / "both"}
    for folder in found.values():
        write_page(paper_of(folder), folder / "report.html")
    return found


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.fixture(params=["run", "comparison"])
def opened(request, browser, folders):
    """The page, what the browser said of it, and what it asked the network for."""
    tab = browser.new_page(viewport={"width": 1200, "height": 900})
    tab.set_default_timeout(PATIENCE)
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    address = (folders[request.param] / "report.html").as_uri()
    tab.goto(address)
    yield tab, folders[request.param], said, [url for url in asked if url != address]
    tab.close()


def test_it_opens_without_errors_network_or_running_what_names_hold(opened):
    tab, folder, said, asked = opened
    tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    tab.mouse.wheel(0, 100_000)
    tab.wait_for_timeout(50)
    assert not said
    assert not asked
    assert tab.evaluate("window.ran") is None
    held = tab.locator("body").inner_text()
    assert all(text in held for text in (BAD if folder.name == "busy" else BAD[:1]))


def test_axe_finds_nothing_serious(opened):
    tab, *_ = opened
    # of details that are alike, one is enough: axe looks at every cell, and there are thousands
    for part in ("figure details >> nth=0", "figure details >> nth=1", "section > details"):
        tab.locator(part).first.evaluate("part => { part.open = true; }")
    tab.set_viewport_size({"width": 360, "height": 800})
    found = Axe().run(tab).response["violations"]
    assert not [(one["id"], one["help"]) for one in found if one["impact"] != "minor"]
    # wide tables and charts scroll sideways by themselves; the page does not
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_values_are_read_off_with_the_keyboard_and_with_the_mouse(opened):
    tab, *_ = opened
    focused = "document.activeElement"
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"{focused}.textContent") == "Skip to the paper"
    tab.keyboard.press("Enter")
    for _ in range(100):
        tab.keyboard.press("Tab")
        if tab.evaluate(f"{focused}.type === 'range'"):
            break
    figure = tab.locator("figure", has=tab.locator("input:focus"))
    slider = figure.locator("input")
    last = slider.get_attribute("aria-valuetext")
    tab.keyboard.press("Home")
    first = slider.get_attribute("aria-valuetext")
    assert first != last
    assert first.startswith(figure.locator(".period").inner_text())
    told = first.partition(". ")[2].split("; ")
    assert told == figure.locator(".values li").all_inner_texts()
    box = figure.locator("svg").bounding_box()
    cursor = figure.locator(".cursor[visibility=visible]")
    assert cursor.count() == len(told)
    assert cursor.locator("text").first.text_content() in told[0]
    dot = cursor.locator("circle").first.bounding_box()
    assert box["x"] < dot["x"] < box["x"] + box["width"] / 2
    figure.locator("svg").scroll_into_view_if_needed()
    dot = cursor.locator("circle").first.bounding_box()
    tab.mouse.move(dot["x"] + 60, dot["y"] + 20)
    tab.mouse.move(dot["x"] + 61, dot["y"] + 20)
    assert slider.get_attribute("aria-valuetext") not in {first, last}


def test_tables_print_what_the_paper_holds(opened):
    tab, folder, *_ = opened
    shown = tab.evaluate(
        """[...document.querySelectorAll("main section > .wide > table, section > details table")]
        .map(table => [...table.tBodies[0].rows]
        .map(row => [...row.cells].map(cell => cell.textContent)))"""
    )
    tables = paper_of(folder).tables
    assert shown == [[[cell.text for cell in row] for row in table.rows] for table in tables]


def test_it_prints_on_paper_without_what_needs_a_screen(opened):
    tab, *_ = opened
    assert tab.pdf().startswith(b"%PDF")
    tab.emulate_media(media="print")
    assert not tab.locator("nav, .reading, details, .skip").filter(visible=True).count()
    assert tab.locator("h1, figure svg, table").filter(visible=True).count() > 2


def test_a_runs_table_agrees_with_its_summary_to_the_last_digit(browser, folders):
    with (folders["run"] / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        stored = [
            (row["unit_kind"], *(printed(row[one]) for one in ("mean", "p05", "p50", "p95")))
            for row in csv.DictReader(file)
            if row["measure"] == "caseload_per_fte" and row["period"] == "end"
        ]
    tab = browser.new_page()
    tab.goto((folders["run"] / "report.html").as_uri())
    table = tab.locator("table", has_text="Cases per full-time social worker in the last week")
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    tab.close()
    assert [(kind, mean, *spread) for _, kind, mean, _, *spread in rows] == stored


def printed(value):
    return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))
