// Heat maps, maps and Sankey diagrams, as ECharts draws them.
const heatOption = (heat, width) => {
  const c = colours(), values = heat.values.filter((x) => Number.isFinite(x) && x !== null);
  const most = Math.max(...values.map(Math.abs), 1e-300);
  const range = heat.aroundZero ? [-most, most] : [Math.min(...values), Math.max(...values)];
  const decimals = decimalsOf(values, heat.value);
  const names = (axis) => ({ ...axisOption(axis, false), splitLine: { show: false }, axisTick: { show: false } });
  const columns = heat.x.names.length, y = names(heat.y);
  y.inverse = true, y.axisLabel.width = 150;
  const x = { ...names(heat.x), position: "top" };
  x.axisLabel.width = Math.max(90, (width - 200) / columns), x.axisLabel.rotate = columns > 7 ? 40 : 0;
  return {
    grid: { left: 8, right: 16, top: 26, bottom: 44, containLabel: true },
    xAxis: x, yAxis: y,
    visualMap: { min: range[0], max: range[1], calculable: false, orient: "horizontal", left: "center", bottom: 0,
                 itemWidth: 12, itemHeight: 160, inRange: { color: ramp(heat.aroundZero) }, textGap: 8,
                 text: [shown(range[1], heat.value, 3), shown(range[0], heat.value, 3)], textStyle: { color: c.soft } },
    tooltip: { ...tooltipStyle(), formatter: (met) => {
      const box = make("div", "tip"), [column, row, value] = met.value;
      box.append(make("strong", "", `${say(heat.y.names[row])} · ${say(heat.x.names[column])}`),
                 make("div", "", `${say(heat.value.title)}: ${shown(value, heat.value)}`));
      return box;
    } },
    series: [{ type: "heatmap", id: "heat", animation: false, itemStyle: { borderColor: c.paper, borderWidth: 2 },
               label: { show: heat.values.length <= 140, fontSize: 11,
                        formatter: (met) => shownWith(met.value[2], heat.value, decimals) },
               data: heat.values.map((value, i) => ({
                 value: [i % columns, Math.floor(i / columns), value],
                 label: { color: strong(value, range, heat.aroundZero) ? c.paper : c.ink } })) }],
  };
};
const strong = (value, [low, high], aroundZero) =>
  aroundZero ? Math.abs(value) > 0.6 * high : value > low + 0.6 * (high - low);

// ---- maps ----------------------------------------------------------------------------------------------------------

const shareOf = (value, [low, high]) => (high > low ? (value - low) / (high - low) : 0.5);
const radius = (map, size) => 7 + 21 * Math.sqrt(Math.max(0, size) / (map.sizes[1] || 1));

/// Ends of both axes: all places with room around them, a degree as long either way at their latitude.
const frameOf = (map, width, height) => {
  const ends = (at) => [Math.min(...map.places.map(at)), Math.max(...map.places.map(at))];
  const [west, east] = ends((p) => p.at[0]), [south, north] = ends((p) => p.at[1]);
  const middle = [(west + east) / 2, (south + north) / 2];
  const stretch = Math.cos((middle[1] * Math.PI) / 180) || 1;
  const degree = Math.max(((east - west) * stretch * 1.3 + 2) / width, ((north - south) * 1.25 + 2) / height);
  return { x: [middle[0] - (degree * width) / stretch / 2, middle[0] + (degree * width) / stretch / 2],
           y: [middle[1] - (degree * height) / 2, middle[1] + (degree * height) / 2] };
};

/// Round degrees within ends.
const degreesIn = ([min, max]) => {
  const step = max - min > 25 ? 10 : 5, degrees = [];
  for (let x = Math.ceil(min / step) * step; x <= max; x += step) degrees.push(x);
  return degrees;
};

const mapOption = (map, width, height) => {
  const c = colours(), frame = frameOf(map, width - 60, height - 50), steps = ramp(false);
  const axis = (ends, letters) => ({
    type: "value", min: ends[0], max: ends[1], axisLine: { show: false },
    axisTick: { show: false, customValues: degreesIn(ends) },
    axisLabel: { color: c.axis, fontSize: 10, customValues: degreesIn(ends),
                 formatter: (x) => `${Math.abs(x)}°${x < 0 ? letters[0] : letters[1]}` },
    splitLine: { lineStyle: { color: c.rule, type: [2, 4] }, customValues: degreesIn(ends) } });
  return {
    grid: { left: 40, right: 20, top: 10, bottom: 40 },
    xAxis: axis(frame.x, "WE"), yAxis: axis(frame.y, "SN"),
    legend: { show: false, data: map.kinds.map((kind) => say(kind)) },
    tooltip: { ...tooltipStyle(), trigger: "item", formatter: (met) => mapTooltip(map, met) },
    series: [
      ...map.kinds.map((kind, k) => ({
        type: "lines", id: `arcs:${k}`, name: say(kind), coordinateSystem: "cartesian2d", animation: false, z: 2,
        symbol: ["none", "arrow"], symbolSize: 7,
        lineStyle: { color: c[colourNames[k]], opacity: 0.65, curveness: 0.18 + 0.1 * k },
        data: map.arcs.filter((arc) => arc[2] === k).map((arc) => ({
          coords: [map.places[arc[0]].at, map.places[arc[1]].at], arc,
          lineStyle: { width: 0.6 + 9 * Math.max(0, arc[3]) / (map.amounts[1] || 1) } })) })),
      { type: "scatter", id: "places", animation: false, z: 3,
        data: map.places.map((place, i) => ({
          value: [...place.at, place.size, place.colour], place: i, symbolSize: 2 * radius(map, place.size),
          itemStyle: { color: place.colour === null ? c.paper : along(steps, shareOf(place.colour, map.colours)),
                       borderColor: c.ink, borderWidth: 1.2, opacity: 1 } })),
        label: { show: true, position: "bottom", distance: 4, color: c.ink, fontSize: 12, textBorderColor: c.paper,
                 textBorderWidth: 3, formatter: (met) => say(map.places[met.data.place].name) } },
    ],
  };
};

const mapTooltip = (map, met) => {
  const box = make("div", "tip"), arc = met.data.arc;
  if (arc) {
    box.append(make("strong", "", `${say(map.places[arc[0]].name)} → ${say(map.places[arc[1]].name)}`),
               make("div", "", `${say(map.kinds[arc[2]])}: ${shown(arc[3], map.amount)}`));
    return box;
  }
  const place = map.places[met.data.place];
  box.append(make("strong", "", say(place.name)));
  for (const [axis, value] of [[map.size, place.size], [map.colour, place.colour]])
    if (value !== null) box.append(make("div", "", `${titled(axis)}: ${shown(value, axis)}`));
  return box;
};

// ---- Sankey --------------------------------------------------------------------------------------------------------

const sankeyOption = (sankey) => {
  const c = colours(), sources = new Set(sankey.links.map((link) => link[0]));
  const sourceNames = [...sources].map((node) => say(sankey.nodes[node]));
  // A destination has the colour of the source of its name, others are grey.
  const colourAt = (name) => c[colourNames[sourceNames.indexOf(say(name)) % colourNames.length] ?? "grey"];
  return {
    tooltip: { ...tooltipStyle(), trigger: "item", formatter: (met) => {
      const box = make("div", "tip"), link = met.dataType === "edge";
      const name = (node) => say(sankey.nodes[node]);
      box.append(make("strong", "", link ? `${name(met.data.source)} → ${name(met.data.target)}` : name(met.name)),
                 make("div", "", `${titled(sankey.amount)}: ${shown(met.value, sankey.amount)}`));
      return box;
    } },
    series: [{
      type: "sankey", id: "sankey", animation: false, left: 8, right: 8, top: 10, bottom: 10, nodeWidth: 14, nodeGap: 12,
      draggable: false, emphasis: { focus: "adjacency" },
      data: sankey.nodes.map((name, i) => ({
        name: String(i), itemStyle: { color: colourAt(name), borderWidth: 0 },
        label: { position: sources.has(i) ? "right" : "left" } })),
      links: sankey.links.map(([source, target, value]) => ({ source: String(source), target: String(target), value })),
      lineStyle: { color: "source", opacity: 0.35, curveness: 0.5 },
      label: { color: c.ink, fontSize: 12, textBorderColor: c.paper, textBorderWidth: 2,
               formatter: (met) => say(sankey.nodes[met.name]) },
    }],
  };
};

/// How a frame of any kind is drawn in so much room.
const options = { plot: plotOption, heat: heatOption, map: mapOption, sankey: sankeyOption };
const optionOf = (body, width, height) => {
  const option = options[body.kind](body, width, height);
  return { backgroundColor: "transparent", textStyle: { fontFamily: fonts }, aria: { enabled: false }, ...option };
};

const heightOf = (body, width) => {
  if (body.kind === "heat") return 140 + 34 * body.y.names.length;
  if (body.kind === "map") return 440;
  if (body.kind === "sankey") return Math.max(320, 46 * body.nodes.length);
  if (body.sideways) {
    const bars = body.stacked ? 1 : Math.max(1, body.curves.filter((curve) => curve.mark === "bars").length);
    return 70 + Math.max(26, 18 * bars + 10, 15 * nameLines(body, width) + 8) * body.x.names.length;
  }
  return state.onPaper ? 270 : 320;  // two on a sheet
};
const fonts = getComputedStyle(document.body).fontFamily;
