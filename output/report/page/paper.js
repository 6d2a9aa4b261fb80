// The paper at the end of the page, and the references that lead there: "§4.2" to a heading, "(4.3)" to an equation.
const headed = /^#{2,3} (\d+(?:\.\d+)*)\.? /;
const numbered = /^ {4}(.*?) +\((\d+\.\d+[a-z]?)\)$/;

/// Where references can lead, as the paper's lines say. Asked for again and again, looked up once.
let placesInPaper = null;
const isPlace = (id) => {
  placesInPaper ??= new Set((data.paper?.markdown ?? "").split("\n").flatMap((line) =>
    [headed.exec(line)?.[1].replace(/^/, "paper-"), numbered.exec(line)?.[2].replace(/^/, "equation-")]));
  return placesInPaper.has(id);
};

/// A text whose references are links.
const cited = (text) => {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(/§(\d+(?:\.\d+)*)|\((\d+\.\d+[a-z]?)\)/g)) {
    const id = found[1] ? `paper-${found[1]}` : `equation-${found[2]}`;
    if (!isPlace(id)) continue;
    parts.append(text.slice(done, found.index), linkTo(id, found[0]));
    done = found.index + found[0].length;
  }
  parts.append(text.slice(done));
  return parts;
};
const citing = (tag, classes, text) => {
  const element = make(tag, classes);
  element.append(cited(text));
  return element;
};

// ---- Markdown, as far as the paper uses it -------------------------------------------------------------------------

/// Code, bold and slanted words within a line.
const inline = (text) => {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(/`([^`]+)`|\*\*((?:`[^`]+`|[^*`])+)\*\*|\*((?:`[^`]+`|[^*`])+)\*/g)) {
    parts.append(cited(text.slice(done, found.index)));
    const [all, code, bold, slanted] = found, element = make(code ? "code" : bold ? "strong" : "em");
    element.append(code ?? inline(bold ?? slanted));
    parts.append(element);
    done = found.index + all.length;
  }
  parts.append(cited(text.slice(done)));
  return parts;
};
const written = (tag, text) => {
  const element = make(tag);
  element.append(inline(text));
  return element;
};

const equationsOf = (lines) => {
  const block = make("pre", "equations");
  for (const line of lines) {
    const [, equation, number] = numbered.exec(line) ?? [null, line.slice(4), ""], row = make("span", "equation");
    row.append(make("span", "", equation), make("span", "number", number && `(${number})`));
    if (number) row.id = `equation-${number}`, row.tabIndex = -1;
    block.append(row);
  }
  return block;
};

const writtenTable = (lines) => {
  const cells = (line) => line.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const room = make("div", "scroll"), table = make("table"), head = make("thead"), body = make("tbody");
  room.tabIndex = 0;
  const rowOf = (line, tag) => {
    const row = make("tr");
    row.append(...cells(line).map((cell) => written(tag, cell)));
    return row;
  };
  head.append(rowOf(lines[0], "th"));
  body.append(...lines.slice(2).map((line) => rowOf(line, "td")));  // the second is the rule between them
  table.append(head, body);
  room.append(table);
  return room;
};

const writtenList = (lines) => {
  const list = make(lines[0].startsWith("-") ? "ul" : "ol");
  const items = lines.join("\n").split(/\n(?=- |\d+\. )/).map((item) => item.replace(/^(- |\d+\. )/, ""));
  list.append(...items.map((item) => written("li", item.replace(/\s+/g, " "))));
  return list;
};

const heading = (line) => {
  const element = written("h4", line.replace(/^#+ /, ""));
  element.id = `paper-${headed.exec(line)?.[1]}`;
  element.tabIndex = -1;
  return element;
};

const blocksOf = (lines) => {
  const blocks = [];
  for (let i = 0; i < lines.length;) {
    const take = (belongs) => {
      const first = i++;
      while (i < lines.length && belongs(lines[i])) ++i;
      return lines.slice(first, i);
    };
    if (lines[i] === "") ++i;
    else if (lines[i].startsWith("    ")) blocks.push(equationsOf(take((line) => line.startsWith("    "))));
    else if (lines[i].startsWith("|")) blocks.push(writtenTable(take((line) => line.startsWith("|"))));
    else if (/^(- |\d+\. )/.test(lines[i])) blocks.push(writtenList(take((line) => /^(- |\d+\. | {2})/.test(line))));
    else if (lines[i].startsWith("#")) blocks.push(heading(lines[i++]));
    else blocks.push(written("p", take((line) => line !== "" && !/^(#|\||- | {4})/.test(line)).join(" ")));
  }
  return blocks;
};

/// A chapter, folded until a reference leads into it or a reader opens it.
const chapterOf = (lines) => {
  const chapter = make("details"), summary = make("summary");
  const number = headed.exec(lines[0])?.[1];
  if (number) chapter.id = `paper-${number}`, chapter.tabIndex = -1;
  summary.append(written("h3", lines[0].slice(3)));
  chapter.append(summary, ...blocksOf(lines.slice(1)));
  return chapter;
};

/// Words and chapters, in the language in which they are written: the same elements whatever that of the page.
let writtenPaper = null;
const paperItself = () => {
  if (writtenPaper) return writtenPaper;
  const [opening, ...chapters] = data.paper.markdown.split(/\n(?=## )/).map((part) => part.split("\n"));
  writtenPaper = make("div", "paper");
  writtenPaper.lang = "en";
  writtenPaper.append(...blocksOf(opening.slice(1)), ...chapters.map(chapterOf));
  return writtenPaper;
};
