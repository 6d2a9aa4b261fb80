#include "scenarios/comparison/compare.hpp"

#include <algorithm>

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

// Files of one name in several folders keep their folders.
void shorten_names(std::vector<Member>& members) {
  const auto shared = [&](const std::string& stem) {
    return std::ranges::count_if(members, [&](const Member& m) { return stem_of(m.name()) == stem; }) > 1;
  };
  std::vector<std::string> names;
  for (const Member& member : members)
    names.push_back(shared(stem_of(member.name())) ? member.name() : stem_of(member.name()));
  for (std::size_t i = 0; i < members.size(); ++i) members[i].rename(names[i]);
}

int work(const Given& given) {
  std::vector<std::string> files = given.all("STRESS");
  files.insert(files.begin(), given["BASE"]);
  std::vector<Member> members;
  for (const std::string& file : files)
    members.push_back(with_files_of_user([&] { return Member(file, given.settings()); }));
  expect_common_shocks(members.front(), std::span(members).subspan(1));
  const CompareOptions options = compare_options(given, members.front().parameters());
  const Destinations to = destinations_of(given, contents_of_comparisons(), {files.begin(), files.end()});
  for (Member& member : members) member.prepare();  // which names a scenario that cannot be run as it was given
  shorten_names(members);
  const std::vector<Comparison> all = with_files_of_user(
      [&] { return hold_against(members.front(), std::span(members).subspan(1), options, given.language()); });
  write(all, {}, to, given.has("lang") ? given.language() : Language::english);
  answer(to, to_text(all, options, given.language()));
  return well;
}

}  // namespace

CompareOptions compare_options(const Given& given, const Parameters& base) {
  CompareOptions options;
  options.series = compared_series(given.list("series"), !base.locations.empty());
  if (const std::optional<double> share = given.real("recovered")) options.recovered = *share;
  if (!(options.recovered >= 0 && options.recovered < 1))
    throw CommandLineError(text("{}: --recovered {}: must be a share in [0, 1)",
                                "{}: --recovered {}：须为 [0, 1) 中的比例", given.command().name, given["recovered"]));
  return options;
}

Destinations destinations_of(const Given& given, const Contents& contents,
                             const std::vector<std::filesystem::path>& read) {
  Destinations to;
  if (given.has("output")) to.file = given["output"];
  if (given.has("csv")) to.tables = given["csv"];
  with_files_of_user([&] { expect_usable(to, contents, read); });
  return to;
}

void answer(const Destinations& written, const std::string& words) {
  if (!written.file && !written.tables) return answer(words);
  of_finished(written.file ? *written.file : *written.tables, [&] { answer(words); });
}

Command commands::compare() {
  return {
      .name = "compare",
      .what = {"Hold stress scenarios against a base on common random numbers", "以共同随机数将压力情景与基准对照"},
      .more =
          {"Simulates the scenarios (.yaml), or reads finished runs (.h5), which share seed, replications and dates, "
           "and "
           "takes the differences replication by replication: growth, output, consumption, consumption-equivalent "
           "welfare, time to recover, who pays and who receives, and with locations each of them. Each with its "
           "standard error, 99 % interval, quantiles over replications, and the number of independent runs that one "
           "pair is worth. Below zero is a loss. Welfare is that of the base's household over the horizon.",
           "模拟各情景（.yaml）或读取已完成的运行（.h5），它们须有相同的种子、重复次数与时点，并逐次重复取差：增长、"
           "产出、消费、以消费计的福利、恢复时间、谁受益与谁承担，有多个地点时还包括各地。均给出标准误、99 % "
           "区间、跨重复分位数，以及一对共同随机数抵得上多少次独立运行。负值为损失。福利以基准的居民偏好在期内计算。"},
      .arguments = {{"BASE", {"scenario (.yaml) or result file (.h5)", "情景（.yaml）或结果文件（.h5）"}},
                    {"STRESS", {"the same of what is held against it", "与之对照的情景或结果文件"}, true, true}},
      .options = {output_option, csv_option, response_series_option, recovered_option, replications_option,
                  firms_option, seed_option, set_option, threads_option},
      .examples = {{"suanli compare scenarios/quick.yaml results/quick.h5 --csv results/compared",
                    {"A scenario against its own finished run, with tables: they differ by exactly nothing.",
                     "情景与其已完成的运行对照，并输出表：两者之差恰为零。"}},
                   {"suanli compare scenarios/quick.yaml scenarios/quick.yaml --seed 7 --lang zh",
                    {"A scenario against itself, in Chinese.", "情景与自身对照，中文输出。"}}},
      .work = work};
}

}  // namespace suanli
