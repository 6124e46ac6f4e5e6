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
  for (const input of document.querySelectorAll("input[data-filters]")) {
    const table = document.getElementById(input.dataset.filters);
    const count = document.querySelector(`[data-count="${input.dataset.filters}"]`);
    input.closest(".tools").hidden = false;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = wanted ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
    });
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
  // A reader who follows a link into a closed part, or prints, sees it open.
  addEventListener("beforeprint", () => {
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
