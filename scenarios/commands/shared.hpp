// What several commands take, and how they meet files from elsewhere.
#pragma once

#include "output/error.hpp"
#include "scenarios/command_line.hpp"

namespace suanli {

inline constexpr Argument scenario_argument{"SCENARIO", {"scenario file (YAML)", "情景文件（YAML）"}};
inline constexpr Argument result_file_argument{"FILE", {"result file of `suanli run`", "`suanli run` 写出的结果文件"}};

inline constexpr Option set_option{.name = "set",
                                   .what = {"replace or add a value of the scenario, household.risk_aversion=2.8",
                                            "替换或新增情景中的取值，如 household.risk_aversion=2.8"},
                                   .value = "KEY=VALUE",
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

}  // namespace suanli
