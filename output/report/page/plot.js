// Curves, bands, bars and points over two axes, as ECharts draws them.
const dashes = { line: "solid", dashed: [7, 4], steps: "solid" };
const isLine = (curve) => curve.mark in dashes;
const hasInterval = (curve) => Boolean(curve.low);
const count = (curve) => (curve.y ?? curve.low).length;
const placeOf = (curve, i) => (curve.x ? curve.x[i] : i);

const axisOption = (axis, vertical) => {
  const c = colours();
  const common = {
    axisLine: { show: !vertical, lineStyle: { color: c.axis } },
    axisTick: { show: !vertical && axis.scale !== "named", lineStyle: { color: c.axis } },
    axisLabel: { color: c.soft, fontSize: 12, hideOverlap: true, formatter: (x) => shown(x, axis) },
    splitLine: { show: vertical && axis.scale !== "named", lineStyle: { color: c.rule } },
  };
  if (axis.scale === "named")
    return { ...common, type: "category", data: axis.names.map((name) => say(name)),
             axisLabel: { ...common.axisLabel, formatter: undefined, interval: 0, hideOverlap: false,
                          overflow: "break" } };
  if (axis.scale === "log")
    return { ...common, type: "log", axisLabel: { ...common.axisLabel, showMinLabel: vertical, showMaxLabel: vertical } };
  if (axis.scale === "signed")
    return { ...common, type: "value", axisLabel: { ...common.axisLabel, customValues: signedTicks.map(foldedIn),
                                                    formatter: (x) => shown(foldedOut(x), axis) },
             axisTick: { show: false, customValues: signedTicks.map(foldedIn) },
             splitLine: { ...common.splitLine, customValues: signedTicks.map(foldedIn) } };
  return { ...common, type: "value", scale: true, minInterval: axis.form === "year" ? 1 : 0,
           splitNumber: vertical ? 5 : 6 };
};

/// A signed logarithmic axis is a linear one of sign(x) log10(1 + |x|).
const foldedIn = (x) => Math.sign(x) * Math.log10(1 + Math.abs(x));
const foldedOut = (y) => Math.sign(y) * (10 ** Math.abs(y) - 1);
const signedTicks = [1, 3, 10, 30, 100, 300, 1000, 3000, 1e4].flatMap((x) => [-x, x]).concat(0).sort((a, b) => a - b);
const onAxis = (axis, x) => (axis.scale === "signed" && x !== null ? foldedIn(x) : x);

/// [x, y], or [y, x] of bars that lie.
const pair = (plot, x, y) => (plot.sideways ? [onAxis(plot.y, y), x] : [x, onAxis(plot.y, y)]);

const opacityOf = (curve) => (0.16 + 0.3 * curve.strength) * (colours() === palettes.dark ? 1.1 : 1);

/// The area between low and high as one piece wherever both are numbers.
const bandSeries = (plot, curve, colour) => ({
  type: "custom", name: say(curve.name), silent: true, clip: true, z: 1,
  itemStyle: { color: faint(colour, opacityOf(curve)) },  // of its key in a legend
  data: curve.low.map((low, i) => [placeOf(curve, i), low, curve.high[i]]),
  encode: { x: 0, y: [1, 2] },
  renderItem: (params, api) => {
    if (params.dataIndexInside !== 0) return null;
    const pieces = [[]];
    for (let i = 0; i < curve.low.length; ++i) {
      if (curve.low[i] === null || curve.high[i] === null) pieces.push([]);
      else pieces[pieces.length - 1].push(i);
    }
    return { type: "group", children: pieces.filter((piece) => piece.length > 1).map((piece) => ({
      type: "polygon",
      shape: { points: [...piece.map((i) => api.coord([placeOf(curve, i), curve.high[i]])),
                        ...piece.slice().reverse().map((i) => api.coord([placeOf(curve, i), curve.low[i]]))] },
      style: { fill: colour, opacity: opacityOf(curve) },
    })) };
  },
});

/// From low to high at every place, beside those of other bars.
const whiskers = (plot, curve, colour, bar, bars) => ({
  type: "custom", name: say(curve.name), silent: true, clip: true, z: 4, itemStyle: { color: colour },
  data: curve.low.map((low, i) => pair(plot, placeOf(curve, i), low).concat([onAxis(plot.y, curve.high[i])])),
  encode: plot.sideways ? { x: [0, 2], y: 1 } : { x: 0, y: [1, 2] },
  renderItem: (params, api) => {
    const i = params.dataIndex, x = placeOf(curve, i);
    if (curve.low[i] === null || curve.high[i] === null) return null;
    const shift = bars > 1 ? api.barLayout({ barGap: "10%", barCategoryGap: "30%", count: bars })[bar].offsetCenter : 0;
    const moved = ([a, b]) => (plot.sideways ? [a, b + shift] : [a + shift, b]);
    const ends = [curve.low[i], curve.high[i]].map((end) => moved(api.coord(pair(plot, x, end))));
    const cap = plot.sideways ? [0, 4] : [4, 0];
    const line = (from, to) => ({ type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
                                  style: { stroke: colours().ink, lineWidth: 1.3 } });
    return { type: "group", children: [line(...ends), ...ends.map((end) =>
      line([end[0] - cap[0], end[1] - cap[1]], [end[0] + cap[0], end[1] + cap[1]]))] };
  },
});

const lineSeries = (plot, curve, colour) => {
  const dotted = count(curve) <= 12 && curve.mark === "line";
  return {
    type: "line", name: say(curve.name), z: 3, symbol: dotted ? "circle" : "none", symbolSize: 5,
    step: curve.mark === "steps" && "end",
    lineStyle: { color: colour, width: curve.mark === "dashed" ? 1.8 : 2, type: dashes[curve.mark] },
    itemStyle: { color: colour, opacity: dotted ? 1 : 0 },  // also of its key in a legend
    data: curve.y.map((y, i) => [placeOf(curve, i), y]),
  };
};

/// Of two kinds of points the second are diamonds, smaller than the circles of the first, so that both are seen where they
/// meet.
const isDiamond = (plot, curve) => curve.mark === "points" && plot.curves.find((c) => c.mark === "points") !== curve;
const pointSeries = (plot, curve, colour) => ({
  type: "scatter", name: say(curve.name), z: 3, itemStyle: { color: colour, opacity: 1 },
  ...(isDiamond(plot, curve) ? { symbol: "diamond", symbolSize: 8 }
                             : { symbol: "circle", symbolSize: count(curve) > 100 ? 5 : 9 }),
  data: curve.y.map((y, i) => pair(plot, placeOf(curve, i), y)),
});

const barSeries = (plot, curve, colour) => ({
  type: "bar", name: say(curve.name), z: 2, stack: plot.stacked ? "all" : undefined, itemStyle: { color: colour },
  barGap: "10%", barCategoryGap: "30%", barMaxWidth: 34,
  data: curve.y.map((y, i) => pair(plot, placeOf(curve, i), y)),
});

/// The series of one curve, in the order in which they are drawn.
const seriesOf = (plot, curve, bar, bars) => {
  const colour = colours()[curve.colour];
  if (curve.mark === "band") return [bandSeries(plot, curve, colour)];
  if (isLine(curve)) return hasInterval(curve) ? [bandSeries(plot, curve, colour), lineSeries(plot, curve, colour)]
                                               : [lineSeries(plot, curve, colour)];
  const drawn = curve.mark === "bars" ? barSeries(plot, curve, colour) : pointSeries(plot, curve, colour);
  return hasInterval(curve) ? [drawn, whiskers(plot, curve, colour, bar, bars)] : [drawn];
};

const ruleSeries = (plot) => ({
  type: "line", data: [], silent: true, z: 5,
  markLine: {
    silent: true, symbol: "none", lineStyle: { color: colours().soft, type: [3, 3], width: 1 },
    data: plot.rules.map((rule) => {
      const upright = rule.vertical !== plot.sideways;
      return { name: say(rule.name), [upright ? "xAxis" : "yAxis"]: rule.vertical ? rule.at : onAxis(plot.y, rule.at),
               label: { color: colours().soft, fontSize: 11, rotate: 0, formatter: say(rule.name),
                        position: upright ? "end" : "insideStartTop" } };
    }),
  },
});

/// What the pointer meets: the place, and every curve's value there.
const plotTooltip = (plot, met) => {
  const box = make("div", "tip");
  const at = Array.isArray(met) ? met : [met];
  if (at.length === 0) return box;
  box.append(make("strong", "", pointOf(plot.x, at[0].value[plot.sideways ? 1 : 0])));
  const done = new Set();
  for (const one of at) {
    const curve = plot.curves[one.seriesId.split(":")[1]];
    if (!curve || done.has(one.seriesId.split(":")[1])) continue;
    done.add(one.seriesId.split(":")[1]);
    const i = one.dataIndex, y = curve.y?.[i];
    const interval = hasInterval(curve) ? [shown(curve.low[i], plot.y), shown(curve.high[i], plot.y)] : null;
    const value = y === undefined ? say(words.interval, ...interval)
                : interval ? say(words.bracketed, shown(y, plot.y), ...interval) : shown(y, plot.y);
    const line = make("div", "tip-line");
    line.append(swatch(curve, plot), make("span", "", say(curve.name)), make("b", "", value));
    box.append(line);
  }
  return box;
};

/// Room for the names of bars that lie [pixel], and the lines that the longest of them takes.
const nameRoom = (width) => Math.max(110, Math.min(430, 0.4 * width));
const nameLines = (plot, width) =>
  Math.max(1, ...plot.x.names.map((name) => Math.ceil((6.8 * widthOf(say(name))) / nameRoom(width))));

const plotOption = (plot, width) => {
  const bars = plot.stacked ? 1 : plot.curves.filter((curve) => curve.mark === "bars").length;
  let bar = 0;
  const series = plot.curves.flatMap((curve, i) =>
    seriesOf(plot, curve, curve.mark === "bars" ? bar++ : 0, bars)
      .map((one, part) => ({ ...one, id: `curve:${i}:${part}`, animation: false })));
  if (plot.rules.length) series.push({ ...ruleSeries(plot), id: "rules", animation: false });
  const x = axisOption(plot.x, false), y = axisOption(plot.y, true);
  const named = plot.x.scale === "named";
  if (bars > 0 && plot.y.scale === "linear") y.scale = false;  // the length of a bar is its value
  const ruled = plot.rules.some((rule) => rule.vertical !== plot.sideways && say(rule.name) !== "");
  if (plot.sideways) {
    x.inverse = true, x.axisLine.show = false, x.axisLabel.width = nameRoom(width);
    y.axisLine.show = true, y.axisLabel.hideOverlap = true;
  } else if (named) {
    x.axisLabel.width = undefined;
    x.axisLabel.rotate = plot.x.names.length > 8 && x.data.some((name) => name.length > 4) ? 40 : 0;
  } else if (plot.x.form === "year" || plot.x.scale === "log") {
    x.min = "dataMin", x.max = "dataMax";
  }
  return {
    grid: { left: 8, right: 24, top: ruled ? 28 : 14, bottom: 30, containLabel: true },
    xAxis: plot.sideways ? { ...y, name: titled(plot.y), ...nameBelow() }
                         : { ...x, name: named ? "" : titled(plot.x), ...nameBelow() },
    yAxis: plot.sideways ? x : y,
    legend: { show: false, data: plot.curves.map((curve) => say(curve.name)) },
    tooltip: { trigger: plot.curves.some(isLine) || named ? "axis" : "item", ...tooltipStyle(),
               axisPointer: { type: named ? "shadow" : "line", lineStyle: { color: colours().axis } },
               formatter: (met) => plotTooltip(plot, met) },
    series,
  };
};

const nameBelow = () => ({ nameLocation: "middle", nameGap: 26, nameTextStyle: { color: colours().soft, fontSize: 12 } });
const tooltipStyle = () => ({
  confine: true, backgroundColor: colours().paper, borderColor: colours().rule, padding: [8, 10],
  textStyle: { color: colours().ink, fontSize: 12 }, extraCssText: "box-shadow: 0 2px 10px rgba(0,0,0,.15)",
});
