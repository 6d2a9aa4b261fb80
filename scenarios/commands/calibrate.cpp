#include "scenarios/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "output/destination.hpp"
#include "output/text_file.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

// A word as the shell takes it: between quotes where it would take it apart or read something into it.
std::string quoted(const std::string& word) {
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_./:=,+-@%").find(c) != std::string_view::npos;
  };
  if (std::ranges::all_of(word, is_plain)) return word;
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return all + "'";
}

// The command line that gives the calibrated scenario again.
std::string line_of(const Given& given) {
  std::string line = "suanli calibrate " + quoted(given["SCENARIO"]);
  for (const char* const option : {"target", "vary", "set"})
    for (const std::string& value : given.all(option)) line += fmt::format(" --{} {}", option, quoted(value));
  return line;
}

// A file that reads as a scenario.
void only_scenarios(const std::filesystem::path& path) {
  output::any_file(path);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored) || std::filesystem::is_empty(path, ignored)) return;
  try {
    read_scenario(path);
  } catch (const InputFaults&) {
    throw output::OutputError(text(
        "{}: cannot be written: a file of another kind is there, or a faulty scenario; only scenarios are replaced",
        "{}: 无法写入：已有一个其他类型的文件，或有误的情景；只会替换情景文件", path.string()));
  }
}

// Written over, what the scenario is based on would be based on itself.
void expect_apart_from_bases(const Scenario& scenario, const std::filesystem::path& path) {
  std::vector<std::filesystem::path> bases = files_of(scenario);
  bases.erase(bases.begin());
  with_files_of_user([&] { output::expect_apart(path, bases); });
}

// What a scenario is based on is named from where it lies.
void expect_beside_base(const Scenario& scenario, const std::string& output) {
  const auto folder_of = [](const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored).parent_path(), ignored);
  };
  if (!scenario.bases.empty() && folder_of(output) != folder_of(scenario.source))
    throw UnusableFile(text("{}: {} is based on {}, which would not be found from there: write it beside {}",
                            "{0}: {1} 以 {2} 为基准，从该处无法找到：请写在 {1} 所在的目录", output, scenario.source,
                            scenario.bases.front().source, scenario.source));
}

int work(const Given& given) {
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  if (given.has("output")) {
    with_files_of_user([&] { output::expect_place(given["output"], only_scenarios); });
    expect_apart_from_bases(scenario, given["output"]);
    expect_beside_base(scenario, given["output"]);
    expect_rewritable(scenario, given.all("vary"));
  }
  const Calibration calibration = calibrate(scenario, given.all("target"), given.all("vary"));
  answer(calibration_text(calibration, given.language()));  // whatever becomes of the file
  if (given.has("output")) {
    const std::string text = calibrated_scenario(scenario, calibration, line_of(given));
    with_files_of_user([&] { output::write_output(given["output"], text, only_scenarios); });
  }
  return well;
}

}  // namespace

Command commands::calibrate() {
  return {
      .name = "calibrate",
      .what = {"Find the values of keys at which targets are met", "求使目标成立的参数值"},
      .more = {"As many keys are varied, each within its range, as there are targets. A target is a number of the "
               "balanced path (those of `suanli steady-state`), of one economy if there are several (west:g=0.05); or, "
               "in a pilot run, a national series averaged over replications: at the first date (first:output=29.84), "
               "over all dates (mean:growth=0.05), between two (2042..2052:growth=0.05) or at the last "
               "(last:output=130). Prints targets, what is reached and "
               "the residuals; -o writes the scenario with the new values in place, everything else as it stands.",
               "所调整的键与目标数目相同，每个键在其取值范围之内变动。目标可为平衡增长路径上的数（即 `suanli "
               "steady-state` 所列），有多个经济体时可指定其一（west:g=0.05）；也可为试运行中某全国序列跨重复的均值：首"
               "个时点（first:output=29.84）、全部时点（mean:growth=0.05）、两个时间之间（2042..2052:growth=0."
               "05）或最后时点（last:output=130）。输出目标值、所"
               "达到的值与残差；-o 写出情景文件，只就地替换数值，其余保持不变。"},
      .arguments = {scenario_argument},
      .options =
          {{.name = "target",
            .what = {"what is to hold, y=0.245 or mean:growth=0.05", "要成立的目标，如 y=0.245 或 mean:growth=0.05"},
            .value = "NAME=NUMBER",
            .repeatable = true,
            .required = true},
           {.name = "vary",
            .what = {"key whose value is found, productivity.level", "要求解的键，如 productivity.level"},
            .value = "KEY",
            .repeatable = true,
            .required = true},
           {.name = "output", .what = {"scenario file to write", "写出的情景文件"}, .value = "FILE", .letter = 'o'},
           set_option,
           threads_option},
      .examples = {{"suanli calibrate scenarios/reference.yaml --target g=0.05 --vary household.risk_aversion",
                    {"The risk aversion at which the reference economy grows by 5 %.",
                     "使参考经济增长 5% 的风险规避系数。"}},
                   {"suanli calibrate scenarios/quick.yaml --target y=0.25 --vary productivity.level -o results/y.yaml",
                    {"A level of productivity, written as a scenario.", "求生产率水平并写成情景文件。"}}},
      .work = work};
}

}  // namespace suanli
