"use strict";
// Offsets in the page are code points, as in the record; the browser counts UTF-16 units. They are converted once, here.
(() => {
  const doc = document, root = doc.documentElement, text = doc.getElementById("text");
  root.classList.add("js");
  const say = doc.getElementById("say");
  const cards = [...doc.querySelectorAll(".card[data-spans]")];
  const atoms = [...text.querySelectorAll(".a")];
  const source = text.textContent;
  const wide = (() => { const at = [0]; for (const c of source) at.push(at[at.length - 1] + c.length); return at; })();
  const narrow = (() => { const to = new Uint32Array(source.length + 1); wide.forEach((w, i) => { to[w] = i; if (w > 0 && to[w - 1] === 0 && w > 1) to[w - 1] = i - (w - wide[i - 1] > 1 ? 1 : 0); }); return to; })();
  const quote = (s, e) => source.slice(wide[s], wide[e]);
  const spansOf = (el) => (el.dataset.spans || "").split(" ").filter(Boolean).map((p) => p.split("-").map(Number));
  let now = null, timer = 0;

  const tell = (words) => { say.textContent = words; clearTimeout(timer); timer = setTimeout(() => { say.textContent = ""; }, 3500); };
  const light = (spans) => {
    let first = null;
    for (const a of atoms) {
      const s = +a.dataset.s, e = s + [...a.textContent].length;
      const on = spans.some(([b, c]) => s < c && b < e);
      a.classList.toggle("on", on);
      if (on && !first) first = a;
    }
    return first;
  };
  const shown = (el) => { const r = el.getBoundingClientRect(); return r.top > 60 && r.bottom < innerHeight - 20; };
  const reveal = (el) => { if (el && !shown(el)) el.scrollIntoView({ block: "center" }); };
  const stacked = () => matchMedia("(max-width: 60rem)").matches;
  const choose = (card, { move = true, evidence = false } = {}) => {
    cards.forEach((c) => c.classList.toggle("now", c === card));
    now = card;
    if (!card) { light([]); return; }
    const first = light(spansOf(card));
    if (move) { card.focus({ preventScroll: true }); reveal(card); }
    if (evidence || !stacked()) reveal(first);
  };
  const step = (by) => {
    const seen = cards.filter((c) => !c.hidden);
    if (!seen.length) return;
    const at = seen.indexOf(now);
    choose(seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(seen.length - 1, Math.max(0, at + by))]);
  };
  const cardAt = (atom) => (atom.dataset.m || "").split(" ").map((id) => doc.getElementById("card-" + id)).find(Boolean);
  const goTo = (s, e) => {
    const exact = cards.find((c) => spansOf(c).some(([b, d]) => b === s && d === e));
    const first = light([[s, e]]);
    if (exact) { cards.forEach((c) => c.classList.toggle("now", c === exact)); now = exact; if (!stacked()) reveal(exact); }
    reveal(first);
  };
  const follow = () => {
    const span = /^#c=(\d+)-(\d+)$/.exec(location.hash);
    if (span && +span[1] < +span[2] && +span[2] < wide.length) { goTo(+span[1], +span[2]); return; }
    const card = location.hash.startsWith("#card-") && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (card) choose(card);
  };
  const citation = (card) => {
    const spans = spansOf(card);
    const words = spans.map(([s, e]) => "“" + quote(s, e).replace(/\s+/g, " ").trim() + "”").join(" … ");
    const where = spans.map(([s, e]) => s + "–" + e).join(", ");
    const link = spans.length ? location.href.split("#")[0] + "#c=" + spans[0].join("-") : "";
    return [words, text.dataset.cite, "characters " + where, link].filter(Boolean).join(", ");
  };
  const copy = async (words) => {
    try { await navigator.clipboard.writeText(words); } catch {
      const area = doc.createElement("textarea");
      area.value = words; doc.body.append(area); area.select(); doc.execCommand("copy"); area.remove();
    }
    tell("Copied: " + words.slice(0, 90) + (words.length > 90 ? " …" : ""));
  };
  const filter = doc.getElementById("filter");
  const sift = () => {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const c of cards) {
      const held = c.textContent.toLowerCase();
      c.hidden = !wanted.every((w) => held.includes(w));
      left += !c.hidden;
    }
    tell(wanted.length ? left + " of " + cards.length + " cards" : "");
  };
  const help = doc.getElementById("help");

  text.addEventListener("click", (event) => {
    if (String(getSelection())) return;
    const ref = event.target.closest(".ref");
    const card = ref ? doc.getElementById(ref.hash.slice(1)) : event.target.closest(".a") && cardAt(event.target.closest(".a"));
    if (!card) return;
    event.preventDefault();
    if (card.hidden) { filter.value = ""; sift(); }
    history.replaceState(null, "", "#" + card.id);
    choose(card);
  });
  text.addEventListener("mouseover", (event) => {
    const atom = event.target.closest(".a"), card = atom && cardAt(atom);
    if (card) light(spansOf(card));
  });
  text.addEventListener("mouseleave", () => light(now ? spansOf(now) : []));
  for (const card of cards) {
    card.addEventListener("mouseenter", () => light(spansOf(card)));
    card.addEventListener("mouseleave", () => light(now ? spansOf(now) : []));
    card.addEventListener("focusin", () => choose(card, { move: false }));
    card.addEventListener("click", (event) => {
      if (event.target.closest("a, summary, button") || String(getSelection())) return;
      choose(card, { move: false, evidence: true });
    });
    for (const link of card.querySelectorAll(".cites a")) link.addEventListener("click", (event) => {
      event.preventDefault();
      const [s, e] = link.dataset.span.split("-").map(Number);
      history.replaceState(null, "", "#c=" + s + "-" + e);
      now = card;
      reveal(light([[s, e]]));
    });
  }
  filter.addEventListener("input", sift);
  doc.getElementById("ask").addEventListener("click", () => help.showModal());
  // What is copied from the text is the source's own words: marks add no sign of theirs.
  text.addEventListener("copy", (event) => {
    const chosen = getSelection();
    if (!chosen.rangeCount) return;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    event.clipboardData.setData("text/plain", range.toString());
    event.preventDefault();
  });
  // In the explorer a card has ways to other pages; a page by itself has none.
  const go = (start) => {
    const way = now && now.querySelector(`.ways a[href^="${start}"]`);
    if (way) location.assign(way.href); else tell(now ? "This card leads to no other page" : "Choose a card first: j or k");
  };
  const keys = {
    j: () => step(1), k: () => step(-1), "?": () => help.showModal(),
    e: () => now && choose(now, { move: false, evidence: true }),
    c: () => {
      const chosen = getSelection();
      if (String(chosen) && text.contains(chosen.anchorNode)) {
        const range = chosen.getRangeAt(0), before = doc.createRange();
        before.setStart(text, 0); before.setEnd(range.startContainer, range.startOffset);
        const s = narrow[before.toString().length], e = narrow[before.toString().length + range.toString().length];
        copy(["“" + range.toString().replace(/\s+/g, " ").trim() + "”", text.dataset.cite, "characters " + s + "–" + e, location.href.split("#")[0] + "#c=" + s + "-" + e].join(", "));
      } else if (now) copy(citation(now)); else tell("Choose a card first: j or k");
    },
    "/": (event) => { event.preventDefault(); filter.focus(); filter.select(); },
    w: () => go("/why/"), x: () => go("/correct/"),
  };
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape") { filter.value = ""; sift(); filter.blur(); }
      return;
    }
    if (event.key === "Escape") { choose(null); history.replaceState(null, "", location.pathname + location.search); return; }
    const act = keys[event.key];
    if (act) act(event);
  });
  addEventListener("hashchange", follow);
  follow();
})();
