
"use strict";
(() => {
  const draw = (parent, tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return parent.appendChild(made);
  };

  // A line over each panel and, where a line of the chart crosses it, a dot with its value.
  const cursorOf = (svg, line) => {
    const group = draw(svg, "g", { class: "cursor", visibility: "hidden" });
    const [, top, , height] = line.box;
    return {
      group,
      rule: draw(group, "path", { stroke: "#1a1a1a", "stroke-width": 0.8, d: `M0 ${top}v${height}` }),
      dot: draw(group, "circle", { r: 3, fill: "#1a1a1a", stroke: "#fff" }),
      text: draw(group, "text", {
        "font-size": 10, "font-weight": 700, fill: "#1a1a1a",
        stroke: "#fff", "stroke-width": 3, "paint-order": "stroke",
      }),
    };
  };

  const sameBox = (one, other) => String(one.box) === String(other.box);

  const place = (cursor, line, lines, at, shown) => {
    const x = line.x[at];
    const there = shown && x !== null;
    cursor.group.setAttribute("visibility", there ? "visible" : "hidden");
    if (!there) return;
    const y = line.y[at];
    const [left, , width] = line.box;
    const late = x > left + width / 2;
    // of two lines in one panel, the lower one has its value below
    const below = lines.some((other) => other !== line && sameBox(other, line) && other.y[at] < y);
    cursor.rule.setAttribute("transform", `translate(${x} 0)`);
    cursor.dot.setAttribute("cx", x);
    cursor.dot.setAttribute("cy", y);
    cursor.text.setAttribute("x", late ? x - 5 : x + 5);
    cursor.text.setAttribute("y", below ? y + 13 : y - 6);
    cursor.text.setAttribute("text-anchor", late ? "end" : "start");
    cursor.text.textContent = line.said[at].split(" (")[0];
  };

  // Which period is nearest to a point of the drawing; none outside of all panels.
  const periodAt = (lines, x, y) => {
    const line = lines.find(({ box: [left, top, width, height] }) =>
      x >= left && x <= left + width && y >= top && y <= top + height);
    if (!line) return null;
    let nearest = null;
    line.x.forEach((stands, at) => {
      if (stands === null) return;
      if (nearest === null || Math.abs(stands - x) < Math.abs(line.x[nearest] - x)) nearest = at;
    });
    return nearest;
  };

  const makeReadable = (reading) => {
    const { periods, lines } = JSON.parse(reading.querySelector("script").textContent);
    const svg = reading.closest("figure").querySelector("svg");
    const slider = reading.querySelector("input");
    const period = reading.querySelector(".period");
    const values = lines.map((line) => {
      const item = document.createElement("li");
      item.append(`${line.name}: `);
      return item.appendChild(document.createElement("strong"));
    });
    reading.querySelector(".values").append(...values.map((value) => value.parentNode));
    const cursors = lines.map((line) => cursorOf(svg, line));

    const tell = (at, shown) => {
      period.textContent = periods[at];
      lines.forEach((line, place_) => { values[place_].textContent = line.said[at]; });
      const words = lines.map((line) => `${line.name}: ${line.said[at]}`);
      slider.setAttribute("aria-valuetext", `${periods[at]}. ${words.join("; ")}`);
      lines.forEach((line, which) => place(cursors[which], line, lines, at, shown));
    };

    const point = (event) => {
      const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const at = periodAt(lines, spot.x, spot.y);
      if (at === null) return;
      slider.value = at;
      tell(at, true);
    };
    slider.addEventListener("input", () => tell(Number(slider.value), true));
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    tell(Number(slider.value), false);
    reading.hidden = false;
  };

  // What scrolls sideways must be reachable without a mouse; what doesn't is no stop for Tab.
  const stopWhereWide = (entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  };

  document.querySelectorAll(".reading").forEach(makeReadable);
  const widths = new ResizeObserver(stopWhereWide);
  document.querySelectorAll(".wide").forEach((part) => widths.observe(part));
})();
