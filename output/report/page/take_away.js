// What a reader takes along: data as CSV with all digits, pictures as PNG.
const csvField = (value) => {
  const text = value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
  // A spreadsheet would take a text that begins so for a formula.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const csvOf = (rows) => "\ufeff" + rows.map((row) => row.map(csvField).join(",")).join("\n") + "\n";

/// Head and rows of what one frame holds, each number as it is.
const rowsOfBody = (body) => {
  const name = (axis, x) => (axis.scale === "named" ? say(axis.names[x] ?? "") : x);
  if (body.kind === "plot")
    return [[say(words.curve), titled(body.x), titled(body.y), say(words.low), say(words.high)],
            ...body.curves.flatMap((curve) => (curve.y ?? curve.low).map((_, i) =>
              [say(curve.name), name(body.x, placeOf(curve, i)), curve.y?.[i] ?? null, curve.low?.[i] ?? null,
               curve.high?.[i] ?? null]))];
  if (body.kind === "heat")
    return [[titled(body.y), titled(body.x), titled(body.value)],
            ...body.values.map((value, i) => [say(body.y.names[Math.floor(i / body.x.names.length)]),
                                              say(body.x.names[i % body.x.names.length]), value])];
  if (body.kind === "map")
    return [[say(words.from), say(words.to), say(words.kind), titled(body.amount), titled(body.size),
             titled(body.colour)],
            ...body.places.map((place) => [say(place.name), "", "", null, place.size, place.colour]),
            ...body.arcs.map(([from, to, kind, amount]) =>
              [say(body.places[from].name), say(body.places[to].name), say(body.kinds[kind]), amount, null, null])];
  return [[say(words.from), say(words.to), titled(body.amount)],
          ...body.links.map(([from, to, amount]) => [say(body.nodes[from]), say(body.nodes[to]), amount])];
};

/// All frames of a chart, what its controls say in front of each row.
const rowsOfChart = (chart) => {
  const all = [];
  chart.frames.forEach((body, i) => {
    const chosen = choicesOfFrame(chart, i).map((choice, c) => say(chart.controls[c].choices[choice]));
    const [head, ...rows] = rowsOfBody(body);
    if (i === 0) all.push([...chart.controls.map((control) => say(control.name)), ...head]);
    for (const row of rows) all.push([...chosen, ...row]);
  });
  return all;
};

const rowsOfTable = (table) => {
  const spread = table.columns.map((column, i) => table.rows.some((row) => row[i].numbers?.length === 3));
  const head = table.columns.flatMap((column, i) =>
    spread[i] ? [titled(column), say(words.low), say(words.high)] : [titled(column)]);
  return [head, ...table.rows.map((row) => row.flatMap((cell, i) => {
    const values = cell.words !== undefined ? [say(cell.words)] : cell.numbers ?? [null];
    return spread[i] ? [values[0], values[1] ?? null, values[2] ?? null] : [values[0]];
  }))];
};

const download = (name, blob) => {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const downloadCsv = (id, rows) => download(`${id}.csv`, new Blob([csvOf(rows)], { type: "text/csv" }));

/// The frame on show as a picture on paper of its own, with its title and the names of its curves.
const pictureOf = (chart, body) => {
  const width = 1000, top = 88, height = heightOf(body, width) + top + 40;
  const room = make("div");
  room.style.cssText = `position:absolute;left:-9999px;width:${width}px;height:${height}px`;
  document.body.append(room);
  const drawn = echarts.init(room, null, { renderer: "canvas", devicePixelRatio: 2 });
  const option = optionOf(body, width, height - top);
  const c = colours(), chosen = chosenWords(chart);
  const names = [...new Set((option.legend?.data ?? []).filter((name) => name !== ""))];
  option.title = { text: say(chart.title) + (chosen ? ` · ${chosen}` : ""), subtext: sentence(yTitle(body)), left: 12, top: 10,
                   textStyle: { color: c.ink, fontSize: 18 }, subtextStyle: { color: c.soft, fontSize: 13 } };
  option.legend = { show: true, data: names, left: 12, top: 62, textStyle: { color: c.ink } };
  if (option.grid) option.grid = { ...option.grid, top: (option.grid.top ?? 0) + top + 4 };
  if (body.kind === "sankey") option.series[0].top = top;
  drawn.setOption({ ...option, backgroundColor: c.paper, animation: false });
  const url = drawn.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: c.paper });
  drawn.dispose();
  room.remove();
  return url;
};
const downloadPng = async (chart, body) => {
  const [, base64] = pictureOf(chart, body).split(",");
  download(`${chart.id}.png`, new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "image/png" }));
};
