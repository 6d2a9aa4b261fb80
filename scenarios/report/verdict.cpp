// Verdict: theory against simulation, identities, where the file comes from and how to make it again.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "scenarios/check.hpp"
#include "scenarios/report/shapes.hpp"
#include "scenarios/results.hpp"

namespace suanli::report {

namespace {

using page::Tone;

page::Headline headline_of(const std::vector<VerdictTable>& tables) {
  std::size_t passed = 0, failed = 0;
  for (const VerdictTable& table : tables)
    for (const VerdictRow& row : table.rows)
      passed += row.verdict == Verdict::pass, failed += row.verdict == Verdict::fail;
  const Text more = text(
      "{} rows were judged, {} passed. A row passes if the difference is no more than chance (one false "
      "alarm in a thousand) and theory leave open.",
      "共判定 {} 行，{} 行通过。差异不超过随机性（误报率千分之一）与理论所容许的范围即为通过。", passed + failed,
      passed);
  if (failed > 0)
    return {text("Theory and simulation disagree in {} of {} rows", "理论与模拟在 {1} 行中有 {0} 行不一致", failed,
                 passed + failed),
            more, Tone::bad};
  if (holds(tables) && !tables.front().has_theory)
    return {text("Books balance and bits agree at every point of the design", "设计各点账目平衡、逐位一致"), more,
            Tone::good};
  if (!holds(tables))
    return {text("No row could be held against theory", "没有一行可与理论对照"),
            text("The identities below hold nevertheless, or are shown where they do not.", "下列会计恒等式另行列出。"),
            Tone::careful};
  return {text("Theory and simulation agree", "理论与模拟一致"), more, Tone::good};
}

page::Cell verdict_cell(const VerdictRow& row) {
  switch (row.verdict) {
    case Verdict::pass: return page::word_cell(text("pass", "通过"), Tone::good);
    case Verdict::fail: return page::word_cell(text("fail", "未通过"), Tone::bad);
    case Verdict::no_closed_form: return page::word_cell(text("no closed form: {}", "没有闭式解：{}", row.reason));
    case Verdict::not_judged: return page::word_cell(text("not judged: {}", "未作判定：{}", row.reason));
  }
  return {};
}

// Of one economy, or of one less another.
Text economy_words(const std::string& name) {
  constexpr std::string_view less = " − ";
  const std::size_t at = name.find(less);
  if (at == std::string::npos) return place_name(name);
  return text("{} − {}", "{} − {}", place_name(name.substr(0, at)), place_name(name.substr(at + less.size())));
}

bool is_judged(const VerdictRow& row) { return row.verdict == Verdict::pass || row.verdict == Verdict::fail; }

std::vector<page::Cell> cells_of(const VerdictRow& row) {
  const Text statement =
      row.economy.empty() ? row.statement : text("{}, {}", "{}，{}", row.statement, economy_words(row.economy));
  const auto number = [&](double x) { return is_judged(row) ? page::number_cell(x) : page::Cell{}; };
  return {page::word_cell(both(row.row)), page::word_cell(statement), verdict_cell(row),       number(row.simulated),
          number(row.standard_error),     number(row.theory),         number(row.difference())};
}

page::Table table_of(const VerdictTable& table, std::string id, bool twin) {
  page::Table shown{
      {std::move(id),
       twin ? text("The same economy without noise", "无噪声的同一经济体")
            : text("Theory against simulation", "理论与模拟对照"),
       twin
           ? text("The quiet twin has the same parameters and no shocks, so that theory must hold to rounding.",
                  "无噪声对照参数相同而没有冲击，理论应成立至舍入误差。")
           : text("What was simulated beside what theory says, row by row, those without a closed form last; V1 to V11 "
                  "are those of the model's description.",
                  "逐行列出模拟值与理论值，没有闭式解者居后；V1 至 V11 见模型说明。"),
       both("§10"),
       {}},
      {{text("row", "行")},
       {text("statement", "陈述")},
       {text("verdict", "判定")},
       {text("simulated", "模拟值")},
       {text("standard error", "标准误"), {}, page::Form::plain, error_digits},
       {text("theory", "理论值")},
       {text("difference", "差")}},
      {}};
  std::vector<VerdictRow> judged_first = table.rows;
  std::stable_partition(judged_first.begin(), judged_first.end(), is_judged);
  for (const VerdictRow& row : judged_first) shown.rows.push_back(cells_of(row));
  return shown;
}

page::Table identities_of(const RunFile& run, const std::string& id) {
  page::Table table{
      {id + "-identities", text("Accounting identities", "会计恒等式"),
       text("Largest relative residual of each identity over all replications, dates and economies: rounding, "
            "and nothing else, moves it from zero.",
            "各恒等式在全部重复、时点与经济体中的最大相对残差：只有舍入误差使其偏离零。"),
       both("§5.1"), source_of(run)},
      {{text("identity", "恒等式")}, {text("name in files", "文件中的名称")}, {text("largest residual", "最大残差")}},
      {}};
  for (const std::string& path : run.file.variables()) {
    if (!path.starts_with("identities/")) continue;
    double largest = 0;
    for (const double x : run.file.read(path).values)
      if (!std::isnan(x)) largest = std::max(largest, std::abs(x));
    table.rows.push_back({page::word_cell(described(run.file, path).meaning),
                          page::word_cell(both(path.substr(path.find('/') + 1))), page::number_cell(largest)});
  }
  return table;
}

// A word of the shell.
std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) || std::string_view("_-./=:,+%@").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return word;
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return all + "'";
}

std::string command_again(const RunFile& run) {
  std::string line = "suanli run " + shell_word(run.file.text_attribute("provenance", "scenario_file"));
  std::istringstream settings(run.file.text_attribute("provenance", "settings"));
  for (std::string setting; std::getline(settings, setting);)
    if (!setting.empty()) line += " --set " + shell_word(setting);
  return line + " -o " + shell_word(run.path.filename().string());
}

page::Facts provenance_of(const RunFile& run, const std::string& id) {
  page::Facts facts{{id + "-provenance", text("Where this comes from, and how to make it again", "来源与重现"),
                     text("The same program, scenario and seed give the same bits, on any number of threads.",
                          "相同的程序、情景与种子给出逐位相同的结果，与线程数无关。")},
                    {}};
  const Parameters& p = run.parameters;
  const auto add = [&](const Words& term, Text said) { facts.facts.emplace_back(both(term), std::move(said)); };
  add({"Again", "重现命令"}, both(command_again(run)));
  add({"Ensemble", "模拟集合"},
      text("{} of {}, {:g} to {:g} in steps of {:g} years; seed {}", "{}，{}，{:g} 至 {:g} 年，步长 {:g} 年；种子 {}",
           counted(replications_in_all(p), replication_words),
           counted(static_cast<std::size_t>(p.firms.count), firm_words), p.time.start, p.time.end, p.time.step,
           p.ensemble.seed));
  for (const auto& [name, term] : {std::pair<const char*, Words>{"version", {"Version", "版本"}},
                                   {"commit", {"Commit", "提交"}},
                                   {"compiler", {"Compiler", "编译器"}},
                                   {"failures", {"Failed replications", "失败的重复"}}})
    if (const std::string said = run.file.text_attribute("provenance", name); !said.empty()) add(term, both(said));
  return facts;
}

page::Facts texts_of(const RunFile& run, const std::string& id) {
  return {
      {id + "-texts", text("The scenario in full", "情景全文"), {}},
      {{text("Scenario file as given", "情景文件原文"), both(run.file.text_attribute("provenance", "scenario_text"))},
       {text("Every parameter, defaults included", "全部参数（含默认值）"),
        both(run.file.text_attribute("provenance", "parameters"))}},
      true};
}

}  // namespace

void add_verdicts(const Sections& to) {
  for (std::size_t i = 0; i < to.files.runs.size(); ++i) {
    const RunFile& run = to.files.runs[i];
    const std::string id = numbered("verdict", i);
    const std::vector<VerdictTable> tables = check_file(run.path);
    page::Section section{
        id,
        titled(text("Verdict", "判定"), run.name, to.files.runs.size()),
        text("Whether the simulation does what theory says (§10), whether its books balance (§5.1), and where it "
             "comes from.",
             "模拟是否与理论一致（§10）、账目是否平衡（§5.1），以及结果的来源。"),
        {headline_of(tables)}};
    for (std::size_t t = 0; t < tables.size(); ++t)
      section.items.push_back(table_of(tables[t], fmt::format("{}-theory-{}", id, t), t > 0));
    section.items.push_back(identities_of(run, id));
    section.items.push_back(provenance_of(run, id));
    section.items.push_back(texts_of(run, id));
    to.page.sections.push_back(std::move(section));
  }
}

}  // namespace suanli::report
