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
const withHash = (name, value) => {
  const said = new URLSearchParams(location.hash.slice(1));
  said.set(name, value);
  return `#${said}`;
};
const writeHash = (name, value) => history.replaceState(null, "", withHash(name, value));

/// Shows an element, unfolding what it is in.
const goTo = (id) => {
  const place = byId(id);
  for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  place?.scrollIntoView();
  place?.focus({ preventScroll: true });
};
/// A link to a place of the page, from which the browser's way back leads to where the reader was.
const linkTo = (id, text) => {
  const link = make("a", "", text);
  link.href = withHash("at", id);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;  // into a window of its own
    event.preventDefault();
    history.replaceState({ scrolled: scrollY }, "");
    history.pushState(null, "", withHash("at", id));
    goTo(id);
  });
  return link;
};

const headOf = () => {
  const skip = linkTo("main", say(words.skip));
  skip.className = "skip";
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
  for (const section of data.paper ? [...data.sections, { ...data.paper, id: "paper" }] : data.sections) {
    const entry = make("li");
    entry.append(linkTo(section.id, say(section.title)));
    list.append(entry);
  }
  byId("contents").setAttribute("aria-label", say(words.contents));
  byId("contents").replaceChildren(list);
};

/// A heading, a sentence, and room for what follows.
const openSection = (id, { title, what }, room) => {
  const element = make("section"), heading = make("h2", "", say(title));
  element.id = id;
  element.tabIndex = -1;
  heading.id = `${id}-heading`;
  element.setAttribute("aria-labelledby", heading.id);
  element.append(heading, citing("p", "lead", say(what)), room);
  byId("main").append(element);
};
const sectionOf = (section) => {
  const items = make("div", "items");
  openSection(section.id, section, items);  // first, so that charts know their room
  for (const item of section.items) items.append(itemOf(item));
};

const footOf = () => {
  const licences = make("details"), text = make("pre", "", byId("licences").textContent.trim());
  licences.append(make("summary", "", say(words.licences)), text);
  byId("foot").replaceChildren(citing("p", "", say(data.foot)), licences);
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
  if (data.paper) openSection("paper", data.paper, paperItself());
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
addEventListener("popstate", ({ state: was }) => was && scrollTo({ top: was.scrolled, behavior: "instant" }));
addEventListener("hashchange", () => {
  const { zh, theme } = state;
  readHash();
  if (zh !== state.zh || theme !== state.theme) rebuild();
});
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
goTo(new URLSearchParams(location.hash.slice(1)).get("at"));
