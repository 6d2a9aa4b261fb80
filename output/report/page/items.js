// Charts, tables, facts and headlines as elements of the page.
const make = (tag, classes = "", text = undefined) => {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
};

/// A small button, explained to those who do not see it.
const button = (label, explained, work) => {
  const element = make("button", "small", label);
  element.type = "button";
  element.setAttribute("aria-label", explained);
  element.title = explained;
  element.addEventListener("click", work);
  return element;
};

/// Heading and sentence above, with buttons; equation and source below.
const figureOf = (item, buttons, inside) => {
  const figure = make("figure", item.kind), head = make("div", "head"), heading = make("h3", "", say(item.title));
  figure.id = item.id;
  heading.id = `${item.id}-title`;
  figure.setAttribute("aria-labelledby", heading.id);
  const tools = make("div", "tools");
  tools.append(...buttons);
  head.append(heading, tools);
  figure.append(head);
  if (say(item.what)) figure.append(citing("p", "what", say(item.what)));
  figure.append(...inside);
  const below = make("figcaption");
  for (const [name, text] of [[words.equation, item.equation], [words.source, item.source]])
    if (say(text)) {
      const line = make("div");
      line.append(make("span", "label", say(name)), citing("span", "", say(text)));
      below.append(line);
    }
  if (below.childNodes.length) figure.append(below);
  return figure;
};

// ---- charts --------------------------------------------------------------------------------------------------------

/// What each control of a chart says in its i-th frame; the last varies fastest.
const choicesOfFrame = (chart, i) => {
  const choices = [];
  for (const control of chart.controls.slice().reverse()) {
    choices.unshift(i % control.choices.length);
    i = Math.floor(i / control.choices.length);
  }
  return choices;
};
const choicesOf = (chart) => {
  if (!state.choices[chart.id]) state.choices[chart.id] = chart.controls.map((control) => control.start);
  return state.choices[chart.id];
};
const frameNumber = (chart) =>
  choicesOf(chart).reduce((at, choice, c) => at * chart.controls[c].choices.length + choice, 0);
const bodyOf = (chart) => chart.frames[frameNumber(chart)];
const chosenWords = (chart) => choicesOf(chart).map((choice, c) => say(chart.controls[c].choices[choice])).join(" · ");
const yTitle = (body) =>
  body.kind === "map" || body.sideways ? "" : titled(body.kind === "plot" ? body.y : body.value ?? body.amount);

/// How a curve looks, in a legend.
const swatch = (curve, body) => {
  const shape = body.kind === "plot" && isDiamond(body, curve) ? "diamond" : curve.mark;
  const colour = colours()[curve.colour], element = make("span", `swatch ${shape}`);
  element.setAttribute("aria-hidden", "true");
  if (isLine(curve)) element.style.borderTopColor = colour;
  else element.style.backgroundColor = curve.mark === "band" ? faint(colour, opacityOf(curve)) : colour;
  return element;
};

/// Names of curves as buttons that hide and show them.
const legendOf = (chart, body, entry) => {
  const legend = make("div", "legend"), done = new Set();
  const add = (name, mark) => {
    if (name === "" || done.has(name)) return;
    done.add(name);
    const toggle = make("button", "key");
    toggle.type = "button";
    toggle.setAttribute("aria-pressed", "true");
    toggle.append(mark, document.createTextNode(name));
    toggle.addEventListener("click", () => {
      draw(entry);
      entry.drawn.dispatchAction({ type: "legendToggleSelect", name });
      toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
    });
    legend.append(toggle);
  };
  if (body.kind === "plot" && (body.curves.length > 1 || body.curves.some((curve) => curve.mark === "band")))
    for (const curve of body.curves) add(say(curve.name), swatch(curve, body));
  if (body.kind === "map") {
    body.kinds.forEach((kind, k) => add(say(kind), swatch({ mark: "line", colour: colourNames[k] }, body)));
    const scale = make("span", "scale"), bar = make("span", "gradient");
    bar.style.background = `linear-gradient(90deg, ${ramp(false).join(",")})`;
    const [least, most] = body.colours.map((x) => shown(x, body.colour, 3));
    scale.append(`${say(words.colourOf, titled(body.colour))} ${least} `, bar, ` ${most}`);
    legend.append(make("span", "scale", say(words.sizeOf, titled(body.size))),
                  make("span", "scale", say(words.widthOf, titled(body.amount))), scale,
                  make("span", "scale", say(words.schematic)));
  }
  return legend;
};

/// A list or a slider for each control.
const controlsOf = (chart, change) => {
  const box = make("div", "controls");
  chart.controls.forEach((control, c) => {
    const label = make("label", control.slider ? "slider" : "list"), chosen = choicesOf(chart)[c];
    label.append(make("span", "", say(control.name)));
    const input = make(control.slider ? "input" : "select"), value = make("output", "", say(control.choices[chosen]));
    input.id = `${chart.id}-control-${c}`;
    if (control.slider) {
      Object.assign(input, { type: "range", min: 0, max: control.choices.length - 1, step: 1 });
      input.setAttribute("aria-valuetext", say(control.choices[chosen]));
    } else {
      control.choices.forEach((choice, i) => {
        const option = make("option", "", say(choice));
        option.value = i;
        input.append(option);
      });
    }
    input.value = chosen;
    input.addEventListener("input", () => {
      choicesOf(chart)[c] = Number(input.value);
      value.textContent = say(control.choices[input.value]);
      if (control.slider) input.setAttribute("aria-valuetext", value.textContent);
      change();
    });
    label.append(input);
    if (control.slider) label.append(value);
    box.append(label);
  });
  return box;
};

/// Draws a chart that is not yet drawn, in the room it has.
const draw = (entry) => {
  if (entry.drawn) return entry.drawn;
  entry.drawn = echarts.init(entry.room, null, { renderer: "svg" });
  show(entry);
  return entry.drawn;
};
const show = (entry) => {
  const body = bodyOf(entry.chart), height = heightOf(body, entry.room.clientWidth || 480);
  entry.room.style.height = `${height}px`;
  entry.drawn?.resize();
  entry.drawn?.setOption(optionOf(body, entry.room.clientWidth, height), { notMerge: true });
  entry.legend.replaceChildren(...legendOf(entry.chart, body, entry).childNodes);
  entry.title.textContent = sentence(yTitle(body));
  const spoken = [say(entry.chart.title), chosenWords(entry.chart), say(entry.chart.what)];
  entry.room.setAttribute("aria-label", spoken.filter(Boolean).join(". "));
  if (!entry.numbers.hidden) fillNumbers(entry);
};

const mostRows = 400;
const fillNumbers = (entry) => {
  const [head, ...rows] = rowsOfBody(bodyOf(entry.chart)), axis = { form: "plain" };
  const cells = (row) => row.map((x) => (typeof x === "number" ? { numbers: [x] } : x ? { words: x } : {}));
  const table = { columns: head.map((title) => ({ title, form: axis.form })), rows: rows.slice(0, mostRows).map(cells) };
  entry.numbers.replaceChildren(tableOf(table, null, () => {}));
  if (rows.length > mostRows) entry.numbers.append(make("p", "what", say(words.more, mostRows, rows.length)));
};

const chartItem = (chart) => {
  const entry = { chart, drawn: null, room: make("div", "room"), legend: make("div", "legend"),
                  title: make("div", "y-title"), numbers: make("div", "scroll numbers") };
  entry.room.setAttribute("role", "img");
  entry.numbers.hidden = true;
  entry.numbers.tabIndex = 0;
  const title = say(chart.title);
  const numbers = button(say(words.table), say(words.tableOf, title), () => {
    entry.numbers.hidden = !entry.numbers.hidden;
    numbers.setAttribute("aria-expanded", String(!entry.numbers.hidden));
    if (!entry.numbers.hidden) fillNumbers(entry);
  });
  numbers.setAttribute("aria-expanded", "false");
  const buttons = [numbers,
                   button(say(words.csv), say(words.csvOf, title), () => downloadCsv(chart.id, rowsOfChart(chart))),
                   button(say(words.png), say(words.pngOf, title), () => downloadPng(chart, bodyOf(chart)))];
  const inside = [entry.title, entry.legend, entry.room, entry.numbers];
  if (chart.controls.length) inside.unshift(controlsOf(chart, () => show(entry)));
  const figure = figureOf(chart, buttons, inside);
  if (chart.wide) figure.classList.add("wide");
  show(entry);
  page.charts.set(chart.id, entry);
  page.inView.observe(entry.room);
  page.inSize.observe(entry.room);
  entry.room.entry = entry;
  return figure;
};

// ---- the others ----------------------------------------------------------------------------------------------------

const tableItem = (table) => {
  const room = make("div", "scroll");
  room.tabIndex = 0;
  room.setAttribute("role", "region");
  room.setAttribute("aria-label", say(table.title));
  const fill = () => room.replaceChildren(tableOf(table, state.orders[table.id], (by) => {
    const order = state.orders[table.id];
    state.orders[table.id] = { by, down: order?.by === by ? !order.down : table.rows.some((row) => row[by].numbers) };
    fill();
    room.querySelectorAll("th button")[by].focus();
  }));
  fill();
  const figure = figureOf(table, [button(say(words.csv), say(words.csvOf, say(table.title)),
                                         () => downloadCsv(table.id, rowsOfTable(table)))], [room]);
  figure.classList.add("wide");
  return figure;
};

const factsItem = (facts) => {
  const list = make("dl", facts.long ? "long" : "");
  for (const [term, said] of facts.facts) {
    if (facts.long) {
      const details = make("details"), name = make("summary", "", say(term));
      details.append(name, make("pre", "", say(said)));
      list.append(details);
    } else {
      list.append(make("dt", "", say(term)), citing("dd", "", say(said)));
    }
  }
  const figure = figureOf(facts, [], [list]);
  figure.classList.add("wide");
  return figure;
};

const headlineItem = (headline) => {
  const box = make("div", `headline wide ${headline.tone}`);
  box.append(make("p", "words", say(headline.words)));
  if (say(headline.more)) box.append(make("p", "what", say(headline.more)));
  return box;
};

const itemKinds = { chart: chartItem, table: tableItem, facts: factsItem, headline: headlineItem };
const itemOf = (item) => itemKinds[item.kind](item);
