// Search the site's postings in the browser. Loads only the parts of the index that the words need; asks no other host.
(() => {
  "use strict";
  const root = document.getElementById("search");
  const input = document.getElementById("words");
  const filters = ["studio", "ai", "state"].map((name) => document.getElementById(name));
  const count = document.getElementById("count");
  const results = document.getElementById("results");
  const AT_MOST = 100;
  const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g;
  const loaded = new Map();
  let asked = 0;

  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, fetch(root.dataset.index + name).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }));
    }
    return loaded.get(name);
  };

  // As reports/site/search_index.py splits words.
  const split = (text) => {
    const plain = text.normalize("NFKD").toLowerCase().replace(/ß/g, "ss").replace(/\p{M}/gu, "").normalize("NFC");
    const found = new Set();
    for (const run of plain.match(CJK) || []) {
      const letters = [...run];
      for (let at = 0; at < Math.max(1, letters.length - 1); at += 1) found.add(letters.slice(at, at + 2).join(""));
    }
    for (const word of plain.replace(CJK, " ").match(/[\p{L}\p{N}]+/gu) || []) {
      const letters = [...word];
      if (letters.length >= 2) found.add(letters.slice(0, 24).join(""));
    }
    return [...found];
  };

  const shard = (word) => [...word].slice(0, 2).map((each) => each.codePointAt(0).toString(16)).join("-");

  const numbersOf = async (word, shards) => {
    if (!shards.includes(shard(word))) return [];
    let last = 0;
    return ((await load(`terms/${shard(word)}.json`))[word] || []).map((step) => (last += step));
  };

  const show = (rows, total, some) => {
    results.replaceChildren(...rows.map((row) => {
      const [page, title, studio, , label, , pay, places, name, state, origin] = row;
      const item = document.createElement("li");
      const line = document.createElement("p");
      const link = document.createElement("a");
      link.href = page;
      link.textContent = title;
      line.append(link, `, ${name || studio}`);
      const note = document.createElement("p");
      note.className = "note";
      note.textContent = [label === "none" ? "" : `AI: ${label}`, pay, places, state, origin].filter(Boolean).join(" · ");
      item.append(line, note);
      return item;
    }));
    count.textContent = some ? `${total} posting${total === 1 ? "" : "s"}${total > rows.length ? `, the first ${rows.length}` : ""}` : "Type a word, or choose a studio.";
  };

  const search = async () => {
    asked += 1;
    const mine = asked;
    const [studio, ai, state] = filters.map((each) => each.value);
    try {
      const [postings, { common, shards }] = await Promise.all([load("postings.json"), load("words.json")]);
      const words = split(input.value);
      const rare = words.filter((word) => !common.includes(word));
      const lists = await Promise.all(rare.map((word) => numbersOf(word, shards)));
      if (mine !== asked) return;
      const some = words.length > 0 || studio || ai || state;
      let numbers = lists.length ? lists.reduce((a, b) => { const set = new Set(b); return a.filter((n) => set.has(n)); }) : postings.map((_, n) => n);
      if (words.length && !rare.length) numbers = postings.map((_, n) => n);
      const found = some ? numbers.map((n) => postings[n]).filter((row) => (!studio || row[2] === studio) && (!ai || row[4] === ai) && (!state || row[5] === state)) : [];
      show(found.slice(0, AT_MOST), found.length, some);
    } catch {
      count.textContent = "The index cannot be loaded. Search works where the site is served by a web server; the studios’ pages list every posting.";
    }
  };

  for (const each of [input, ...filters]) each.addEventListener("input", search);
  const wanted = new URLSearchParams(location.search).get("q");
  if (wanted) { input.value = wanted; search(); }
})();
