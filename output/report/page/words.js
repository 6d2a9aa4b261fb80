// What the page itself says. Every text is a string, or a pair of English and Chinese.
const words = {
  skip: ["Skip to the content", "跳到正文"],
  contents: ["Contents", "目录"],
  language: ["中文", "English"],
  toLanguage: ["用中文显示本页", "Show this page in English"],
  dark: ["Dark", "深色"],
  light: ["Light", "浅色"],
  print: ["Print", "打印"],
  csv: ["CSV", "CSV"],
  csvOf: ["Data of “{}” as CSV", "下载“{}”的数据（CSV）"],
  png: ["PNG", "PNG"],
  pngOf: ["Picture of “{}” as PNG", "下载“{}”的图片（PNG）"],
  table: ["Table", "数据表"],
  tableOf: ["Numbers of “{}” as a table", "以表格显示“{}”的数据"],
  sortBy: ["Sort by {}", "按{}排序"],
  equation: ["Equation", "公式"],
  source: ["Source", "来源"],
  show: ["Show", "显示"],
  more: ["{} of {} rows; the CSV has all", "显示 {} 行，共 {} 行；CSV 含全部"],
  curve: ["curve", "曲线"],
  kind: ["kind", "类别"],
  from: ["from", "自"],
  to: ["to", "至"],
  place: ["place", "地点"],
  low: ["low", "下限"],
  high: ["high", "上限"],
  value: ["value", "值"],
  interval: ["{} to\u00a0{}", "{} 至\u00a0{}"],
  bracketed: ["{} ({} to {})", "{}（{} 至 {}）"],
  licences: ["Licences of the charts (Apache ECharts)", "图表组件许可证（Apache ECharts）"],
  sizeOf: ["Size of a circle: {}", "圆的大小：{}"],
  widthOf: ["Breadth of an arc: {}", "弧线粗细：{}"],
  colourOf: ["Colour: {}", "颜色：{}"],
  schematic: ["Schematic: positions only, no borders", "示意图：仅表示位置，不含任何界线"],
};

/// A text in the page's language; "{}" in it stand for what follows.
const say = (text, ...parts) => {
  let said = Array.isArray(text) ? text[state.zh ? 1 : 0] : text;
  for (const part of parts) said = said.replace("{}", () => part);
  return said;
};

/// A title with its unit: "Y [trillion yuan a year]", or "growth, a year" of what is shown in percent.
const titled = (axis) => {
  const unit = axis.unit ? say(axis.unit) : "";
  if (!unit || !say(axis.title)) return unit || say(axis.title);
  return say(axis.form === "percent" ? ["{}, {}", "{}，{}"] : ["{} [{}]", "{} [{}]"], say(axis.title), unit);
};

/// With a large first letter, if it begins with a word: a letter by itself is a symbol.
const sentence = (text) => (/^[a-z]{2}/.test(text) ? text[0].toUpperCase() + text.slice(1) : text);

/// About as many Latin letters as a text is wide: a Chinese letter takes two.
const widthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
