"use strict";
// Sorting and filtering of the tables. Without this script every row is there, in the order of the files.
(() => {
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const key = (row, index) => {
    const cell = row.cells[index];
    const given = cell.dataset.key;
    return given === undefined ? cell.textContent.trim() : given && Number(given);
  };
  const compare = (a, b) => {
    const numbers = typeof a === "number" && typeof b === "number";
    return numbers ? a - b : order.compare(a, b);
  };
  // Unknown stays at the end in either direction.
  const sort = (table, index, down) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => ({ row, key: key(row, index) }));
    const known = rows.filter((item) => item.key !== "");
    const unknown = rows.filter((item) => item.key === "");
    known.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)));
    body.append(...known.concat(unknown).map((item) => item.row));
  };
  const press = (table, heads, index) => {
    const down = heads[index].getAttribute("aria-sort") === "ascending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[index].setAttribute("aria-sort", down ? "descending" : "ascending");
    sort(table, index, down);
    table.dispatchEvent(new Event("sorted"));
  };
  for (const table of document.querySelectorAll("table[data-sorts]")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => press(table, heads, index));
      head.append(button);
    });
  }
  // Of a long table one page is shown; search and choices go over all rows.
  const narrow = matchMedia("(max-width: 36rem)").matches;
  const PAGE = narrow ? 3 : 50;
  for (const input of document.querySelectorAll("input[data-filters]")) {
    const id = input.dataset.filters;
    const table = document.getElementById(id);
    const count = document.querySelector(`[data-count="${id}"]`);
    const choices = Array.from(document.querySelectorAll(`select[data-of="${id}"]`));
    const more = document.querySelector(`button[data-more="${id}"]`);
    const STEP = narrow ? 10 : PAGE;
    let limit = PAGE;
    const apply = () => {
      const wanted = input.value.trim().toLowerCase();
      const fits = (row) => row.textContent.toLowerCase().includes(wanted)
        && choices.every((each) => !each.value || row.getAttribute(`data-f${each.dataset.facet}`) === each.value);
      let found = 0;
      for (const row of table.tBodies[0].rows) {
        const fit = fits(row);
        found += fit ? 1 : 0;
        row.hidden = !fit || found > limit;
      }
      const all = table.tBodies[0].rows.length;
      const asked = wanted || choices.some((each) => each.value);
      count.textContent = asked ? `${found} of ${all} rows` : "";
      more.parentElement.hidden = found <= limit;
      more.textContent = `Show ${Math.min(STEP, found - limit)} more of ${found} rows`;
    };
    const restart = () => { limit = PAGE; apply(); };
    input.closest(".tools").hidden = false;
    input.addEventListener("input", restart);
    choices.forEach((each) => each.addEventListener("change", restart));
    more.addEventListener("click", () => { limit += STEP; apply(); });
    table.addEventListener("sorted", apply);
    // a link to a row that is not shown shows it
    const reveal = () => {
      const target = location.hash && document.getElementById(location.hash.slice(1));
      if (!target || !table.contains(target) || !target.hidden) return;
      input.value = "";
      choices.forEach((each) => { each.value = ""; });
      limit = table.tBodies[0].rows.length;
      apply();
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);
    apply();
    reveal();
  }
  // On a telephone long parts wait behind their headings, and a link into one opens it.
  const fold = (part, words) => {
    const room = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = words;
    room.className = "folded";
    part[0].before(room);
    room.append(summary, ...part);
  };
  const unfold = () => {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    const rooms = [];
    for (let at = target; at; at = at.parentElement) if (at.matches("details")) rooms.push(at);
    if (target?.matches("section")) rooms.push(...target.querySelectorAll(":scope > details.folded"));
    rooms.forEach((each) => { each.open = true; });
    if (rooms.length) target.scrollIntoView();
  };
  if (narrow) {
    for (const section of document.querySelectorAll("main > section:not(.brief)")) {
      const rest = Array.from(section.children).filter((each) => !/^H[23]$/.test(each.tagName));
      if (rest.length) fold(rest, "Show this part");
    }
    const later = Array.from(document.querySelectorAll("ol.stories > li:nth-child(n + 5)"));
    const list = document.querySelector("ol.stories");
    if (later.length) {
      const others = list.cloneNode(false);
      others.start = list.children.length - later.length + 1;
      others.append(...later);
      list.after(others);
      fold([others], `${later.length} more`);
    }
    addEventListener("hashchange", unfold);
    unfold();
  }
  // The charts: a still picture first, in its place one that answers. Without this script the still ones remain.
  const specs = document.getElementById("specs");
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  const line = (name, words) => {
    const row = document.createElement("div");
    const parts = [document.createElement("b"), document.createElement("span")];
    parts.forEach((part, index) => { part.textContent = [name, words][index]; });
    row.append(...parts);
    return row;
  };
  const hover = (handler, event, item, value) => {
    tip.hidden = value === null || value === undefined || value === "";
    if (tip.hidden) return;
    tip.replaceChildren(...Object.entries(value).map(([name, words]) => line(name, String(words))));
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(event.pageX + 14, room))}px`;
    tip.style.top = `${event.pageY + 18}px`;
  };
  const nothing = () => Promise.reject(new Error("a chart asks for nothing"));
  const draw = async (room, spec) => {
    await vegaEmbed(room, spec, {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: hover,
      loader: { load: nothing, sanitize: nothing, http: nothing, file: nothing },
    });
    room.firstElementChild.setAttribute("aria-hidden", "true");
    room.parentElement.classList.add("drawn");
  };
  if (specs) {
    const given = JSON.parse(specs.textContent);
    document.body.append(tip);
    const rooms = Array.from(document.querySelectorAll("[data-chart]"));
    Promise.allSettled(rooms.map((room) => draw(room, given[room.dataset.chart]))).then((ended) => {
      document.documentElement.dataset.charts = ended.map((each) => each.reason?.message ?? "drawn").join(" ");
    });
  }
  // On paper stands a summary, unless all is asked for.
  const whole = document.getElementById("print-all");
  whole.parentElement.hidden = false;
  whole.addEventListener("click", () => {
    document.documentElement.classList.add("print-all");
    print();
  });
  addEventListener("afterprint", () => document.documentElement.classList.remove("print-all"));
  // Who prints the whole sees it open.
  addEventListener("beforeprint", () => {
    if (!document.documentElement.classList.contains("print-all")) return;
    for (const part of document.querySelectorAll("details:not([open])")) {
      part.open = true;
      part.dataset.printed = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-printed]")) {
      part.open = false;
      delete part.dataset.printed;
    }
  });
})();
