#include "scenarios/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "agents/parameters.hpp"
#include "agents/series.hpp"
#include "scenarios/document.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr Words a_number{"number", "数"};

template <class Value, class D> Text range_of(const D& d) {
  if constexpr (std::is_enum_v<Value>) {
    return listed(alternatives_of(Value{}));
  } else if constexpr (is_choice<Value>) {
    const auto alternatives = alternatives_of(decltype(Value::kind){});
    Text all = listed(alternatives);
    for (const auto& a : alternatives)
      if (a.takes_number)
        all = text("{}; {} {}", "{}；{} {}", all, a.stands_alone ? a_number : Words{a.word, a.word}, in_words(a.range));
    return all;
  } else if constexpr (std::is_same_v<Value, bool>) {
    return text("true or false", "true 或 false");
  } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
    return text("list of numbers {}", "数值列表，{}", in_words(d.range));
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    return text("list of words", "词的列表");
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return text("name", "名称");
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    return text("whole, {}", "整数，{}", in_words(d.range));
  } else {
    return in_words(d.range);
  }
}

// A name that is not given is none.
template <class Value> std::string fallback_text(const Value& value) {
  const std::string text = value_text(value);
  return text.empty() ? "none" : text;
}

template <class P> void collect(const std::string& prefix, std::vector<Key>& keys) {
  for_each_field<P>([&](const auto& d) {
    using D = std::decay_t<decltype(d)>;
    using Value = MemberValue<D::member>;
    const std::string path = prefix + std::string(name_of<D::member>());
    if constexpr (is_section<D>) {
      collect<Value>(path + ".", keys);
    } else if constexpr (is_field<D>) {
      keys.push_back({path, d.symbol, d.unit, d.source, range_of<Value>(d),
                      d.fallback ? fallback_text(*d.fallback) : "", d.meaning, !d.fallback});
    } else {
      using Entry = typename Value::value_type::second_type;
      const std::string entry = path + "." + std::string(d.entry);
      if constexpr (std::is_same_v<Entry, double>)
        keys.push_back({entry, d.symbol, d.unit, d.source, in_words(d.range), d.may_be_absent ? "none" : "", d.meaning,
                        !d.may_be_absent});
      else collect<Entry>(entry + ".", keys);
    }
  });
}

std::string explained(const Key& key, Language language) {
  const Text kind = key.required ? text("must be given", "必须给出") : text("default {}", "缺省 {}", key.fallback);
  const Text rule = text("{}; {}{}{}", "{}；{}{}{}", key.range, kind,
                         key.unit.empty() || key.unit == "1" ? Text{} : text("; {}", "；{}", key.unit),
                         key.source.empty() ? Text{} : text("; {}", "；{}", key.source));
  return fmt::format("{}{}{}\n    {}\n    {}\n", key.path, key.symbol.empty() ? "" : "  ", key.symbol,
                     in(language, key.meaning), in(language, rule));
}

// At which levels a series is recorded.
Text levels_of(const Series& series) {
  switch (series.extent) {
    case Extent::everywhere: break;
    case Extent::whole_economies:
      return text("national; by_region with regional capital markets", "national；分区域资本市场时另有 by_region");
    case Extent::nation: return both("national");
  }
  return both(fmt::format("{}", fmt::join(level_names, ", ")));
}

std::string explained(const Series& series, Language language) {
  const Text levels = levels_of(series);
  return fmt::format("{}  {} [{}]\n    {}\n    {}\n    {}\n", series.name, series.symbol, series.unit,
                     in(language, series.meaning), series.source, in(language, levels));
}

}  // namespace

const std::vector<Key>& all_keys() {
  static const std::vector<Key> keys = [] {
    std::vector<Key> all;
    collect<Parameters>("", all);
    return all;
  }();
  return keys;
}

const Key* key_of(std::string_view path) {
  const auto is_entry = [&](const Key& key) {  // "industries.<industry>.alpha"
    const std::string_view pattern = key.path;
    const std::size_t begin = pattern.find('<'), end = pattern.find('>') + 1;
    if (begin == std::string_view::npos) return pattern == path;
    const std::string_view before = pattern.substr(0, begin), after = pattern.substr(end);
    if (!path.starts_with(before)) return false;
    const std::size_t inner = after.find('<');  // "regions.<region>.expenditure_shares.<industry>"
    if (inner != std::string_view::npos)
      return path.find(after.substr(0, inner), before.size()) != std::string_view::npos;
    return path.size() > before.size() + after.size() && path.ends_with(after);
  };
  const auto found = std::ranges::find_if(all_keys(), is_entry);
  if (found != all_keys().end()) return &*found;
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? nullptr : key_of(path.substr(0, dot));
}

std::span<const Key> keys_of_files() {
  static const Key keys[] = {
      {"base",
       "",
       "",
       "",
       text("path of a scenario, relative to the file", "情景文件路径（相对于本文件）"),
       "none",
       {"scenario whose keys hold where the file does not give them; the first key of the file. Maps are taken over "
        "key by key, "
        "everything else whole",
        "基准情景：本文件未给出的键取其值；须为文件的第一个键。映射逐键继承，其余整体替换"},
       false},
      {"without",
       "",
       "",
       "",
       text("list of keys", "键列表"),
       "none",
       {"keys of the base that are left out, such as locations.west", "不继承的基准键，如 locations.west"},
       false}};
  return keys;
}

bool is_first_part(std::string_view name) {
  static const std::set<std::string, std::less<>> known = [] {
    std::set<std::string, std::less<>> all;
    for (const std::span<const Key> keys : {keys_of_files(), std::span<const Key>(all_keys())})
      for (const Key& key : keys) all.insert(key.path.substr(0, key.path.find('.')));
    return all;
  }();
  return known.contains(name);
}

std::string describe(const std::string& path, Language language) {
  const auto chosen = [&](auto&& is_meant) {
    std::string all;
    for (const std::span<const Key> keys : {keys_of_files(), std::span<const Key>(all_keys())})
      for (const Key& key : keys)
        if (is_meant(key)) all += explained(key, language);
    return all;
  };
  std::string found =
      chosen([&](const Key& key) { return path.empty() || key.path == path || key.path.starts_with(path + "."); });
  if (found.empty())
    found = chosen([&](const Key& key) { return key.path.ends_with("." + path) || key.symbol == path; });
  if (found.empty()) {
    std::vector<std::string> paths;
    for (const Key& key : all_keys()) paths.push_back(key.path);
    const std::string meant = nearest(path, paths);
    throw NoSuchName(text("{} is not a key{}", "没有键 {}{}", escaped(path),
                          meant.empty()
                              ? text("; `suanli describe` lists all of them", "；`suanli describe` 列出全部键")
                              : suggestion(meant)));
  }
  return found;
}

std::string describe_series(const std::string& name, Language language) {
  std::string found;
  std::vector<std::string> names;
  for (const Series& series : all_series()) {
    names.emplace_back(series.name);
    if (name.empty() || series.name == name || series.symbol == name) found += explained(series, language);
  }
  if (found.empty())
    throw NoSuchName(
        text("{} is not a recorded series{}", "没有所记录的序列 {}{}", escaped(name), instead_of(name, names)));
  return found;
}

std::string keys_as_markdown() {
  std::string text =
      "| key | symbol | unit | range | default | meaning | 含义 | equation |\n|---|---|---|---|---|---|---|---|\n";
  for (const std::span<const Key> keys : {keys_of_files(), std::span<const Key>(all_keys())})
    for (const Key& key : keys)
      text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} |\n", key.path, key.symbol, key.unit, key.range.en,
                          key.required ? "required" : key.fallback, key.meaning.en, key.meaning.zh, key.source);
  return text;
}

}  // namespace suanli
