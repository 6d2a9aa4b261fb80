#include "scenarios/report/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "scenarios/read.hpp"
#include "scenarios/results.hpp"

// agents/MODEL.md, which the assembler has put into the program (output/report/embed.cmake).
extern "C" {
extern const char suanli_model[];
extern const std::uint64_t suanli_model_size;
}

namespace suanli::report {

namespace {

void add(ReportFiles& all, const std::filesystem::path& path) {
  const std::string name = path.stem().string();
  if (path.extension() == ".yaml" || path.extension() == ".yml") {
    all.scenarios.push_back({name, read_scenario(path.string()).parameters});
    return;
  }
  output::ResultReader file = open_results(path);
  const std::optional<ResultKind> kind = kind_of(file);
  if (!kind)
    throw NothingToShow(
        text("{}: holds nothing that a page shows: give a file of suanli run, compare, stress, "
             "distribution or findings",
             "{}：其中没有可展示的内容：请给出 suanli run、compare、stress、distribution 或 findings "
             "写出的文件",
             path.string()));
  switch (*kind) {
    case ResultKind::ensemble: {
      Parameters parameters = parameters_of(file);
      all.runs.push_back({name, path, std::move(file), std::move(parameters)});
      break;
    }
    case ResultKind::comparison: all.comparisons.push_back({name, std::move(file)}); break;
    case ResultKind::distribution: all.distributions.push_back({name, std::move(file)}); break;
    case ResultKind::findings: all.findings.push_back({name, std::move(file)}); break;
  }
}

Text title_of(const ReportFiles& files) {
  if (files.runs.size() == 1) return text("Suanli: {}", "算力：{}", files.runs.front().name);
  return text("Suanli: results", "算力：模拟结果");
}

std::string names_of(const ReportFiles& files) {
  std::string all;
  const auto add = [&](const auto& some) {
    for (const auto& file : some) all += (all.empty() ? "" : ", ") + file.name;
  };
  add(files.runs), add(files.comparisons), add(files.distributions), add(files.findings), add(files.scenarios);
  return all;
}

}  // namespace

ReportFiles open_files(const std::vector<std::string>& paths) {
  ReportFiles all;
  for (const std::string& path : paths) add(all, path);
  return all;
}

page::Page page_of(const ReportFiles& files) {
  page::Page page;
  page.title = title_of(files);
  page.subtitle = text("Monte Carlo of an economy whose firms invest in computing power. Files: {}",
                       "企业投资算力的经济体的蒙特卡洛模拟。文件：{}", names_of(files));
  const Sections to{files, page};
  add_verdicts(to), add_growth(to), add_figure_7(to), add_places(to);
  add_stress(to), add_firms(to), add_findings(to);
  if (page.sections.empty())
    throw NothingToShow(text("suanli report: {}: nothing in it can be drawn", "suanli report：{}：其中没有可绘制的内容",
                             names_of(files)));
  std::string build;
  for (const Fact& fact : provenance_facts())  // of this program, which made the page
    for (const char* const name : {"version", "commit"})
      if (fact.name == std::string_view(name)) build += " " + std::get<std::string>(fact.value(Scenario{}));
  page.foot = text("Made by suanli report{}.", "由 suanli report{} 生成。", build);
  page.paper = {
      text("The model", "模型"),
      text("The equations behind this page, as agents/MODEL.md of the program has them: where § and numbers in "
           "brackets lead to.",
           "本页所依据的方程，出自程序的 agents/MODEL.md（英文）；文中的 § 与括号内编号均链接至此。"),
      std::string(suanli_model, suanli_model_size)};
  return page;
}

}  // namespace suanli::report
