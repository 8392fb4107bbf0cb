const { threshold, blocks } = data.explanation;
const NEAR = 0.15;
$("threshold").value = threshold;
// The threshold of the page, as the slider rounds it.
const own = Number($("threshold").value);
// Only blocks that the threshold decided follow the slider.
const isKept = (b, t) => b.step === "threshold" && t !== own ? b.probability >= t : b.kept;
const hidden = new Set();
let current = 0;

$("title").textContent = "dehusk report: " + data.source;
document.title = $("title").textContent;

// Why a block is kept or dropped, and where it stands.
function reasons(b) {
  const most = Math.max(0.01, ...b.reasons.map(r => Math.abs(r[2])));
  const table = make("table");
  for (const [name, , weight, phrase, shown] of b.reasons) {
    const row = make("tr", undefined, weight > 0 ? "for" : "against"), bar = make("span", undefined, "bar"), cell = make("td");
    bar.style.width = Math.abs(weight) / most * 100 + "%";
    cell.append(bar);
    const what = make("td", phrase + ": " + shown);
    what.title = name;
    row.append(cell, make("td", (weight > 0 ? "+" : "−") + Math.abs(weight).toFixed(2)), what);
    table.append(row);
  }
  const place = [b.line ? "line " + b.line : "", b.range ? `bytes ${b.range[0]} to ${b.range[1]}` : ""].filter(Boolean).join(", ");
  const where = make("p", place + (place ? ": " : ""));
  where.append(make("code", b.path + (b.selector ? "  (" + b.selector + ")" : "")));
  const said = `${b.kept ? "Kept" : "Dropped"}, because ${b.why}. Probability ${b.probability}, threshold ${threshold}; ${b.words} words.`;
  return [make("p", said), table, where];
}

function showReasons(b) {
  $("reasons").replaceChildren(...reasons(b));
}

const items = blocks.map((b, i) => {
  const li = make("li"), button = make("button", undefined, "block");
  li.style.setProperty("--role", `var(--${b.role})`);
  li.style.setProperty("--p", b.probability);
  button.type = "button";
  button.tabIndex = i === 0 ? 0 : -1;
  button.setAttribute("aria-expanded", "false");
  const tag = b.role + (b.step === "threshold" ? "" : ", by " + b.step.replace("_", " "));
  button.append(make("span", b.probability.toFixed(2), "p"), make("span", tag, "tag"), make("bdi", b.text));
  button.addEventListener("click", () => toggle(i));
  button.addEventListener("focus", () => { move(i); showReasons(b) });
  li.addEventListener("pointerenter", () => showReasons(b));
  li.append(button);
  $("blocks").append(li);
  return { li, button };
});

function toggle(i) {
  const { li, button } = items[i], open = li.querySelector(".why");
  if (open) open.remove();
  else { const why = make("div", undefined, "why"); why.append(...reasons(blocks[i])); li.append(why) }
  button.setAttribute("aria-expanded", String(!open));
}

// Only one block is in the tab order; the arrow keys move it.
function move(i) {
  if (items[current]) items[current].button.tabIndex = -1;
  current = i;
  items[i].button.tabIndex = 0;
}

$("blocks").addEventListener("keydown", e => {
  const shown = (from, step) => { for (let i = from; items[i]; i += step) if (!items[i].li.hidden) return i };
  const steps = { ArrowDown: [current + 1, 1], ArrowUp: [current - 1, -1], Home: [0, 1], End: [items.length - 1, -1] };
  if (!steps[e.key]) return;
  const next = shown(...steps[e.key]);
  e.preventDefault();
  if (next !== undefined) items[next].button.focus();
});

addEventListener("keydown", e => {
  if (e.key === "/" && !e.target.matches("input, select")) { e.preventDefault(); $("search").focus() }
});

for (const role of ["content", "title", "byline", "caption", "comment", "boilerplate"]) {
  const n = blocks.filter(b => b.role === role).length, button = make("button", `${role} ${n}`, "plain");
  if (n === 0) continue;
  button.type = "button";
  button.style.borderLeft = `4px solid var(--${role})`;
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    if (!hidden.delete(role)) hidden.add(role);
    button.setAttribute("aria-pressed", String(!hidden.has(role)));
    update();
  });
  $("roles").append(button);
}

function update() {
  const t = Number($("threshold").value), filter = $("filter").value, words = $("search").value.trim().toLowerCase().replace(/\s+/g, " ");
  let nKept = 0, nWords = 0, nShown = 0, before = 0;
  blocks.forEach((b, i) => {
    const kept = isKept(b, t), { li } = items[i], changed = kept !== b.kept;
    li.classList.toggle("kept", kept);
    li.classList.toggle("changed", changed);
    const wanted = { all: true, kept, dropped: !kept, near: Math.abs(b.probability - t) <= NEAR, changed }[filter];
    li.hidden = !wanted || hidden.has(b.role) || words !== "" && !b.text.toLowerCase().includes(words);
    if (kept) { nKept++; nWords += b.words }
    if (b.kept) before += b.words;
    if (!li.hidden) nShown++;
  });
  if (items[current]?.li.hidden) { const first = items.findIndex(item => !item.li.hidden); if (first >= 0) move(first) }
  const more = nWords - before;
  $("value").textContent = t.toFixed(2);
  $("none").hidden = nShown > 0;
  $("count").textContent = `${nKept} of ${blocks.length} blocks kept, ${nWords} words` + (more ? ` (${more > 0 ? "+" : "−"}${Math.abs(more)})` : "") + `; ${nShown} shown`;
  article(t);
  draw(t);
}

function article(t) {
  const isChanged = t !== own;
  $("state").textContent = isChanged ? `The blocks that the threshold ${t.toFixed(2)} keeps, before repairs.` : `${data.word_count} words, confidence ${data.confidence}, ${data.status}.`;
  if (isChanged) $("article").replaceChildren(...blocks.filter(b => isKept(b, t)).map(b => make("p", b.text)));
  else $("article").replaceChildren(document.createTextNode(data.text));
}

// The map of the page: a stripe for each block, as high as its words.
const heights = blocks.map(b => b.words + 2), total = heights.reduce((sum, n) => sum + n, 0) || 1;
function draw(t) {
  const map = $("map"), { clientHeight: height, clientWidth: width } = map, pen = map.getContext("2d");
  map.width = width; map.height = Math.max(1, height);
  const style = getComputedStyle(document.documentElement);
  let y = 0;
  blocks.forEach((b, i) => {
    const h = heights[i] / total * height, kept = isKept(b, t);
    pen.fillStyle = style.getPropertyValue("--" + b.role);
    pen.globalAlpha = items[i].li.hidden ? 0.1 : kept ? 1 : 0.35;
    pen.fillRect(kept ? 0 : width / 2, y, width, Math.max(0.5, h - 0.5));
    y += h;
  });
}
$("map").addEventListener("click", e => {
  let y = e.offsetY / $("map").clientHeight * total;
  const at = heights.findIndex(h => (y -= h) <= 0);
  items.slice(Math.max(0, at)).find(item => !item.li.hidden)?.button.focus();
});

const list = make("dl");
for (const [key, candidates] of Object.entries(data.evidence || {})) {
  const won = candidates.filter(c => c.won).map(c => c.value), dd = make("dd"), details = make("details"), ul = make("ul");
  details.append(make("summary", [...new Set(won)].join("; ") || "none"));
  for (const c of candidates) {
    const li = make("li", c.won ? "✓ " : "✗ ", c.won ? "won" : "");
    li.append(make("bdi", c.value), ` (${c.source}${c.place ? ", " + c.place : ""}): ${c.why}`);
    ul.append(li);
  }
  details.append(ul);
  dd.append(details);
  list.append(make("dt", key.replace("_", " ")), dd);
}
$("metadata").append(list);

for (const [id, event] of [["threshold", "input"], ["filter", "change"], ["search", "input"]]) $(id).addEventListener(event, update);
$("reset").addEventListener("click", () => { $("threshold").value = threshold; update() });
addEventListener("resize", update);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
update();
