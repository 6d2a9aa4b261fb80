// What several commands take, and how they meet files from elsewhere.
#pragma once

#include <filesystem>
#include <vector>

#include "output/destination.hpp"
#include "output/error.hpp"
#include "scenarios/command_line.hpp"

namespace suanli {

inline constexpr Argument scenario_argument{"SCENARIO", {"scenario file (YAML)", "情景文件（YAML）"}};
inline constexpr Argument result_file_argument{"FILE", {"result file of `suanli run`", "`suanli run` 写出的结果文件"}};

inline constexpr Option set_option{.name = "set",
                                   .what = {"replace or add a value of the scenario, household.risk_aversion=2.8",
                                            "替换或新增情景中的取值，如 household.risk_aversion=2.8"},
                                   .value = setting_form,
                                   .repeatable = true};
inline constexpr Option threads_option{
    .name = "threads",
    .what = {"most threads to use; results do not depend on it", "最多使用的线程数；结果与之无关"},
    .value = "N",
    .range = closed(1, 4096)};

inline constexpr Option group_option{
    .name = "group",
    .what = {"only these groups, as national,by_region", "仅这些组，如 national,by_region"},
    .value = "NAME",
    .repeatable = true};
inline constexpr Option series_option{.name = "series",
                                      .what = {"only these series, as output,growth", "仅这些序列，如 output,growth"},
                                      .value = "NAME",
                                      .repeatable = true};

// What commands that hold ensembles against each other take.
inline constexpr Option output_option{
    .name = "output",
    .what = {"write all numbers to a file that h5py and xarray read", "将全部数值写入 h5py 与 xarray 可读的文件"},
    .value = "FILE",
    .letter = 'o'};
inline constexpr Option csv_option{
    .name = "csv",
    .what = {"write the same as tables into a directory, made if it is missing", "将其写为该目录下的表，不存在则创建"},
    .value = "DIR"};
inline constexpr Option response_series_option{
    .name = "series",
    .what = {"series of the nation that are followed by date; default output, consumption, investment, compute, and "
             "with locations energy, carbon",
             "逐时点给出的全国序列；缺省为 output、consumption、investment、compute，有多个地点时加 energy、carbon"},
    .value = "NAME",
    .repeatable = true};
inline constexpr Option recovered_option{.name = "recovered",
                                         .what = {"share of its largest shortfall at which output counts as "
                                                  "recovered; default 0.1",
                                                  "产出缺口降至最大值的该比例即视为恢复；缺省为 0.1"},
                                         .value = "SHARE"};
inline constexpr Option replications_option{.name = "replications",
                                            .what = {"number of replications", "重复模拟次数"},
                                            .value = "R",
                                            .key = "ensemble.replications"};
inline constexpr Option firms_option{.name = "firms",
                                     .what = {"number of firms, more where firms.minimum_per_cell asks for them",
                                              "企业数；firms.minimum_per_cell 要求更多时从其要求"},
                                     .value = "N",
                                     .key = "firms.count"};
inline constexpr Option seed_option{
    .name = "seed", .what = {"seed of every random number", "随机数种子"}, .value = "S", .key = "ensemble.seed"};

struct CompareOptions;
struct Contents;
struct Destinations;
struct Parameters;
/// What these options say. Throws WrongInput.
CompareOptions compare_options(const Given& given, const Parameters& base);
/// Where these go; `read`: files that the command reads, none of which it may write to.
Destinations destinations_of(const Given& given, const Contents& contents,
                             const std::vector<std::filesystem::path>& read);

/// A destination or a file from elsewhere that cannot be used.
class UnusableFile : public WrongInput {
  using WrongInput::WrongInput;
};

/// work(), in which a file that cannot be read, or a place where none can be written, is the user's to mend. A file that was
/// begun and cannot be finished is not: that WriteError stays what it is.
template <class Work> auto with_files_of_user(const Work& work) {
  try {
    return work();
  } catch (const output::WriteError&) {
    throw;
  } catch (const output::OutputError& error) {
    throw UnusableFile(error.text());
  }
}

/// Says what became of a finished file or directory, by work(): where nobody hears it, the error says that it is
/// complete.
template <class Work> auto of_finished(const std::filesystem::path& file, const Work& work) {
  try {
    return work();
  } catch (const Unheard& unheard) {
    throw output::OutputError(text("{}; {} is complete", "{}；{} 已完整写出", unheard.text(), file.string()));
  }
}

/// Answers when these are written.
void answer(const Destinations& written, const std::string& words);

/// Charts, which replace nothing else.
inline output::Replaced only_charts() {
  return output::only_texts_that_begin("<svg ", text("charts (SVG)", "图（SVG）"));
}

/// Throws UnusableFile unless a chart can be written there, over nothing but an older one; its name ends in .svg, and
/// so it is never among tables.
inline void expect_chart_place(const std::filesystem::path& path, const std::vector<std::filesystem::path>& read) {
  with_files_of_user([&] {
    output::expect_no_stream(path);
    if (path.extension() != ".svg" && path.extension() != ".SVG")
      throw output::OutputError(text("{}: cannot be written: a chart is SVG: give a name that ends in .svg",
                                     "{}: 无法写入：图为 SVG 格式：请给出以 .svg 结尾的名称", path.string()));
    output::expect_place(path, only_charts());
    output::expect_apart(path, read);
  });
}

}  // namespace suanli
