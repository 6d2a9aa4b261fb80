#include "scenarios/base.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <unordered_map>

#include "engine/names.hpp"
#include "scenarios/keys.hpp"

namespace suanli {

namespace {

constexpr std::size_t most_bases = 4, most_beside = 1000;

[[noreturn]] void fail(const Place& place, Text message, std::vector<Problem> problems) {
  problems.push_back({place, std::move(message)});
  throw InputFaults(std::move(problems));
}

Node::Entry* entry_of(Node& map, const std::string& key) {
  const auto entry = std::ranges::find(map.entries, key, &Node::Entry::key);
  return entry == map.entries.end() ? nullptr : &*entry;
}

// Takes a key out of a map.
Node taken(Node& map, const std::string& key) {
  const auto entry = std::ranges::find(map.entries, key, &Node::Entry::key);
  Node value = std::move(entry->value);
  map.entries.erase(entry);
  return value;
}

// Where each key of a map stands among its entries: files may have many.
using Places = std::unordered_map<std::string, std::size_t>;
Places places_of(const Node& map) {
  Places all;
  for (std::size_t i = 0; i < map.entries.size(); ++i) all.emplace(map.entries[i].key, i);
  return all;
}

// Maps key by key, all else whole.
void lay_over(Node& below, Node above) {
  if (below.kind != Node::Kind::map || above.kind != Node::Kind::map) {
    below = std::move(above);
    return;
  }
  below.place = above.place;
  below.incomplete = below.incomplete || above.incomplete;
  const Places places = places_of(below);
  for (Node::Entry& entry : above.entries) {
    if (const auto same = places.find(entry.key); same != places.end()) {
      below.entries[same->second].place = entry.place;
      lay_over(below.entries[same->second].value, std::move(entry.value));
    } else {
      below.entries.push_back(std::move(entry));
    }
  }
}

// Leaves keys out of a tree. They stay in their maps until all are known, so that each map is gone through once.
class Leaving {
 public:
  explicit Leaving(Node& document) : document_(document) {}

  enum class Found { now, before, nowhere };

  // Whether the key was there, or was until now; if not, `beside` are the keys where it would be, unless these are too many to
  // suggest one.
  Found leave_out(const std::string& key, std::vector<std::string>& beside) {
    Node* map = &document_;
    for (std::size_t begin = 0;;) {
      Places& places = opened(*map).places;
      const Places::iterator next = longest(places, std::string_view(key).substr(begin));
      if (next == places.end()) {
        Places& left = opened(*map).left;
        if (longest(left, std::string_view(key).substr(begin)) != left.end()) return Found::before;
        if (places.size() <= most_beside)
          for (const auto& [name, place] : places) beside.push_back(key.substr(0, begin) + name);
        std::ranges::sort(beside);
        return Found::nowhere;
      }
      begin += next->first.size();
      if (begin == key.size()) {
        opened(*map).gone[next->second] = true;
        opened(*map).left.insert(places.extract(next));
        return Found::now;
      }
      ++begin;
      map = &map->entries[next->second].value;
    }
  }

  void finish() { sweep(document_); }

 private:
  struct Opened {
    Places places, left;  // of keys that stay, as far as is known, and that do not
    std::vector<bool> gone;
  };

  Opened& opened(const Node& map) {
    const auto [known, is_new] = maps_.try_emplace(&map);
    if (is_new) known->second = {places_of(map), {}, std::vector<bool>(map.entries.size())};
    return known->second;
  }

  // Names may hold dots: the longest that fits, the whole or what stands before a dot.
  static Places::iterator longest(Places& places, std::string_view rest) {
    for (std::size_t size = std::min(rest.size(), longest_name); size > 0; --size)
      if (size == rest.size() || rest[size] == '.')
        if (const auto found = places.find(std::string(rest.substr(0, size))); found != places.end()) return found;
    return places.end();
  }

  void sweep(Node& map) {
    const auto known = maps_.find(&map);
    if (known == maps_.end()) return;
    std::vector<Node::Entry> stay;
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      sweep(map.entries[i].value);
      if (!known->second.gone[i]) stay.push_back(std::move(map.entries[i]));
    }
    map.entries = std::move(stay);
  }

  Node& document_;
  std::unordered_map<const Node*, Opened> maps_;  // those that keys led into
};

void leave_out_all(Node& document, const Node& without, const std::string& base, std::vector<Problem>& problems) {
  if (without.refused) return;
  if (without.kind != Node::Kind::list) {
    problems.push_back({without.place, text("without: must be a list of keys in brackets, without: [events.drought]",
                                            "without：须为方括号内的键列表，如 without: [events.drought]")});
    return;
  }
  Leaving leaving(document);
  for (const Node& key : without.items) {
    if (problems.size() > most_faults_said) break;
    std::vector<std::string> beside;
    if (key.refused) continue;
    if (key.kind != Node::Kind::scalar || key.text.empty()) {
      problems.push_back({key.place, text("without: a key, such as events.drought, is expected here",
                                          "without：此处应为键，如 events.drought")});
      continue;
    }
    const Leaving::Found found = leaving.leave_out(key.text, beside);
    if (found == Leaving::Found::before)
      problems.push_back(
          {key.place, text("without: {} is left out already", "without：{} 已被去掉", escaped(key.text))});
    if (found == Leaving::Found::nowhere)
      problems.push_back(
          {key.place, text("without: {} is not given by {}{}", "without：{1} 没有给出 {0}{2}", escaped(key.text), base,
                           beside.empty() ? Text{} : instead_of(key.text, beside))});
  }
  leaving.finish();
}

std::string same_file(const std::string& source) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::weakly_canonical(source, error);
  return error ? source : path.string();
}

class Chain {
 public:
  Chain(std::vector<SourceText>& bases, std::vector<Problem>& problems) : bases_(bases), problems_(problems) {}

  Node read(const std::string& yaml, const std::string& source) {
    const std::size_t below_this = chain_.size() + 1;
    chain_.push_back(source);
    Node document = parse_document(yaml, source, problems_, values_);
    if (document.kind != Node::Kind::map) return document;
    return on_base(std::move(document), source, below_this);
  }

 private:
  Node on_base(Node document, const std::string& source, std::size_t below_this) {
    Node::Entry *const base = entry_of(document, "base"), *const without = entry_of(document, "without");
    if (base == nullptr) {
      if (without != nullptr)
        problems_.push_back(
            {without->place, text("without: leaves out keys of a base, and the file names none (base: "
                                  "other.yaml)",
                                  "without：用于去掉基准情景的键，而文件没有给出基准（base: other.yaml）")});
      if (without != nullptr) taken(document, "without");
      return document;
    }
    if (base != &document.entries.front())
      problems_.push_back({base->place, text("base: must be the first key of the file", "base：须为文件的第一个键")});
    Node below = read_base(base->value, source);
    taken(document, "base");
    if (entry_of(document, "without") != nullptr)
      leave_out_all(below, taken(document, "without"), chain_[below_this], problems_);
    lay_over(below, std::move(document));
    return below;
  }

  Node read_base(const Node& value, const std::string& source) {
    if (value.kind != Node::Kind::scalar || value.text.empty() || value.text.find('\n') != std::string::npos)
      fail(value.place, text("base: must be the name of a scenario file", "base：须为情景文件名"), problems_);
    const std::string path = (std::filesystem::path(source).parent_path() / value.text).lexically_normal().string();
    const auto again = std::ranges::find(chain_, same_file(path), same_file);
    if (again != chain_.end())
      fail(value.place,
           text("base = {}: a scenario cannot be based on itself: {} → {}", "base = {}：情景不能以自身为基准：{} → {}",
                escaped(value.text), along(again - chain_.begin()), path),
           problems_);
    if (chain_.size() > most_bases)
      fail(value.place,
           text("base = {}: more than {} files, one based on the next: {}", "base = {}：逐个为基准的文件超过 {} 个：{}",
                escaped(value.text), most_bases, along(0)),
           problems_);
    std::string yaml;
    try {
      yaml = read_text(path);
    } catch (const InputFaults& faults) {
      fail(value.place,
           text("base = {}: {}", "base = {}：{}", escaped(value.text), in_words(faults.problems().front())), problems_);
    }
    bases_.push_back({path, yaml});
    chain_.push_back(path);
    return on_base(parse_base(value, yaml, path), path, chain_.size());
  }

  // What is said of a file that is no scenario, or too large, which may be anything that can be read here, quotes nothing of it.
  Node parse_base(const Node& value, const std::string& yaml, const std::string& path) {
    std::vector<Problem> problems;
    Place where;
    try {
      Node document = parse_document(yaml, path, problems, values_);
      const auto strange =
          std::ranges::find_if_not(document.entries, [](const Node::Entry& entry) { return is_first_part(entry.key); });
      if (document.kind == Node::Kind::map && !document.refused && strange == document.entries.end()) {
        std::ranges::move(problems, std::back_inserter(problems_));
        return document;
      }
      where = strange == document.entries.end() ? document.place : strange->place;
    } catch (const InputFaults& faults) {
      const Problem& last = faults.problems().back();
      if (values_ > most_values)
        fail(value.place, text("base = {}: {}", "base = {}：{}", escaped(value.text), in_words(last)), problems_);
      where = last.place;
    }
    fail(value.place,
         text("base = {}: {}: is not a scenario, or has a fault; `suanli validate` of that file says which",
              "base = {}：{}：不是情景，或有错误；对该文件运行 `suanli validate` 可知详情", escaped(value.text),
              to_string(where)),
         problems_);
  }

  std::string along(std::ptrdiff_t first) const {
    return fmt::format("{}", fmt::join(std::vector(chain_.begin() + first, chain_.end()), " → "));
  }

  std::vector<SourceText>& bases_;
  std::vector<Problem>& problems_;
  std::vector<std::string> chain_;  // files, from the one that is read to the last base
  std::size_t values_ = 0;          // of all of them
};

}  // namespace

Node document_on_base(const std::string& yaml, const std::string& source, std::vector<SourceText>& bases,
                      std::vector<Problem>& problems) {
  return Chain(bases, problems).read(yaml, source);
}

}  // namespace suanli
