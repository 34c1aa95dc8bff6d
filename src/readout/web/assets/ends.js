// The ends of a card's words: dragged with mouse or finger, moved by arrow keys or buttons, saved as a correction with a reason.
const doc = document, text = doc.getElementById("text"), bar = doc.getElementById("ends"), source = text.textContent;
const wide = [0]; for (const sign of source) wide.push(wide[wide.length - 1] + sign.length); // code point -> UTF-16
const nodes = []; // every text node with the UTF-16 place where it begins
{ const walk = doc.createTreeWalker(text, NodeFilter.SHOW_TEXT); let at = 0; while (walk.nextNode()) { nodes.push([at, walk.currentNode]); at += walk.currentNode.data.length; } }
const narrow = (unit) => { let a = 0, b = wide.length - 1; while (a < b) { const mid = (a + b + 1) >> 1; if (wide[mid] <= unit) a = mid; else b = mid - 1; } return a; };
const place = (point, isEnd) => { // where a code point lies: at an end in the node before it
  const unit = wide[point]; let a = 0, b = nodes.length - 1;
  while (a < b) { const mid = (a + b + 1) >> 1; if (isEnd ? nodes[mid][0] < unit : nodes[mid][0] <= unit) a = mid; else b = mid - 1; }
  return [nodes[a][1], unit - nodes[a][0]];
};
const isWord = (point) => /[\p{L}\p{N}]/u.test(source.slice(wide[point], wide[point + 1]));
const most = wide.length - 1;
let span = null, opener = null;

const rangeOf = ([s, e]) => { const range = doc.createRange(); range.setStart(...place(s, false)); range.setEnd(...place(e, true)); return range; };
const handles = ["start", "end"].map((name, n) => {
  const handle = doc.createElement("button");
  handle.type = "button"; handle.className = `end-handle ${name}`; handle.hidden = true;
  handle.setAttribute("aria-label", n ? "End of the words: arrow keys move it" : "Beginning of the words: arrow keys move it");
  text.parentElement.append(handle);
  handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); handle.dataset.held = "1"; event.preventDefault(); handle.focus(); });
  handle.addEventListener("pointerup", () => { delete handle.dataset.held; });
  handle.addEventListener("pointercancel", () => { delete handle.dataset.held; });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.dataset.held) return;
    for (const each of handles) each.classList.add("through");
    const at = doc.caretPositionFromPoint?.(event.clientX, event.clientY) ?? doc.caretRangeFromPoint?.(event.clientX, event.clientY);
    for (const each of handles) each.classList.remove("through");
    const node = at?.offsetNode ?? at?.startContainer, found = node && nodes.find(([, one]) => one === node);
    if (found) move(n, narrow(found[0] + (at.offset ?? at.startOffset)));
  });
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) { event.preventDefault(); event.stopPropagation(); if (event.ctrlKey || event.shiftKey) byWord(n, way); else move(n, span[n] + way); }
  });
  return handle;
});
const move = (n, point) => {
  point = n ? Math.min(most, Math.max(span[0] + 1, point)) : Math.max(0, Math.min(span[1] - 1, point));
  span = n ? [span[0], point] : [point, span[1]];
  show();
};
const byWord = (n, way) => {
  let at = span[n];
  const before = way < 0 ? 1 : 0; // at a beginning the sign after the end counts, going back the one before it
  const within = (p) => p - before >= 0 && p - before < most && isWord(p - before);
  while (at + way >= 0 && at + way <= most && !within(at)) at += way;
  while (at + way >= 0 && at + way <= most && within(at)) at += way;
  if (n === 0 && way > 0) while (at < most && !isWord(at)) at += 1;
  if (n === 1 && way < 0) while (at > 0 && !isWord(at - 1)) at -= 1;
  move(n, at);
};
const show = () => {
  const range = rangeOf(span), boxes = [...range.getClientRects()].filter((box) => box.width > 0), home = text.parentElement.getBoundingClientRect();
  const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range);
  if (boxes.length) [boxes[0], boxes[boxes.length - 1]].forEach((box, n) => {
    handles[n].hidden = false;
    handles[n].style.left = `${(n ? box.right : box.left) - home.left + text.parentElement.scrollLeft}px`;
    handles[n].style.top = `${box.top - home.top + text.parentElement.scrollTop}px`;
    handles[n].style.height = `${box.height}px`;
  });
  doc.getElementById("ends-words").textContent = source.slice(wide[span[0]], wide[span[1]]).replace(/\s+/g, " ");
  const words = source.slice(wide[span[0]], wide[span[1]]); // spaces at the ends are no part of the words
  bar.elements.start.value = span[0] + [...words].length - [...words.trimStart()].length; bar.elements.end.value = span[1] - [...words].length + [...words.trimEnd()].length;
};
const leave = () => { span = null; bar.hidden = true; handles.forEach((handle) => { handle.hidden = true; }); getSelection().removeAllRanges(); opener?.focus(); };
const begin = (button) => {
  opener = button; span = button.dataset.span.split("-").map(Number); bar.action = `/correct/${encodeURIComponent(button.dataset.code)}/words`; bar.hidden = false;
  show();
  handles[0].scrollIntoView({ block: "center" }); handles[1].focus({ preventScroll: true });
};
if (text.dataset.revision === text.dataset.newest) {
  for (const button of doc.querySelectorAll(".card .ends")) { button.hidden = false; button.addEventListener("click", () => begin(button)); }
  for (const button of bar.querySelectorAll("[data-move]")) button.addEventListener("click", () => { const [end, way] = button.dataset.move.split(" "); byWord(end === "end" ? 1 : 0, Number(way)); });
  doc.getElementById("ends-leave").addEventListener("click", leave);
  addEventListener("resize", () => { if (span) show(); });
  doc.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && span) { event.stopImmediatePropagation(); leave(); return; }
    if (event.key !== "m" || span || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const button = doc.querySelector(".card.now .ends:not([hidden])");
    if (button) { event.preventDefault(); begin(button); } else doc.getElementById("say").textContent = "Choose a card that stands on one stretch of words: j or k";
  }, true);
}
