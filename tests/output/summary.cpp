#include "output/summary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/names.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

std::string summary(const SummaryOptions& options = {}, Language language = Language::english) {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  schema.attributes.push_back({"title_zh", "样例"});
  schema.groups.push_back({"national", {"the nation", "全国"}});
  schema.provenance = {{"scenario_file", "a.yaml"}, {"version", "1.2"}, {"commit", "abc"}, {"seed", std::int64_t{7}}};
  write_sample(directory / "a.h5", schema);
  const std::string text = summary_text(ResultReader(directory / "a.h5"), options, language);
  CHECK(text.starts_with((directory / "a.h5").string() + "\n"));
  return text.substr(text.find('\n') + 1);
}

SummaryOptions of(const std::string& group, const std::vector<std::string>& series = {},
                  std::optional<double> time = {}) {
  return {.group = group, .series = series, .time = time};
}

/// The table alone, without head and legend.
std::string table(const SummaryOptions& options, Language language = Language::english) {
  const std::string text = summary(options, language);
  const std::size_t start = text.find("\n\n") + 2;
  return text.substr(start, text.find("\n\n", start) + 1 - start);
}

// The sample's values are 1, 1/2 … 1/30: first date 1/1, 1/4 … 1/28, last date 1/3, 1/6 … 1/30.
TEST_CASE("a summary says on one screen what a file is, where it is from and how its series are distributed") {
  CHECK(summary() == R"(  a sample
  scenario        a.yaml
  written by      suanli 1.2 (abc)
  seed            7
  industry        2: finance, 能源
  rank            3: 1 to 100
  replication     10: 0 to 9
  time            3: 2025 to 2025.5, step 0.25 year

national: the nation
             mean 2025  mean 2025.5     st. dev.          5 %       median         95 %
  output      0.180608    0.0976323    0.0924216        0.035    0.0611111     0.258333

  output  final output [1e12 yuan/year]
)");
}

TEST_CASE("a summary in Chinese keeps its columns") {
  CHECK(summary({}, Language::chinese) == R"(  样例
  情景            a.yaml
  写出程序        suanli 1.2 (abc)
  随机种子        7
  industry        2：finance、能源
  rank            3：1 至 100
  replication     10：0 至 9
  time            3：2025 至 2025.5，步长 0.25 year

national：全国
             均值 2025  均值 2025.5       标准差           5%       中位数          95%
  output      0.180608    0.0976323    0.0924216        0.035    0.0611111     0.258333

  output  最终产出 [1e12 yuan/year]
)");
}

TEST_CASE("another group has a row for each place, and only the columns that it can have") {
  CHECK(table(of("cells")) ==
        R"(cells
                     mean 2025  mean 2025.5     st. dev.          5 %       median         95 %
  share  finance   0.000973036  0.000969263  1.70671e-05  0.000946708     0.000969  0.000992368
  share  能源       0.00097209  0.000968324  1.70341e-05  0.000945813  0.000968062  0.000991384
)");
  CHECK(table(of("root")) == R"(root
                  mean     st. dev.          5 %       median         95 %
  wealth   0.000249657  1.88709e-07  0.000249405  0.000249657  0.000249909
)");
  CHECK(table(of("firms")) == R"(firms
                    value
  size  1      0.00049975
  size  10      0.0004995
  size  100   0.000499251
)");
  CHECK(table(of("theory"), Language::chinese) == "theory\n                       数值\n  growth_rate   0.000333222\n");
}

TEST_CASE("a series that is constant but for rounding has a standard deviation of 0") {
  const TemporaryDirectory directory;
  Schema schema;
  schema.dimensions.push_back({{"replication", "r", "1", "", {"replication", "重复次数"}}, {}, true});
  schema.variables.push_back({"national", {"share", "", "1", "", {"a share", "份额"}}, {"replication"}});
  const double share = 0.1, above = std::nextafter(share, 1), far = share * (1 + 1e-13);
  const auto spread_of = [&](double other) {
    ResultWriter writer(directory / "a.h5", schema);
    const std::vector<double> values{share, share, other, other};
    writer.write_replications(0, 4, std::vector<std::span<const double>>{values});
    writer.publish();
    return summary_text(ResultReader(directory / "a.h5"), {}, Language::english);
  };
  CHECK(spread_of(above).find("share           0.1            0 ") != std::string::npos);
  CHECK(spread_of(far).find("share           0.1            0 ") == std::string::npos);
}

TEST_CASE("a date may be chosen") {
  const std::string chosen = table(of("national", {"output"}, 2025.25));
  CHECK(chosen.find("mean 2025.25") != std::string::npos);
  CHECK(chosen.find("0.121258") != std::string::npos);  // (1/2 + 1/5 + … + 1/29) / 10
}

TEST_CASE("dates may have another name: a dimension in years") {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  const auto lines = [&] {
    write_sample(directory / "a.h5", schema);
    const std::string text = summary_text(ResultReader(directory / "a.h5"), of("cells"), Language::english);
    return text.substr(text.find("\n\n"));
  };
  const std::string with_time = lines();
  schema.dimensions[1].description.name = "year";
  for (Variable& variable : schema.variables) std::ranges::replace(variable.dimensions, "time", "year");
  CHECK(lines() == with_time);
}

TEST_CASE("replications may be any dimension of a table") {
  const TemporaryDirectory directory;
  const auto lines = [&](const std::vector<std::string>& dimensions, const std::vector<double>& values) {
    Schema schema{.dimensions = {{{"stress", "", "", "", {}}, std::vector<std::string>{"dry", "wet"}, false},
                                 {{"replication", "r", "1", "", {}}, std::vector<std::int64_t>{0, 1, 2}, false},
                                 {{"region", "", "", "", {}}, std::vector<std::string>{"east", "west"}, false}},
                  .variables = {{"pairs", {"less", "", "1", "", {}}, dimensions}},
                  .attributes = {},
                  .provenance = {}};
    ResultWriter writer(directory / "a.h5", schema);
    writer.write("pairs", "less", values);
    writer.publish();
    const std::string text = summary_text(ResultReader(directory / "a.h5"), of("pairs"), Language::english);
    return text.substr(text.find("pairs"));
  };
  const std::string first =
      lines({"replication", "stress", "region"}, {1, 10, 100, 1000, 2, 20, 200, 2000, 3, 30, 300, 3000});
  const std::string wet_east = first.substr(first.find("less  wet east"));
  CHECK(wet_east.substr(0, wet_east.find("00") + 2) == "less  wet east           200");  // the mean of 100, 200 and 300
  CHECK(lines({"stress", "replication", "region"}, {1, 10, 2, 20, 3, 30, 100, 1000, 200, 2000, 300, 3000}) == first);
  CHECK(lines({"stress", "region", "replication"}, {1, 2, 3, 10, 20, 30, 100, 200, 300, 1000, 2000, 3000}) == first);
}

TEST_CASE("a dimension in years that holds whole numbers has no dates") {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  schema.dimensions[3].description.unit = "year";
  write_sample(directory / "a.h5", schema);
  const auto shown = [&](std::optional<double> time) {
    SummaryOptions options = of("firms");
    options.time = time;
    const std::string text = summary_text(ResultReader(directory / "a.h5"), options, Language::english);
    return text.substr(text.find("\n\n"));
  };
  CHECK(shown(10) == shown({}));
  CHECK(shown({}).find("size  100") != std::string::npos);  // a row for each
}

TEST_CASE("an unknown group, series or date is refused with the nearest") {
  const auto refused = [](const SummaryOptions& options) -> Text {
    try {
      summary(options);
    } catch (const NoSuchName& error) {
      return after_place(error.text());
    }
    return {};
  };
  CHECK(refused(of("nation")).en == "there is no group 'nation'; did you mean national?");
  CHECK(refused(of("national", {"share"})) ==
        Text{"there is no series 'share'; there are output", "没有名为“share”的序列；可用者有 output"});
  CHECK(refused(of("national", {}, 2025.3)) ==
        Text{"there is no date 2025.3: dates run from 2025 to 2025.5, and the nearest is 2025.25",
             "没有时点 2025.3：时点自 2025 至 2025.5，最近的是 2025.25"});
}

TEST_CASE("a damaged file is refused in one line") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  std::string bytes = bytes_of(directory / "a.h5");
  std::size_t refused = 0;
  for (std::size_t position = bytes.size() / 2; position + 33 < bytes.size(); position += 41) {
    std::string copy = bytes;
    copy[position] = static_cast<char>(~copy[position]);
    set_bytes(directory / "b.h5", copy);
    const std::string said = refusal([&] { summary_text(ResultReader(directory / "b.h5"), {}, Language::english); });
    if (said.empty()) continue;
    ++refused;
    CHECK(said.starts_with((directory / "b.h5").string() + ": "));
    CHECK(said.find('\n') == std::string::npos);
  }
  CHECK(refused > 0);
}

}  // namespace
}  // namespace suanli::output::test
