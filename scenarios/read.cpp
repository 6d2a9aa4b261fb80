#include "scenarios/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

#include "scenarios/design.hpp"
#include "scenarios/keys.hpp"

namespace suanli {

namespace {

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

/// "relative risk aversion, σ [1], §3"
template <class Declaration> Text described(const Declaration& d) {
  Text all = both(d.meaning);
  if (!d.symbol.empty()) all += text(", {}", "，{}", d.symbol);
  if (!d.unit.empty()) all += text(" [{}]", " [{}]", d.unit);
  if (!d.source.empty()) all += text(", {}", "，{}", d.source);
  return all;
}

// Walks the declarations along the tree. A value that cannot be read is reported and left as not-a-number, which no
// rule across fields takes offence at; rules about anything inside an unreadable map are not looked at.
class Reader {
 public:
  /// `problems`: what reading the text has found already, in it and in its bases.
  Reader(std::vector<Problem> problems, const std::vector<SourceText>& bases)
      : problems_(std::move(problems)), bases_(bases) {}

  Parameters read(const Node& document) {
    Parameters p{};
    if (document.kind != Node::Kind::map) {
      report(document.place, "", text("a scenario is a map of keys to values", "情景须为从键到值的映射"));
      throw InputFaults(std::move(problems_));
    }
    read_fields(document, "", p);
    const auto look = [&](std::vector<Fault> faults) {
      for (Fault& fault : faults)
        if (!failed(fault.key) && !failed(fault.other) && !incomplete(fault.key) && !incomplete(fault.other))
          problems_.push_back({place_of(document, fault.key), std::move(fault.message)});
    };
    look(check(p));
    if (problems_.empty()) look(faults_of_design(p));
    if (misspelt_.contains("base"))  // which would give what is missing
      std::erase_if(problems_, [&](const Problem& problem) { return problem.place == Place{document.place.source}; });
    std::ranges::stable_sort(problems_, {}, [&](const Problem& problem) {
      const Place& place = problem.place;
      return std::tuple(place.line == 0 ? 0 : file_of(place), place.line, place.column);
    });
    if (!problems_.empty()) throw InputFaults(std::move(problems_));
    return p;
  }

 private:
  void report(Place place, const std::string& key, Text message) {
    failed_.insert(key);
    problems_.push_back({std::move(place), std::move(message)});
  }

  // Which file a place is in: 1 if it is the scenario's own, above it if it is one of its bases.
  std::ptrdiff_t file_of(const Place& place) const {
    const auto base = std::ranges::find(bases_, place.source, &SourceText::source);
    return base == bases_.end() ? 1 : base - bases_.begin() + 2;
  }

  // Whether a key, or a map that it lies in, could not be read.
  bool failed(const std::string& key) const { return lies_in(failed_, key); }

  // Whether a key, or a map that it lies in, is one of these.
  static bool lies_in(const std::set<std::string>& keys, std::string key) {
    while (!key.empty() && !keys.contains(key)) key.resize(key.find('.') == std::string::npos ? 0 : key.rfind('.'));
    return !key.empty();
  }

  // Whether a key is a map of which entries were left out, or has one below it: what all of them come to is not known.
  bool incomplete(const std::string& key) const {
    const auto is_it = [below = key + "."](const std::string& map) { return map.starts_with(below); };
    return !key.empty() && std::ranges::any_of(incomplete_, is_it);
  }

  // Where a key was written, or the nearest thing above it.
  static Place place_of(const Node& document, const std::string& key) {
    const Node* node = &document;
    Place place{document.place.source};
    for (std::string rest = key; !rest.empty();) {
      const Node* next = nullptr;
      std::string name;
      for (const Node::Entry& entry : node->entries)
        if (entry.key.size() > name.size() && rest.starts_with(entry.key) &&
            (rest.size() == entry.key.size() || rest[entry.key.size()] == '.')) {
          name = entry.key, next = &entry.value;
          place = entry.value.kind == Node::Kind::scalar ? entry.value.place : entry.place;
        }
      if (next == nullptr) return place;
      node = next;
      rest = rest.size() > name.size() ? rest.substr(name.size() + 1) : "";
    }
    return place;
  }

  template <class P> void read_fields(const Node& map, const std::string& path, P& out) {
    if (map.incomplete) incomplete_.push_back(path + ".");
    std::vector<std::string> known;
    for_each_field<P>([&](const auto& d) { known.emplace_back(name_of<std::decay_t<decltype(d)>::member>()); });
    for (const Node::Entry& entry : map.entries)
      if (std::ranges::find(known, entry.key) == known.end()) report_unknown(entry, path, known);
    for_each_field<P>([&](const auto& d) {
      const std::string name(name_of<std::decay_t<decltype(d)>::member>());
      read_declared(d, map.find(name), map.place, join(path, name), out.*std::decay_t<decltype(d)>::member);
    });
  }

  void report_unknown(const Node::Entry& entry, const std::string& path, const std::vector<std::string>& known) {
    const std::string key = join(path, entry.key);
    std::vector<std::string> candidates = known;
    if (path.empty())
      for (const Key& of_file : keys_of_files())
        if (of_file.path != entry.key) candidates.push_back(of_file.path);
    std::string meant = nearest(entry.key, candidates);
    if (!meant.empty()) {
      meant = join(path, meant);
      misspelt_.insert(meant);
    } else {  // perhaps a key of another section
      for (const Key& other : all_keys())
        if (other.path.ends_with("." + entry.key)) meant = other.path;
    }
    const std::string of_section = fmt::format("{}", fmt::join(known, ", "));
    report(entry.place, key,
           meant.empty() ? text("{} is not a key; its section has {}", "没有键 {}；该节有 {}", key, of_section)
                         : text("{} is not a key{}", "没有键 {}{}", key, suggestion(meant)));
  }

  // A section: its own fields, or their defaults if it is not there.
  template <auto m, class Value>
  void read_declared(const Section<m>& d, const Node* node, const Place& parent, const std::string& path, Value& out) {
    static const Node none{};
    if (node != nullptr && node->kind != Node::Kind::map) {
      if (node->refused) return void(failed_.insert(path));
      report(node->place, path,
             text("{} must be a map of keys to values ({})", "{} 须为从键到值的映射（{}）", path, d.meaning));
      return;
    }
    Node absent = none;
    absent.place = {parent.source};
    absent.kind = Node::Kind::map;
    read_fields(node != nullptr ? *node : absent, path, out);
  }

  template <auto m, class Value>
  void read_declared(const List<m>& d, const Node* node, const Place& parent, const std::string& path,
                     Named<Value>& out) {
    if (node == nullptr && d.may_be_absent) return;
    if (node == nullptr || node->kind != Node::Kind::map) {
      if (node != nullptr ? node->refused : lies_in(misspelt_, path)) return void(failed_.insert(path));
      report(node != nullptr ? node->place : Place{parent.source}, path,
             text("{} must be a map from {} to values: {}", "{} 须为从 {} 到值的映射：{}", path, d.entry, d.meaning));
      return;
    }
    if (node->incomplete) incomplete_.push_back(path + ".");
    for (const Node::Entry& entry : node->entries) {
      Value value{};
      const std::string key = join(path, entry.key);
      if (entry.value.refused) {
        if constexpr (std::is_same_v<Value, double>) value = std::numeric_limits<double>::quiet_NaN();
        failed_.insert(key);
      } else if constexpr (std::is_same_v<Value, double>) {
        value = number(entry.value, key, d.range, d);
      } else if (entry.value.kind != Node::Kind::map) {
        report(entry.value.place, key, text("{} must be a map of keys to values", "{} 须为从键到值的映射", key));
      } else {
        read_fields(entry.value, key, value);
      }
      out.emplace_back(entry.key, std::move(value));
    }
  }

  template <auto m, class Value>
  void read_declared(const Field<m>& d, const Node* node, const Place& parent, const std::string& path, Value& out) {
    if (node != nullptr && node->refused) {
      if constexpr (std::is_floating_point_v<Value>) out = std::numeric_limits<double>::quiet_NaN();
      failed_.insert(path);
      return;
    }
    if (node == nullptr) {
      if (d.fallback) {
        out = *d.fallback;
        return;
      }
      if constexpr (std::is_floating_point_v<Value>) out = std::numeric_limits<double>::quiet_NaN();
      if (lies_in(misspelt_, path)) return void(failed_.insert(path));  // which has been said
      report({parent.source}, path, text("{} is missing: {}", "缺少 {}：{}", path, described(d)));
      return;
    }
    read_value(d, *node, path, out);
  }

  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, double& out) {
    out = number(node, path, d.range, d);
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, std::optional<double>& out) {
    out = number(node, path, d.range, d);
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, std::int64_t& out) {
    const double value = number(node, path, d.range, d);
    if (std::isnan(value)) return;
    if (value != std::floor(value))
      report(node.place, path,
             text("{} = {}: must be a whole number; {}", "{} = {}：须为整数；{}", path, node.text, described(d)));
    else out = static_cast<std::int64_t>(value);
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, std::vector<double>& out) {
    if (node.kind != Node::Kind::list)
      return report(node.place, path,
                    text("{} = {}: must be a list of numbers in brackets; {}", "{} = {}：须为方括号内的数值列表；{}",
                         path, shown(node), described(d)));
    for (const Node& item : node.items)
      if (item.refused) failed_.insert(path);
      else out.push_back(number(item, path, d.range, d));
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, std::vector<std::string>& out) {
    const bool list = node.kind == Node::Kind::list && std::ranges::all_of(node.items, [](const Node& item) {
                        return item.refused || (item.kind == Node::Kind::scalar && !item.text.empty());
                      });
    if (!list)
      return report(node.place, path,
                    text("{} = {}: must be a list of words in brackets; {}", "{} = {}：须为方括号内的词列表；{}", path,
                         shown(node), described(d)));
    for (const Node& item : node.items) {
      if (item.refused) failed_.insert(path);
      out.push_back(item.text);
    }
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, std::string& out) {
    if (node.kind == Node::Kind::scalar && !node.text.empty()) out = node.text;
    else
      report(node.place, path,
             text("{} = {}: must be a name; {}", "{} = {}：须为名称；{}", path, shown(node), described(d)));
  }
  template <class Declaration>
  void read_value(const Declaration& d, const Node& node, const std::string& path, bool& out) {
    if (node.kind == Node::Kind::scalar && !node.quoted && (node.text == "true" || node.text == "false"))
      out = node.text == "true";
    else
      report(node.place, path,
             text("{} = {}: must be true or false; {}", "{} = {}：须为 true 或 false；{}", path, shown(node),
                  described(d)));
  }
  template <class Declaration, class Kind>
  requires std::is_enum_v<Kind>
  void read_value(const Declaration& d, const Node& node, const std::string& path, Kind& out) {
    if (const auto* chosen = word(node, alternatives_of(Kind{}), false)) out = chosen->kind;
    else report_not_an_alternative(d, node, path, alternatives_of(Kind{}));
  }
  template <class Declaration, class Kind>
  void read_value(const Declaration& d, const Node& node, const std::string& path, Choice<Kind>& out) {
    const auto alternatives = alternatives_of(Kind{});
    const auto alone = std::ranges::find_if(alternatives, [](const auto& a) { return a.stands_alone; });
    if (const auto* chosen = word(node, alternatives, false)) {
      out = {chosen->kind, 0};
    } else if (alone != alternatives.end() && is_number(node)) {
      out = {alone->kind, number(node, path, alone->range, d)};
    } else if (node.kind == Node::Kind::map && node.entries.size() == 1) {
      const Node::Entry& entry = node.entries.front();
      Node name{};
      name.kind = Node::Kind::scalar, name.text = entry.key;
      if (const auto* with_number = word(name, alternatives, true))
        out = {with_number->kind, number(entry.value, join(path, entry.key), with_number->range, d)};
      else report_not_an_alternative(d, node, path, alternatives);
    } else {
      report_not_an_alternative(d, node, path, alternatives);
    }
  }

  template <class Kind>
  static const Alternative<Kind>* word(const Node& node, std::span<const Alternative<Kind>> alternatives,
                                       bool numbered) {
    if (node.kind != Node::Kind::scalar) return nullptr;
    for (const Alternative<Kind>& a : alternatives)
      if (a.word == node.text && a.takes_number == numbered) return &a;
    return nullptr;
  }

  template <class Declaration, class Kind>
  void report_not_an_alternative(const Declaration& d, const Node& node, const std::string& path,
                                 std::span<const Alternative<Kind>> alternatives) {
    std::vector<std::string> words;
    for (const Alternative<Kind>& a : alternatives) words.emplace_back(a.word);
    const bool one_key = node.kind == Node::Kind::map && node.entries.size() == 1;
    const std::string meant = nearest(one_key ? node.entries.front().key : node.text, words);
    const Text hint =
        meant.empty() || node.text == meant ? Text{} : text(" (did you mean {}?)", "（是否想写 {}？）", meant);
    report(one_key ? node.entries.front().place : node.place, path,
           text("{} = {}: must be {}{}; {}", "{} = {}：须为 {}{}；{}", path, shown(node), listed(alternatives), hint,
                described(d)));
  }

  static Text shown(const Node& node) {
    switch (node.kind) {
      case Node::Kind::nothing: return text("nothing", "空");
      case Node::Kind::list: return text("a list", "列表");
      case Node::Kind::scalar: return text("'{}'", "“{}”", escaped(node.text));
      case Node::Kind::map: break;
    }
    if (node.entries.size() == 1) return text("{{{}: …}}", "{{{}: …}}", node.entries.front().key);
    return text("a map", "映射");
  }

  static bool is_number(const Node& node) {
    double value;
    return node.kind == Node::Kind::scalar && !node.quoted &&
           std::from_chars(node.text.data(), node.text.data() + node.text.size(), value).ptr != node.text.data();
  }

  template <class Declaration>
  double number(const Node& node, const std::string& path, const Range& range, const Declaration& d) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const char *const begin = node.text.data(), *const end = begin + node.text.size();
    double value = none;
    const auto [stop, error] = std::from_chars(begin, end, value);
    const std::string::size_type digit = node.text.find_first_not_of('-');
    const bool octal = digit != std::string::npos && digit + 1 < node.text.size() && node.text[digit] == '0' &&
                       node.text[digit + 1] >= '0' && node.text[digit + 1] <= '9';
    if (node.kind != Node::Kind::scalar || node.quoted || error != std::errc{} || stop != end ||
        !std::isfinite(value) || octal) {
      const Text hint = node.kind != Node::Kind::scalar ? Text{}
                        : node.quoted ? text(" (numbers are written without quotes)", "（数值不加引号）")
                        : error == std::errc::result_out_of_range ? text(" that a double can hold", "（双精度范围内）")
                        : octal                                   ? text(" (no leading zeros)", "（不要前导零）")
                                                                  : Text{};
      report(node.place, path,
             text("{} = {} is not a number{}; {}", "{} = {} 不是数值{}；{}", path, shown(node), hint, described(d)));
      return none;
    }
    if (!range.contains(value)) {
      report(node.place, path,
             text("{} = {}: must be {}; {}", "{} = {}：须{}；{}", path, node.text, in_words(range), described(d)));
      return none;
    }
    return value;
  }

  std::vector<Problem> problems_;
  const std::vector<SourceText>& bases_;
  std::set<std::string> failed_;
  std::set<std::string> misspelt_;       // keys that are not there, and another that is no key means
  std::vector<std::string> incomplete_;  // "map." of which entries were left out
};

Scenario read(const std::string& text, const std::string& source, const std::vector<Setting>& settings) {
  std::vector<Problem> problems;
  std::vector<SourceText> bases;
  Node document = document_on_base(text, source, bases, problems);
  std::vector<std::string> assignments;
  for (const Setting& setting : settings) {
    apply_setting(document, setting);
    assignments.push_back(setting.assignment);
  }
  Parameters parameters = Reader(std::move(problems), bases).read(document);
  return {source, text, std::move(bases), std::move(assignments), std::move(parameters)};
}

std::vector<Setting> of_command_line(const std::vector<std::string>& assignments) {
  std::vector<Setting> settings;
  for (const std::string& assignment : assignments) settings.push_back({assignment});
  return settings;
}

}  // namespace

Scenario read_scenario_text(const std::string& text, const std::string& source,
                            const std::vector<std::string>& settings) {
  return read(text, source, of_command_line(settings));
}

Scenario with_setting(const Scenario& scenario, const Setting& setting) {
  std::vector<Setting> settings = of_command_line(scenario.settings);
  settings.push_back(setting);
  return read(scenario.text, scenario.source, settings);
}

Scenario read_scenario(const std::filesystem::path& path, const std::vector<Setting>& settings) {
  return read(read_text(path), path.string(), settings);
}

std::vector<std::filesystem::path> files_of(const Scenario& scenario) {
  std::vector<std::filesystem::path> all{scenario.source};
  for (const SourceText& base : scenario.bases) all.emplace_back(base.source);
  return all;
}

}  // namespace suanli
