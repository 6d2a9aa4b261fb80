#include "scenarios/distribution/distribution.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

std::vector<double> numbers_in(const Given& given, std::string_view name) {
  std::vector<double> all;
  for (const std::string& word : given.list(name)) {
    const std::optional<double> number = number_of(word);
    if (!number)
      throw CommandLineError(
          text("{}: --{} {}: must be a number", "{}: --{} {}：须为数值", given.command().name, name, escaped(word)));
    all.push_back(*number);
  }
  return all;
}

DistributionOptions options_of(const Given& given) {
  DistributionOptions options;
  if (given.has("series")) options.series = given["series"];
  if (given.has("by")) options.level = given["by"] == "region" ? Level::region : Level::industry;
  options.horizons = numbers_in(given, "horizons");
  options.years = numbers_in(given, "year");
  for (const std::string& event : given.all("event")) options.events.push_back(event_of(event));
  return options;
}

int work(const Given& given) {
  const DistributionOptions options = options_of(given);
  std::vector<std::filesystem::path> files;
  for (const char* const file : {"FILE", "FILE2"})
    if (given.has(file)) files.emplace_back(given[file]);
  const Destinations to = destinations_of(given, contents_of_distributions(), files);
  DistributionReport report;
  for (const std::filesystem::path& file : files)
    report.ensembles.push_back(with_files_of_user([&] { return distribution_of(file.string(), options); }));
  if (report.ensembles.size() == 2) report.difference = difference_of(report.ensembles[0], report.ensembles[1]);
  with_files_of_user([&] { write(report, to, given.has("lang") ? given.language() : Language::english); });
  answer(to, to_text(report, options, given.language()));
  return well;
}

}  // namespace

Command commands::distribution() {
  return {
      .name = "distribution",
      .what = {"Show how growth is distributed over replications, by horizon, year and state",
               "给出增长率跨重复的分布：按期限、年份与初始状态"},
      .more =
          {"Growth a year over horizons from the first date, and in single years: mean, standard deviation, "
           "skewness, kurtosis, quantiles with 95 % intervals, the mean of the lowest 5 %; growth at risk, the 5 % "
           "quantile, by the state of the economy at the start; how often stated events happen. Of two files also "
           "the second less the first, drawn together where they share their random numbers. Definitions are in "
           "agents/MODEL.md §6.4.",
           "自首个时点起各期限的年均增长率与各年份的增长率：均值、标准差、偏度、峰度、带 95 % 区间的分位数、最低 5 % "
           "的均值；按期初经济状态给出的增长风险（5 % 分位数）；所述事件发生的概率。给出两个文件时，另给出后者减前者，"
           "共用随机数时成对抽取。定义见 agents/MODEL.md §6.4。"},
      .arguments = {result_file_argument,
                    {"FILE2",
                     {"another one, from which the first is taken away", "另一结果文件，给出其减前者之差"},
                     false}},
      .options =
          {{.name = "series",
            .what = {"series whose growth it is; default output", "所考察的序列；缺省为 output"},
            .value = "NAME"},
           {.name = "by", .what = {"of each region or industry", "按区域或行业分别给出"}, .value = "region|industry"},
           {.name = "horizons",
            .what = {"years from the first date; default 1,2,5,10 and all",
                     "自首个时点起的年数；缺省为 1,2,5,10 与全期"},
            .value = "YEARS",
            .repeatable = true},
           {.name = "year",
            .what = {"years by their beginning, as 2030,2035; default a few, in files all",
                     "以年初表示的年份，如 2030,2035；缺省为其中几年，文件中为全部"},
            .value = "YEAR",
            .repeatable = true},
           {.name = "event",
            .what = {"an event, as 'by_location/utilisation[west] < 0.3 @ 2030': group/series[place], <, <=, > or "
                     ">=, a number in the recorded unit, a date, or 2030..2035 for any date within",
                     "事件，如 'by_location/utilisation[west] < 0.3 @ 2030'：组/序列[地点]，<、<=、> 或 >=，"
                     "以所记录单位表示的数值，时点；2030..2035 表示其间任一时点"},
            .value = "EVENT",
            .repeatable = true},
           output_option,
           csv_option},
      .examples = {{"suanli distribution results/quick.h5",
                    {"Growth of output, after `suanli run scenarios/quick.yaml`.",
                     "产出的增长；先运行 `suanli run scenarios/quick.yaml`。"}},
                   {"suanli distribution results/quick.h5 --by region --series capital --horizons 1,10 --year 2030",
                    {"Growth of capital, region by region.", "各区域资本的增长。"}},
                   {"suanli distribution results/quick.h5 --event 'national/growth < 0.05 @ 2030..2040' --lang zh",
                    {"How often growth falls below 5 % some time in these years, in Chinese.",
                     "其间增长率低于 5 % 的概率，中文输出。"}},
                   {"suanli distribution results/quick.h5 results/quick.h5 -o results/distribution.h5",
                    {"Two files held against each other, with a file of all numbers.",
                     "两个文件对照，并将全部数值写入文件。"}}},
      .work = work};
}

}  // namespace suanli
