#include "scenarios/result_kind.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace suanli {

namespace {

/// A kind, and what tells it from all others.
struct DeclaredKind {
  ResultKind kind;
  Words writers;
  std::string_view group, dimension;
};
constexpr std::array kinds{
    DeclaredKind{ResultKind::ensemble, {"`run` or `merge`", "`run` 或 `merge`"}, "national", "time"},
    DeclaredKind{ResultKind::comparison, {"`compare` or `stress`", "`compare` 或 `stress`"}, "summary", "stress"},
    DeclaredKind{ResultKind::distribution, {"`distribution`", "`distribution`"}, "ensembles", "ensemble"},
    DeclaredKind{ResultKind::findings, {"`findings`", "`findings`"}, "findings", "finding"}};

Text writers_of(const std::optional<ResultKind>& kind) {
  return kind ? writers_of(*kind) : text("another version or program", "其他版本或程序");
}

}  // namespace

std::optional<ResultKind> kind_of(const output::ResultReader& file) {
  const auto has = [](const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const DeclaredKind& k : kinds)
    if (has(file.groups(), k.group) && has(file.dimensions(), k.dimension)) return k.kind;
  return std::nullopt;
}

Text writers_of(ResultKind kind) { return both(std::ranges::find(kinds, kind, &DeclaredKind::kind)->writers); }

void expect_kind(const output::ResultReader& file, ResultKind kind) {
  if (const std::optional<ResultKind> found = kind_of(file); found != kind)
    throw output::OutputError(text("{}: is a file of {}; this takes one of {}",
                                   "{}: 是 {} 写出的文件；此处须为 {} 写出的文件", file.path().string(),
                                   writers_of(found), writers_of(kind)));
}

output::Replaced only_results_of(ResultKind kind) {
  return [kind](const std::filesystem::path& path) {
    output::only_results(path);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored) || std::filesystem::is_empty(path, ignored)) return;
    std::optional<ResultKind> found = kind;
    try {
      found = kind_of(output::ResultReader(path));
    } catch (const output::OutputError&) {  // nobody can read it: it is of no use
    }
    if (found != kind)
      throw output::OutputError(text("{}: cannot be written: a file of {} is there; only those of {} are replaced",
                                     "{}: 无法写入：已有 {} 写出的文件；只会替换 {} 写出的文件", path.string(),
                                     writers_of(found), writers_of(kind)));
  };
}

}  // namespace suanli
