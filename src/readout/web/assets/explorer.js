// Keys and what moves. Everything here only shortens ways that links and forms offer without a script.
const doc = document, root = doc.documentElement;
root.classList.add("js");
const say = doc.getElementById("say"), help = doc.getElementById("help");
let timer = 0, now = null, going = false;
const tell = (words) => { say.textContent = words; clearTimeout(timer); timer = setTimeout(() => { say.textContent = ""; }, 3500); };
const facts = () => [...doc.querySelectorAll(".fact")].filter((f) => f.offsetParent !== null);
const choose = (fact, focus = true) => {
  now?.classList.remove("now");
  now = fact;
  if (!fact) return;
  fact.classList.add("now");
  if (focus) { fact.focus({ preventScroll: true }); fact.scrollIntoView({ block: "nearest" }); }
};
const step = (by) => {
  const all = facts();
  if (!all.length) { tell("There is nothing to step through on this page"); return; }
  const at = all.indexOf(now);
  choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
};
const follow = (selector, otherwise) => {
  const link = now?.matches(selector) ? now : now?.querySelector(selector);
  if (link) location.assign(link.href); else tell(now ? otherwise : "Choose a fact first: j or k");
};
const copy = async () => {
  const link = now?.querySelector(".to-words");
  if (!link) { tell("Choose a fact with words first: j or k"); return; }
  const words = (now.querySelector(".quote")?.textContent ?? now.dataset.words ?? link.textContent).trim().replace(/\s+/g, " ");
  const address = new URL(link.href);
  const span = address.searchParams.get("c"), revision = address.searchParams.get("r");
  const place = `${address.origin}${address.pathname}?r=${revision}#c=${span}`;
  const citation = [`“${words}”`, now.dataset.cite, place].filter(Boolean).join(", ");
  try { await navigator.clipboard.writeText(citation); tell("Copied: " + citation.slice(0, 90)); } catch { tell("The browser does not let this page copy"); }
};
const correct = () => {
  const why = now?.querySelector(".why");
  if (why) location.assign(why.href.replace("/why/", "/correct/")); else tell(now ? "This cannot be corrected here" : "Choose a fact first: j or k");
};
const places = { d: "/", s: "/search", p: "/people", b: "/bodies", t: "/timeline", m: "/meetings", c: "/commitments", r: "/review", i: "/intake", h: "/history" };
const keys = {
  j: () => step(1), k: () => step(-1), e: () => follow(".to-words", "This cites no words"), w: () => follow(".why", "There is no more to say why"),
  c: copy, x: correct, "?": () => help.showModal(), g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
  "/": (event) => { event.preventDefault(); const box = doc.querySelector("#q") ?? doc.getElementById("site-q"); box.focus(); box.select(); },
};
doc.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.matches("input, textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
  if (going && places[event.key]) { going = false; location.assign(places[event.key]); return; }
  if (event.key === "Escape") { choose(null); return; }
  if (event.key === "Enter" && event.target.classList.contains("fact")) { follow(now?.querySelector(".open") ? ".open" : ".to-words", "There is nothing to open"); return; }
  const button = doc.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) { event.preventDefault(); button.click(); return; }
  keys[event.key]?.(event);
});
doc.addEventListener("focusin", (event) => { const fact = event.target.closest(".fact"); if (fact && fact !== now) choose(fact, false); });
doc.getElementById("ask-keys")?.addEventListener("click", () => help.showModal());
doc.getElementById("print")?.addEventListener("click", () => window.print());

// Who met whom: a side under the pointer or focus lights its lines and its row.
const graph = doc.querySelector(".graph");
if (graph) {
  const edges = [...graph.querySelectorAll(".edge")];
  const light = (side) => { for (const e of edges) { const on = side && (e.dataset.a === side || e.dataset.b === side); e.classList.toggle("lit", Boolean(on)); e.classList.toggle("dim", Boolean(side && !on)); } };
  for (const node of graph.querySelectorAll(".node")) {
    for (const on of ["mouseenter", "focus"]) node.addEventListener(on, () => light(node.dataset.side));
    for (const off of ["mouseleave", "blur"]) node.addEventListener(off, () => light(null));
  }
}
// The matrix: arrow keys move from cell to cell.
doc.querySelector(".matrix")?.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  let row = cell.parentElement, column = [...row.children].indexOf(cell);
  for (let n = 0; n < 60; n++) {
    column += step[1];
    row = step[0] < 0 ? row.previousElementSibling : step[0] > 0 ? row.nextElementSibling : row;
    const link = row?.children[column]?.querySelector("a");
    if (!row || !row.children[column]) return;
    if (link) { event.preventDefault(); link.focus(); return; }
  }
});
