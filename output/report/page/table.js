// Tables that can be sorted, and the numbers of a chart as one.
/// How a column writes a number with its digits, or fewer. Where it has a unit all its numbers have the same decimals.
const writerOf = (table, i) => {
  const column = table.columns[i];
  if (!say(column.unit ?? "") && column.form !== "percent") {
    const digits = column.digits ?? 4;
    return (x, most = digits) => shown(x, column, Math.min(most, digits));
  }
  const decimals = decimalsOf(table.rows.flatMap((row) => row[i].numbers ?? []), column);
  return (x) => shownWith(x, column, decimals);
};

/// Rows in the order of a column: numbers by size, words by their letters, empty ones last.
const sorted = (rows, by, down) => {
  const key = (row) => (row[by].numbers ? row[by].numbers[0] : row[by].words !== undefined ? say(row[by].words) : null);
  const compare = (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return down ? -order : order;
  };
  return rows.slice().sort(compare);
};

const tableOf = (table, order, sort) => {
  const rows = order ? sorted(table.rows, order.by, order.down) : table.rows;
  const writers = table.columns.map((_, i) => writerOf(table, i));
  const longNames = table.rows.some((row) => row[0].words !== undefined && widthOf(say(row[0].words)) > 10);
  const element = make("table", [longNames && "names", table.columns.length > 8 && "many"].filter(Boolean).join(" ")), head = make("tr"), body = make("tbody");
  const numeric = table.columns.map((column, i) => table.rows.some((row) => row[i].numbers));
  table.columns.forEach((column, i) => {
    const cell = make("th", numeric[i] ? "number" : "");
    cell.scope = "col";
    cell.setAttribute("aria-sort", order?.by === i ? (order.down ? "descending" : "ascending") : "none");
    const button = make("button", "sort", sentence(say(column.title)));
    button.type = "button";
    button.title = say(words.sortBy, say(column.title));
    if (column.unit && say(column.unit)) button.append(make("span", "unit", say(column.unit)));
    button.addEventListener("click", () => sort(i));
    cell.append(button);
    head.append(cell);
  });
  for (const row of rows) {
    const line = make("tr");
    row.forEach((cell, i) => {
      const field = make(i === 0 ? "th" : "td", numeric[i] ? "number" : "");
      if (i === 0) field.scope = "row";
      if (cell.numbers && cell.numbers.length === 3) {
        const [value, low, high] = cell.numbers.map((x) => writers[i](x, 3));
        field.append(make("span", "", value), make("span", "interval", say(words.interval, low, high)));
      } else if (cell.tone) field.append(make("span", `badge ${cell.tone}`, say(cell.words)));
      else if (cell.words !== undefined) field.append(cited(say(cell.words)));
      else field.append(cell.numbers ? writers[i](cell.numbers[0]) : "–");
      line.append(field);
    });
    body.append(line);
  }
  const top = make("thead");
  top.append(head);
  element.append(top, body);
  return element;
};
