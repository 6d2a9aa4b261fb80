#include "scenarios/base.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "engine/names.hpp"

namespace suanli {

namespace {

constexpr std::size_t most_bases = 4;

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

// Maps key by key, all else whole.
void lay_over(Node& below, Node above) {
  if (below.kind != Node::Kind::map || above.kind != Node::Kind::map) {
    below = std::move(above);
    return;
  }
  below.place = above.place;
  for (Node::Entry& entry : above.entries) {
    if (Node::Entry* const same = entry_of(below, entry.key)) {
      same->place = entry.place;
      lay_over(same->value, std::move(entry.value));
    } else {
      below.entries.push_back(std::move(entry));
    }
  }
}

// Takes `key` out of the tree; if it is not there, what keys stand beside the place where it would be.
struct Absent {
  std::string parent;
  std::vector<std::string> present;
};
std::optional<Absent> leave_out(Node& document, const std::string& key) {
  Node* map = &document;
  std::string rest = key;
  for (;;) {
    Node::Entry* next = nullptr;
    for (Node::Entry& entry : map->entries)  // names may hold dots: the longest that fits
      if ((rest == entry.key || rest.starts_with(entry.key + ".")) &&
          (next == nullptr || entry.key.size() > next->key.size()))
        next = &entry;
    if (next == nullptr) {
      Absent absent{key.substr(0, key.size() - rest.size()), {}};
      for (const Node::Entry& entry : map->entries) absent.present.push_back(absent.parent + entry.key);
      return absent;
    }
    if (rest == next->key) {
      taken(*map, rest);
      return std::nullopt;
    }
    rest = rest.substr(next->key.size() + 1);
    map = &next->value;
  }
}

void leave_out_all(Node& document, const Node& without, const std::string& base, std::vector<Problem>& problems) {
  if (without.refused) return;
  if (without.kind != Node::Kind::list) {
    problems.push_back({without.place, text("without: must be a list of keys in brackets, without: [events.drought]",
                                            "without：须为方括号内的键列表，如 without: [events.drought]")});
    return;
  }
  for (const Node& key : without.items) {
    if (key.refused) continue;
    if (key.kind != Node::Kind::scalar) {
      problems.push_back({key.place, text("without: a key, such as events.drought, is expected here",
                                          "without：此处应为键，如 events.drought")});
    } else if (const std::optional<Absent> absent = leave_out(document, key.text)) {
      problems.push_back({key.place, text("without: {} is not given by {}{}", "without：{1} 没有给出 {0}{2}",
                                          escaped(key.text), base, instead_of(key.text, absent->present))});
    }
  }
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
    Node document = parse_document(yaml, source, problems_);
    if (document.kind != Node::Kind::map) return document;
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

 private:
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
    Node below = read(yaml, path);
    if (below.kind != Node::Kind::map)
      fail(below.place, text("a scenario is a map of keys to values", "情景须为从键到值的映射"), problems_);
    return below;
  }

  std::string along(std::ptrdiff_t first) const {
    return fmt::format("{}", fmt::join(std::vector(chain_.begin() + first, chain_.end()), " → "));
  }

  std::vector<SourceText>& bases_;
  std::vector<Problem>& problems_;
  std::vector<std::string> chain_;  // files, from the one that is read to the last base
};

}  // namespace

Node document_on_base(const std::string& yaml, const std::string& source, std::vector<SourceText>& bases,
                      std::vector<Problem>& problems) {
  return Chain(bases, problems).read(yaml, source);
}

}  // namespace suanli
