#include "output/report/page.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "output/destination.hpp"
#include "output/error.hpp"
#include "output/report/json.hpp"
#include "output/text_file.hpp"

// Files that the assembler has put into the program (assets.cmake), and how many bytes they are.
extern "C" {
extern const char suanli_page_template[], suanli_page_style[], suanli_page_script[], suanli_page_echarts[],
    suanli_page_licences[];
extern const std::uint64_t suanli_page_template_size, suanli_page_style_size, suanli_page_script_size,
    suanli_page_echarts_size, suanli_page_licences_size;
}

namespace suanli::output::report {

namespace {

constexpr std::string_view beginning_of_pages = "<!doctype html>\n<html lang=\"en\" data-suanli-report";

// ---- JSON ----------------------------------------------------------------------------------------------------------

template <class Enum> std::string_view name_of(Enum value, std::initializer_list<std::string_view> names) {
  return names.begin()[static_cast<std::size_t>(value)];
}
std::string_view name_of(Form form) { return name_of(form, {"plain", "percent", "year"}); }
std::string_view name_of(Scale scale) { return name_of(scale, {"linear", "log", "named", "signed"}); }
std::string_view name_of(Mark mark) { return name_of(mark, {"line", "dashed", "steps", "points", "bars", "band"}); }
std::string_view name_of(Tone tone) { return name_of(tone, {"", "good", "bad", "careful"}); }
std::string_view name_of(Colour colour) {
  return name_of(colour, {"ink", "orange", "skyBlue", "green", "blue", "vermilion", "purple", "grey"});
}

void add_texts(Json& json, std::string_view key, const std::vector<Text>& texts) {
  json.key(key).begin_list();
  for (const Text& text : texts) json.text(text);
  json.end_list();
}

void add_axis(Json& json, std::string_view key, const Axis& axis) {
  json.key(key).begin_object().key("title").text(axis.title).key("unit").text(axis.unit);
  json.key("form").text(name_of(axis.form)).key("scale").text(name_of(axis.scale));
  if (axis.scale == Scale::named) add_texts(json, "names", axis.names);
  json.end_object();
}

void add(Json& json, const Curve& curve) {
  json.begin_object().key("name").text(curve.name).key("mark").text(name_of(curve.mark));
  json.key("colour").text(name_of(curve.colour)).key("strength").number(curve.strength);
  for (const auto& [key, values] :
       {std::pair{"x", &curve.x}, {"y", &curve.y}, {"low", &curve.low}, {"high", &curve.high}})
    if (!values->empty()) json.key(key).numbers(*values);
  json.end_object();
}

void add(Json& json, const Plot& plot) {
  json.key("kind").text("plot");
  add_axis(json, "x", plot.x), add_axis(json, "y", plot.y);
  json.key("stacked").boolean(plot.stacked).key("sideways").boolean(plot.sideways);
  json.key("curves").begin_list();
  for (const Curve& curve : plot.curves) add(json, curve);
  json.end_list().key("rules").begin_list();
  for (const Rule& rule : plot.rules)
    json.begin_object()
        .key("name")
        .text(rule.name)
        .key("at")
        .number(rule.at)
        .key("vertical")
        .boolean(rule.vertical)
        .end_object();
  json.end_list();
}

void add(Json& json, const HeatMap& map) {
  json.key("kind").text("heat");
  add_axis(json, "x", map.x), add_axis(json, "y", map.y), add_axis(json, "value", map.value);
  json.key("aroundZero").boolean(map.around_zero).key("values").numbers(map.values);
}

void add(Json& json, const Map& map) {
  json.key("kind").text("map");
  add_axis(json, "size", map.size), add_axis(json, "colour", map.colour), add_axis(json, "amount", map.amount);
  json.key("sizes").numbers(map.sizes).key("colours").numbers(map.colours).key("amounts").numbers(map.amounts);
  add_texts(json, "kinds", map.kinds);
  json.key("places").begin_list();
  for (const Place& place : map.places)
    json.begin_object()
        .key("name")
        .text(place.name)
        .key("at")
        .begin_list()
        .number(place.longitude)
        .number(place.latitude)
        .end_list()
        .key("size")
        .number(place.size)
        .key("colour")
        .number(place.colour)
        .end_object();
  json.end_list().key("arcs").begin_list();
  for (const Arc& arc : map.arcs)
    json.begin_list().integer(arc.from).integer(arc.to).integer(arc.kind).number(arc.amount).end_list();
  json.end_list();
}

void add(Json& json, const Sankey& sankey) {
  json.key("kind").text("sankey");
  add_axis(json, "amount", sankey.amount);
  add_texts(json, "nodes", sankey.nodes);
  json.key("links").begin_list();
  for (const Sankey::Link& link : sankey.links)
    json.begin_list().integer(link.from).integer(link.to).number(link.amount).end_list();
  json.end_list();
}

void add(Json& json, const About& about) {
  json.key("id").text(about.id).key("title").text(about.title).key("what").text(about.what);
  json.key("equation").text(about.equation).key("source").text(about.source);
}

void add(Json& json, const Chart& chart) {
  json.key("kind").text("chart");
  add(json, chart.about);
  json.key("wide").boolean(chart.wide).key("controls").begin_list();
  for (const Control& control : chart.controls) {
    json.begin_object().key("name").text(control.name).key("slider").boolean(control.slider);
    json.key("start").integer(control.start);
    add_texts(json, "choices", control.choices);
    json.end_object();
  }
  json.end_list().key("frames").begin_list();
  for (const Body& frame : chart.frames) {
    json.begin_object();
    std::visit([&](const auto& body) { add(json, body); }, frame);
    json.end_object();
  }
  json.end_list();
}

void add(Json& json, const Cell& cell) {
  json.begin_object();
  if (!cell.words.empty()) json.key("words").text(cell.words);
  if (!cell.numbers.empty()) json.key("numbers").numbers(cell.numbers);
  if (cell.tone != Tone::none) json.key("tone").text(name_of(cell.tone));
  json.end_object();
}

void add(Json& json, const Table& table) {
  json.key("kind").text("table");
  add(json, table.about);
  json.key("columns").begin_list();
  for (const Column& column : table.columns)
    json.begin_object()
        .key("title")
        .text(column.title)
        .key("unit")
        .text(column.unit)
        .key("form")
        .text(name_of(column.form))
        .key("digits")
        .integer(static_cast<std::size_t>(column.digits))
        .end_object();
  json.end_list().key("rows").begin_list();
  for (const std::vector<Cell>& row : table.rows) {
    json.begin_list();
    for (const Cell& cell : row) add(json, cell);
    json.end_list();
  }
  json.end_list();
}

void add(Json& json, const Facts& facts) {
  json.key("kind").text("facts");
  add(json, facts.about);
  json.key("long").boolean(facts.long_texts).key("facts").begin_list();
  for (const auto& [term, said] : facts.facts) json.begin_list().text(term).text(said).end_list();
  json.end_list();
}

void add(Json& json, const Headline& headline) {
  json.key("kind").text("headline").key("words").text(headline.words).key("more").text(headline.more);
  json.key("tone").text(name_of(headline.tone));
}

// ---- the file ------------------------------------------------------------------------------------------------------

// The template with each "{{name}}" in it replaced; every part is put in once, so that none is searched again.
std::string filled(std::string_view form, const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string page;
  for (std::size_t at = 0;;) {
    const std::size_t open = form.find("{{", at);
    page += form.substr(at, open - at);
    if (open == std::string_view::npos) return page;
    const std::size_t close = form.find("}}", open);
    for (const auto& [name, part] : parts)
      if (name == form.substr(open + 2, close - open - 2)) page += part;
    at = close + 2;
  }
}

Replaced only_pages() {
  return only_texts_that_begin(beginning_of_pages, text("pages of suanli report", "由 suanli report 写出的页面"));
}

}  // namespace

std::string to_json(const Page& page) {
  Json json;
  json.begin_object().key("title").text(page.title).key("subtitle").text(page.subtitle).key("foot").text(page.foot);
  json.key("sections").begin_list();
  for (const Section& section : page.sections) {
    json.begin_object().key("id").text(section.id).key("title").text(section.title).key("what").text(section.what);
    json.key("items").begin_list();
    for (const Item& item : section.items) {
      json.begin_object();
      std::visit([&](const auto& one) { add(json, one); }, item);
      json.end_object();
    }
    json.end_list().end_object();
  }
  json.end_list();
  if (page.paper) {
    json.key("paper").begin_object().key("title").text(page.paper->title).key("what").text(page.paper->what);
    json.key("markdown").text(page.paper->markdown).end_object();
  }
  return json.end_object().take();
}

bool has_charts() { return suanli_page_echarts_size != 0; }

void expect_charts() {
  if (has_charts()) return;
  throw NoCharts(
      text("suanli report: this build has no charts, because npm was missing or failed when it was configured: "
           "install npm (Debian: npm) and build again",
           "suanli report：本程序构建时缺少 npm 或 npm 失败，因此没有图表：请安装 npm（Debian 软件包 npm）"
           "后重新构建"));
}

std::string to_html(const Page& page) {
  expect_charts();
  const std::string data = to_json(page);
  if (data.size() > largest_data)
    throw TooLarge(
        text("suanli report: the page would hold {} MB of data, more than the {} MB that browsers open well: "
             "give fewer files",
             "suanli report：页面将含 {} MB 数据，超过浏览器能流畅打开的 {} MB：请减少文件", data.size() >> 20,
             largest_data >> 20));
  return filled(std::string_view(suanli_page_template, suanli_page_template_size),
                {{"style", std::string_view(suanli_page_style, suanli_page_style_size)},
                 {"licences", std::string_view(suanli_page_licences, suanli_page_licences_size)},
                 {"echarts", std::string_view(suanli_page_echarts, suanli_page_echarts_size)},
                 {"script", std::string_view(suanli_page_script, suanli_page_script_size)},
                 {"data", data}});
}

void expect_page_place(const std::filesystem::path& path) { expect_place(path, only_pages()); }

void write_page(const std::filesystem::path& path, const Page& page) {
  const std::string html = to_html(page);
  write_output(path, html, only_pages());
}

}  // namespace suanli::output::report
