#include "scenarios/comparison/stress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "output/text_file.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

/// A question that the command answers, and the options that say more of it.
struct Mode {
  std::string_view option;
  std::vector<std::string_view> takes;
};
const Mode modes[] = {{"each", {"size", "start", "duration", "recovery"}},
                      {"until", {"event", "size", "start", "duration", "recovery"}},
                      {"impulse", {"size", "start", "duration", "recovery", "chart"}},
                      {"frontier", {"location", "multipliers"}}};

template <class... Arguments>
[[noreturn]] void refuse(fmt::format_string<InOneLanguage<Arguments>...> en,
                         fmt::format_string<InOneLanguage<Arguments>...> zh, const Arguments&... arguments) {
  throw CommandLineError(text(en, zh, arguments...));
}

// Exactly one question, and no option that says nothing of it.
const Mode& mode_of(const Given& given) {
  const Mode* asked = nullptr;
  for (const Mode& mode : modes) {
    if (!given.has(mode.option)) continue;
    if (asked != nullptr)
      refuse("stress: --{} and --{} exclude each other", "stress: --{} 与 --{} 不能同时给出", asked->option,
             mode.option);
    asked = &mode;
  }
  if (asked == nullptr)
    refuse("stress: one of --each, --until, --impulse, --frontier must be given",
           "stress: 须给出 --each、--until、--impulse、--frontier 之一");
  for (const Mode& mode : modes)
    for (const std::string_view option : mode.takes)
      if (given.has(option) && std::ranges::find(asked->takes, option) == asked->takes.end())
        refuse("stress: --{} says nothing of --{}", "stress: --{} 与 --{} 无关", option, asked->option);
  return *asked;
}

bool is_same_place(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code ignored;
  const auto place = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  };
  return place(a) == place(b);
}

struct Question {
  const Given& given;
  const Scenario& scenario;
  const CompareOptions& options;
  ShockOptions shock;
  Destinations to;

  Language language() const { return given.language(); }
  void write(const std::vector<Comparison>& all, const std::vector<FurtherNumbers>& further = {}) const {
    suanli::write(all, further, to, given.has("lang") ? given.language() : Language::english);
  }
  Member without_shocks() const { return Member(stem_of(scenario.source), scenario.parameters, scenario.source); }
};

void take_out_each(const Question& q) {
  const Struck target = q.given["each"] == "link" ? Struck::link : Struck::location;
  std::vector<Member> members = each_out(q.scenario, target, q.shock);
  const Text done = in_words(members.front().parameters().events.back().second);
  Member base = q.without_shocks();
  const std::vector<Comparison> all = hold_against(base, members, q.options, q.language());
  q.write(all);
  answer(q.to, ranking_text(all, target, done, q.options, q.language()));
}

void look_for_loss(const Question& q) {
  if (!q.given.has("event"))
    refuse("stress: --until needs --event EVENT: {}", "stress: --until 需要 --event EVENT：{}",
           Words{"the shock whose smallest size is looked for", "求其最小规模的冲击"});
  const Loss loss = loss_of(q.given["until"]);
  const Shock shock = shock_of(q.scenario, q.given["event"], q.shock);
  const SmallestShock found = smallest_shock(shock, loss, q.options, q.language());
  q.write(found.tried);
  answer(q.to, smallest_text(found, shock, loss, q.language()));
}

void trace_response(const Question& q) {
  const Shock shock = shock_of(q.scenario, q.given["impulse"], q.shock);
  if (q.given.has("chart")) expect_chart_place(q.given["chart"], files_of(q.scenario));
  Member base("without", shock.without, q.scenario.source);
  std::vector<Member> stress;
  stress.emplace_back(shock.name, shock.scenario.parameters, q.scenario.source);
  const std::vector<Comparison> all = hold_against(base, stress, q.options, q.language());
  q.write(all);
  if (q.given.has("chart"))
    output::write_output(q.given["chart"], response_svg(all.front(), q.language()), only_charts());
  answer(q.to, response_text(all.front(), felt(shock), q.language()));
}

void trace_frontier(const Question& q) {
  if (!q.given.has("location"))
    refuse("stress: --frontier needs --location NAME: {}", "stress: --frontier 需要 --location NAME：{}",
           Words{"the location that work is steered to", "业务被引导至的地点"});
  std::vector<double> multipliers;
  for (const std::string& word : q.given.list("multipliers")) {
    const std::optional<double> n = number_of(word);
    if (!n || !(*n > 0))
      refuse("stress: --multipliers {}: must be numbers above 0", "stress: --multipliers {}：须为大于 0 的数值",
             escaped(word));
    multipliers.push_back(*n);
  }
  if (multipliers.empty()) multipliers = {1, 1.1, 1.2, 1.3, 1.4, 1.5};
  if (multipliers.size() < 2)
    refuse("stress: --multipliers {}: must be two at least", "stress: --multipliers {}：至少两个",
           q.given["multipliers"]);
  const Frontier f = frontier(q.scenario, q.given["location"], multipliers, q.options, q.language());
  q.write(f.comparisons, frontier_numbers(f));
  answer(q.to, frontier_text(f, q.language()));
}

int work(const Given& given) {
  const Mode& mode = mode_of(given);
  const Scenario scenario = read_scenario(given["BASE"], given.settings());
  const CompareOptions options = compare_options(given, scenario.parameters);
  for (const char* const other : {"output", "csv"})
    if (given.has("chart") && given.has(other) && is_same_place(given["chart"], given[other]))
      refuse("stress: --chart and --{} name the same place", "stress: --chart 与 --{} 指向同一处", other);
  Contents contents = contents_of_comparisons();
  if (mode.option == "frontier") std::ranges::copy(names_of(frontier_groups()), std::back_inserter(contents.groups));
  const Question q{given,
                   scenario,
                   options,
                   {given.real("size"), given.real("start"), given.real("duration"), given.real("recovery")},
                   destinations_of(given, contents, files_of(scenario))};
  if (mode.option == "each") take_out_each(q);
  else if (mode.option == "until") look_for_loss(q);
  else if (mode.option == "impulse") trace_response(q);
  else trace_frontier(q);
  return well;
}

}  // namespace

Command commands::stress() {
  return {
      .name = "stress",
      .what = {"Stress-test a scenario: locations and links out, smallest shocks, responses, frontiers",
               "对情景做压力测试：逐一停用地点与链路、求最小冲击、响应路径、选址前沿"},
      .more =
          {"--each takes every location out in turn, or makes delivery over every link between a location and a "
           "region dearer (at size 1, twice as dear), and ranks the losses. --until finds by bisection the smallest "
           "size of a shock at which a loss is reached, and says so if "
           "none is. --impulse follows the response to a shock by date. --frontier traces growth against cost, carbon "
           "and latency as investment in a location is multiplied, on the balanced path and simulated; carbon is that "
           "of the location's one grid_carbon, so that one that joins unlike grids must be divided first. EVENT is an "
           "event of the scenario, or one that is added: its kind, then keys of `events`, with commas between. All of "
           "it on common random numbers; differences, intervals and files are those of `suanli compare`.",
           "--each 逐一停用每个地点，或逐一提高每条（地点到区域的）链路的交付成本（规模 1 "
           "即两倍），并按损失排序。--until "
           "用二分法求达到某一损失的最小冲击规模，"
           "达不到则如实说明。--impulse 逐时点给出对冲击的响应。--frontier 在某地投资成倍增加时，给出平衡路径与模拟中"
           "增长与成本、碳排放、时延的取舍；碳排放按该地单一的 grid_carbon 计，合并了不同电网的地点须先拆分。EVENT "
           "为情景中的事件，或以逗号分隔的类型与 events 各键所新增的事件。"
           "全部采用共同随机数；差值、区间与文件同 `suanli compare`。"},
      .arguments = {{"BASE", {"scenario file (YAML)", "情景文件（YAML）"}}},
      .options =
          {{.name = "each", .what = {"hit each in turn", "逐一施加冲击"}, .value = "location|link"},
           {.name = "until",
            .what = {"loss to look for: loss=5% of output at the worst date, or welfare=1%, on average",
                     "所求损失：loss=5%（最差时点产出）或 welfare=1%，均为平均"},
            .value = "LOSS"},
           {.name = "event", .what = {"the shock of --until", "--until 的冲击"}, .value = "EVENT"},
           {.name = "impulse", .what = {"the shock to respond to", "响应所针对的冲击"}, .value = "EVENT"},
           {.name = "chart",
            .what = {"draw the responses as SVG, into a file .svg", "将响应绘为 SVG，写入 .svg 文件"},
            .value = "FILE"},
           {.name = "frontier", .what = {"multiply investment in --location", "使 --location 的投资成倍增加"}},
           {.name = "location", .what = {"location of --frontier", "--frontier 的地点"}, .value = "NAME"},
           {.name = "multipliers",
            .what = {"multipliers of --frontier; the first is what the others are held against; default "
                     "1,1.1,1.2,1.3,1.4,1.5",
                     "--frontier 的倍数，首个为对照；缺省为 1,1.1,1.2,1.3,1.4,1.5"},
            .value = "N",
            .repeatable = true},
           {.name = "size",
            .what = {"size of the shock, the largest with --until; default by kind, an outage and a link failure 1",
                     "冲击规模，--until 时为最大规模；缺省依类型，停机与链路故障为 1"},
            .value = "SIZE"},
           {.name = "start",
            .what = {"date at which it begins; default a quarter into the horizon", "起始时间；缺省为期内四分之一处"},
            .value = "YEAR"},
           {.name = "duration", .what = {"years that it lasts; default 1", "持续年数；缺省为 1"}, .value = "YEARS"},
           {.name = "recovery", .what = {"years that it fades; default 0", "消退年数；缺省为 0"}, .value = "YEARS"},
           output_option,
           csv_option,
           response_series_option,
           recovered_option,
           replications_option,
           firms_option,
           seed_option,
           set_option,
           threads_option},
      .examples = {{"suanli stress scenarios/quick.yaml --impulse productivity,region=west --chart results/west.svg",
                    {"The West a twentieth less productive for a year, and a chart of what follows.",
                     "西部生产率下降约百分之五、为期一年，并绘出其后的响应。"}},
                   {"suanli stress scenarios/quick.yaml --until loss=2% --event chip_squeeze,duration=3 --firms 2000",
                    {"How much dearer chips must be for three years to cost 2 % of output.",
                     "芯片连续三年涨价多少会使产出损失 2 %。"}}},
      .work = work};
}

}  // namespace suanli
