#include "scenarios/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "agents/parameters.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

template <class Value, class D> std::string range_of(const D& d) {
  if constexpr (std::is_enum_v<Value>) {
    return listed(alternatives_of(Value{}));
  } else if constexpr (is_choice<Value>) {
    const auto alternatives = alternatives_of(decltype(Value::kind){});
    std::string text = listed(alternatives);
    for (const auto& a : alternatives)
      if (a.takes_number) text += fmt::format("; {} {}", a.stands_alone ? "number" : a.word, to_string(a.range));
    return text;
  } else if constexpr (std::is_same_v<Value, bool>) {
    return "true or false";
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    return "whole, " + to_string(d.range);
  } else {
    return to_string(d.range);
  }
}

template <class P> void collect(const std::string& prefix, std::vector<Key>& keys) {
  for_each_field<P>([&](const auto& d) {
    using D = std::decay_t<decltype(d)>;
    using Value = MemberValue<D::member>;
    const std::string path = prefix + std::string(name_of<D::member>());
    if constexpr (is_section<D>) {
      collect<Value>(path + ".", keys);
    } else if constexpr (is_field<D>) {
      keys.push_back({path, d.symbol, d.unit, d.source, range_of<Value>(d), d.fallback ? value_text(*d.fallback) : "",
                      d.meaning, !d.fallback});
    } else {
      using Entry = typename Value::value_type::second_type;
      const std::string entry = path + "." + std::string(d.entry);
      if constexpr (std::is_same_v<Entry, double>)
        keys.push_back({entry, d.symbol, d.unit, d.source, to_string(d.range), "", d.meaning, true});
      else collect<Entry>(entry + ".", keys);
    }
  });
}

// Insertions, deletions, substitutions and swaps of neighbours that turn one name into the other.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::string in_words(const Key& key) {
  return fmt::format("{}{}{}\n    {}\n    {}\n    {}; {}{}{}\n", key.path, key.symbol.empty() ? "" : "  ", key.symbol,
                     key.meaning.en, key.meaning.zh, key.range,
                     key.required ? "must be given" : "default " + key.fallback,
                     key.unit.empty() || key.unit == "1" ? "" : fmt::format("; {}", key.unit),
                     key.source.empty() ? "" : fmt::format("; {}", key.source));
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

std::string nearest(const std::string& given, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const std::string& candidate : candidates)
    if (const std::size_t d = distance(given, candidate); d < least) least = d, best = candidate;
  return best;
}

std::string describe(const std::string& path) {
  const auto chosen = [&](auto&& is_meant) {
    std::string text;
    for (const Key& key : all_keys())
      if (is_meant(key)) text += in_words(key);
    return text;
  };
  const std::string exact =
      chosen([&](const Key& key) { return path.empty() || key.path == path || key.path.starts_with(path + "."); });
  if (!exact.empty()) return exact;
  return chosen([&](const Key& key) { return key.path.ends_with("." + path) || key.symbol == path; });
}

std::string keys_as_markdown() {
  std::string text =
      "# Scenarios\n\n"
      "A scenario is a YAML file: `suanli run FILE` runs it, `suanli validate FILE` checks it, `--set key=value` "
      "changes\n"
      "a value on the command line. Every value of a shipped file carries its source or the word *assumption*.\n\n"
      "| file | what it is |\n|---|---|\n"
      "| `reference.yaml` | the reference economy: one national market, firm noise only, quarterly 2022–2052 |\n"
      "| `regional.yaml` | four closed regional economies, each with its own τ |\n"
      "| `quick.yaml` | the reference economy in a second |\n\n"
      "## Keys\n\n"
      "Generated from the declarations in `agents/parameters.hpp` by `suanli describe --markdown`; equations and "
      "symbols\n"
      "are those of `agents/MODEL.md`.\n\n"
      "| key | symbol | unit | range | default | meaning | 含义 | equation |\n|---|---|---|---|---|---|---|---|\n";
  for (const Key& key : all_keys())
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} |\n", key.path, key.symbol, key.unit, key.range,
                        key.required ? "required" : key.fallback, key.meaning.en, key.meaning.zh, key.source);
  return text;
}

}  // namespace suanli
