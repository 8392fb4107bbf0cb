$("summary").textContent = data.summary;
for (const [name, n] of Object.entries(data.counts)) {
  const tile = make("div");
  tile.append(make("dt", name), make("dd", n.toLocaleString("en")));
  $("counts").append(tile);
}

// A bar for each name, as long as its number.
function chart(names, numbers, label) {
  const most = Math.max(1, ...numbers), table = make("table", undefined, "chart"), body = make("tbody"), head = make("thead"), top = make("tr");
  for (const text of [label, "pages", "share"]) { const cell = make("th", text); cell.scope = "col"; top.append(cell) }
  head.append(top);
  names.forEach((name, i) => {
    const row = make("tr"), th = make("th", name), cell = make("td", undefined, "b"), bar = make("span", undefined, "bar");
    th.scope = "row";
    bar.style.width = numbers[i] / most * 100 + "%";
    if (numbers[i] > 0) cell.append(bar);
    row.append(th, make("td", numbers[i].toLocaleString("en"), "n"), cell);
    body.append(row);
  });
  table.append(head, body);
  return table;
}

const n = data.confidence.length;
const bins = data.confidence.map((_, i) => `${(i / n).toFixed(2)} to ${((i + 1) / n).toFixed(2)}`);
$("confidence").append(chart(bins, data.confidence, "confidence"));
const types = Object.entries(data.types).sort((a, b) => b[1] - a[1]);
$("types").append(chart(types.map(t => t[0]), types.map(t => t[1]), "type"));

const rows = [];
function list(pages, columns) {
  if (pages.length === 0) return make("p", "None.");
  const table = make("table", undefined, "list"), head = make("tr"), body = make("tbody"), top = make("thead");
  for (const [name, , kind] of columns) { const th = make("th", name, kind || ""); th.scope = "col"; head.append(th) }
  for (const page of pages) {
    const row = make("tr");
    for (const [, value, name] of columns) {
      const cell = make("td", undefined, name || ""), shown = value(page);
      cell.append(shown instanceof Node ? shown : shown ?? "");
      row.append(cell);
    }
    rows.push([row, page.source.toLowerCase()]);
    body.append(row);
  }
  top.append(head);
  table.append(top, body);
  return table;
}
const source = page => {
  if (!page.report) return make("span", page.source);
  const link = make("a", page.source);
  link.href = page.report.map(encodeURIComponent).join("/");
  return link;
};
const shared = [["page", source], ["type", page => page.type, "type"]];
const confidence = ["confidence", page => page.confidence?.toFixed(2), "n"], time = ["time", page => page.milliseconds.toFixed(1) + " ms", "n"];
$("doubtful").append(list(data.lists.doubtful, [...shared, confidence, time]));
$("slowest").append(list(data.lists.slowest, [...shared, time, confidence]));
$("failed").append(list(data.lists.failed, [["page", source], ["why", page => page.message]]));

$("search").addEventListener("input", () => {
  const words = $("search").value.trim().toLowerCase();
  let n = 0;
  for (const [row, name] of rows) { row.hidden = !name.includes(words); if (!row.hidden) n++ }
  $("shown").textContent = words ? `${n} of ${rows.length} rows shown` : "";
});
