// The page: built from its data, again whenever the language or the light changes.
const data = JSON.parse(document.getElementById("data").textContent);
const state = { zh: false, theme: "light", onPaper: false, choices: {}, orders: {} };
const page = { charts: new Map(), inView: null, inSize: null };
const byId = (id) => document.getElementById(id);

// What is remembered: "#lang=zh&theme=dark", so that a link shows the same.
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const readHash = () => {
  const asked = new URLSearchParams(location.hash.slice(1)), lang = asked.get("lang"), theme = asked.get("theme");
  state.zh = lang ? lang === "zh" : navigator.language.toLowerCase().startsWith("zh");
  state.theme = ["light", "dark"].includes(theme) ? theme : prefersDark.matches ? "dark" : "light";
};
const writeHash = (name, value) => {
  const said = new URLSearchParams(location.hash.slice(1));
  said.set(name, value);
  history.replaceState(null, "", `#${said}`);
};

const jump = (id) => (event) => {
  event.preventDefault();
  byId(id).scrollIntoView();
  byId(id).focus({ preventScroll: true });
};

const headOf = () => {
  const skip = make("a", "skip", say(words.skip));
  skip.href = "#main";
  skip.addEventListener("click", jump("main"));
  const titles = make("div", "titles"), tools = make("div", "tools");
  titles.append(make("h1", "", say(data.title)), make("p", "subtitle", say(data.subtitle)));
  const language = button(say(words.language), say(words.toLanguage), () => {
    writeHash("lang", state.zh ? "en" : "zh");
    rebuild("language");
  });
  language.id = "language";
  language.lang = state.zh ? "en" : "zh";
  const otherTheme = say(state.theme === "dark" ? words.light : words.dark);
  const theme = button(otherTheme, otherTheme, () => {
    writeHash("theme", state.theme === "dark" ? "light" : "dark");
    rebuild("theme");
  });
  theme.id = "theme";
  tools.append(language, theme, button(say(words.print), say(words.print), () => print()));
  byId("top").replaceChildren(skip, titles, tools);
};

const contentsOf = () => {
  const list = make("ul");
  for (const section of data.sections) {
    const entry = make("li"), link = make("a", "", say(section.title));
    link.href = `#${section.id}`;
    link.addEventListener("click", jump(section.id));
    entry.append(link);
    list.append(entry);
  }
  byId("contents").setAttribute("aria-label", say(words.contents));
  byId("contents").replaceChildren(list);
};

const sectionOf = (section) => {
  const element = make("section"), heading = make("h2", "", say(section.title)), items = make("div", "items");
  element.id = section.id;
  element.tabIndex = -1;
  heading.id = `${section.id}-heading`;
  element.setAttribute("aria-labelledby", heading.id);
  element.append(heading, make("p", "lead", say(section.what)), items);
  byId("main").append(element);  // first, so that charts know their room
  for (const item of section.items) items.append(itemOf(item));
};

const footOf = () => {
  const licences = make("details"), text = make("pre", "", byId("licences").textContent.trim());
  licences.append(make("summary", "", say(words.licences)), text);
  byId("foot").replaceChildren(make("p", "", say(data.foot)), licences);
};

const build = () => {
  for (const entry of page.charts.values()) entry.drawn?.dispose();
  page.charts.clear();
  page.inView?.disconnect();
  page.inSize?.disconnect();
  page.inView = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) draw(one.target.entry);
  }, { rootMargin: "400px" });
  page.inSize = new ResizeObserver((resized) => {
    for (const one of resized) if (one.target.entry.drawn && one.target.clientWidth > 0 &&
                                   one.target.clientWidth !== one.target.entry.drawn.getWidth()) show(one.target.entry);
  });
  document.documentElement.lang = state.zh ? "zh-CN" : "en";
  document.documentElement.dataset.theme = state.onPaper ? "light" : state.theme;
  document.title = say(data.title);
  headOf();
  contentsOf();
  byId("main").replaceChildren();
  data.sections.forEach(sectionOf);
  footOf();
};

/// Builds the page again where the reader was.
const rebuild = (focused) => {
  const at = [...document.querySelectorAll("section, figure")].find((e) => e.getBoundingClientRect().bottom > 80);
  const offset = at?.getBoundingClientRect().top;
  readHash();
  build();
  if (at && byId(at.id)) scrollBy(0, byId(at.id).getBoundingClientRect().top - offset);
  if (focused) byId(focused).focus({ preventScroll: true });
};

// On paper every chart is drawn, light, and as wide as the sheet has room.
const ontoPaper = (on) => {
  if (state.onPaper === on) return;
  state.onPaper = on;
  document.documentElement.classList.toggle("on-paper", on);
  document.documentElement.dataset.theme = on ? "light" : state.theme;
  for (const entry of page.charts.values()) {
    draw(entry);
    show(entry);
  }
};
addEventListener("beforeprint", () => ontoPaper(true));
addEventListener("afterprint", () => ontoPaper(false));
addEventListener("hashchange", () => rebuild());
prefersDark.addEventListener("change", () => rebuild());

/// For scripts and tests: the data of the page; a chart as ECharts holds it, drawn if it was not yet; and its picture as
/// the URL of a PNG, with these choices of its controls.
window.suanli = {
  data,
  chart: (id) => draw(page.charts.get(id)),
  picture: (id, choices) => {
    const { chart } = page.charts.get(id);
    if (choices) state.choices[id] = choices;
    return pictureOf(chart, bodyOf(chart));
  },
};

readHash();
build();
