#include "scenarios/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <sstream>
#include <utility>

namespace suanli {

namespace {

constexpr std::size_t largest_text = 1 << 20, deepest = 16, most_nodes = 50000, longest_key = 64;

[[noreturn]] void fail(Place place, std::string message) {
  throw InputFaults({{std::move(place), std::move(message)}});
}

bool is_name(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  };
  return !text.empty() && text.size() <= longest_key && std::ranges::all_of(text, allowed);
}

// Length of the UTF-8 sequence that starts here, 0 if it is malformed (overlong, surrogate, beyond U+10FFFF).
std::size_t sequence_length(const std::string& text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
  const auto continues = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
  const unsigned first = byte(i), second = byte(i + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(i + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
    return continues(i + 1) && continues(i + 2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90, beyond = first == 0xF4 && second > 0x8F;
    return continues(i + 1) && continues(i + 2) && continues(i + 3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// The text is UTF-8 without control characters and ends with a newline: nothing was cut off in transit.
void check_characters(const std::string& text, const std::string& source) {
  Place at{source, 1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    const unsigned char first = static_cast<unsigned char>(text[i]);
    if (length == 0) fail(at, fmt::format("byte 0x{:02x} is not valid UTF-8; save the file as UTF-8", first));
    if ((first < 0x20 && first != '\n' && first != '\r') || first == 0x7F)
      fail(at, first == '\t' ? "a tab; YAML is indented with spaces"
                             : fmt::format("control character 0x{:02x} is not allowed", first));
    if (first == 0xEF && text.compare(i, 3, "\xEF\xBB\xBF") == 0)
      fail(at, "a byte order mark; save the file as UTF-8 without one");
    at = first == '\n' ? Place{source, at.line + 1, 1} : Place{source, at.line, at.column + 1};
    i += length;
  }
  if (!text.empty() && text.back() != '\n') fail(at, "the last line does not end: the file may have been cut off");
}

// Builds the tree from events, and refuses what a scenario must not contain.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& text, std::string source, std::vector<Problem>& problems)
      : text_(text), source_(std::move(source)), problems_(problems) {}
  Node take() { return std::move(root_); }

  Place place(const YAML::Mark& mark) const {
    const std::size_t position = std::min(text_.size(), static_cast<std::size_t>(std::max(0, mark.pos)));
    const std::size_t line_start = text_.rfind('\n', position == 0 ? 0 : position - 1);
    const std::size_t from = line_start == std::string::npos || position == 0 ? 0 : line_start + 1;
    std::size_t column = 1;  // in characters, not in bytes
    for (std::size_t i = from; i < position; ++i) column += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
    return {source_, static_cast<std::size_t>(mark.line) + 1, column};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "", anchor, "", true); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    note(place(mark), "aliases (*name) are not allowed");
    if (!open_.empty() && open_.back()->kind == Node::Kind::map && !key_pending_)
      begin_entry(*open_.back(), place(mark), refused_key);
    else add().refused = true;
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    scalar(mark, tag, anchor, value, false);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { end(); }

 private:
  static constexpr const char* refused_key = "refused";

  // Reports what does not keep the rest of the text from being read.
  void note(Place where, std::string message) { problems_.push_back({std::move(where), std::move(message)}); }

  void check_node(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) note(place(mark), "anchors (&name) are not allowed");
    if (!tag.empty() && tag != "?" && tag != "!") note(place(mark), "tags (!name) are not allowed");
    if (++nodes_ > most_nodes) fail(place(mark), fmt::format("more than {} values", most_nodes));
  }

  void scalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value,
              bool null) {
    check_node(mark, tag, anchor);
    const bool quoted = tag == "!";
    if (quoted) check_closing_quote(mark);
    Node* const parent = open_.empty() ? nullptr : open_.back();
    if (parent != nullptr && parent->kind == Node::Kind::map && !key_pending_) {
      begin_entry(*parent, place(mark), value);
      return;
    }
    Node& node = add();
    node.kind = null ? Node::Kind::nothing : Node::Kind::scalar;
    node.place = place(mark), node.text = value, node.quoted = quoted;
    if (null && parent != nullptr && parent->kind == Node::Kind::map && !parent->entries.empty())
      node.place = parent->entries.back().place;  // what follows may be lines below
  }

  void begin_entry(Node& map, Place where, const std::string& key) {
    const auto first = std::ranges::find(map.entries, key, &Node::Entry::key);
    key_pending_ = true;
    if (key == "<<") note(where, "merge keys (<<) are not allowed");
    else if (!is_name(key))
      note(where, fmt::format("'{}' is not a name: use 1 to {} of A-Z a-z 0-9 _ . -", escaped(key), longest_key));
    else if (first != map.entries.end())
      note(where, fmt::format("{} is given twice, first in line {}", key, first->place.line));
    else if (key != refused_key || problems_.empty()) {
      map.entries.push_back({key, std::move(where), {}});
      return;
    }
    ignored_.emplace_back();  // its value is read, and belongs nowhere
    into_ignored_ = true;
  }

  // yaml-cpp takes the end of the file for the closing quote.
  void check_closing_quote(const YAML::Mark& mark) {
    const std::size_t start = static_cast<std::size_t>(mark.pos);
    const char quote = start < text_.size() ? text_[start] : '\0';
    if (quote != '"' && quote != '\'') return;
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      if (quote == '"' ? text_[i] == '\\' : text_.compare(i, 2, "''") == 0) ++i;
      else if (text_[i] == quote) return;
    }
    fail(place(mark), "the quote that begins here is never closed");
  }

  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    check_node(mark, tag, anchor);
    if (open_.size() == deepest) fail(place(mark), fmt::format("more than {} levels", deepest));
    if (!open_.empty() && open_.back()->kind == Node::Kind::map && !key_pending_)
      fail(place(mark), "a key must be a plain name");
    Node& node = add();
    node.kind = kind, node.place = place(mark);
    open_.push_back(&node);
  }
  void end() { open_.pop_back(); }

  // The new value's place in the tree. Parents do not move while they are open: only their last child grows.
  Node& add() {
    if (open_.empty()) return root_;
    Node& parent = *open_.back();
    key_pending_ = false;
    if (std::exchange(into_ignored_, false)) return ignored_.back();
    return parent.kind == Node::Kind::map ? parent.entries.back().value : parent.items.emplace_back();
  }

  const std::string& text_;
  std::string source_;
  std::vector<Problem>& problems_;
  Node root_;
  std::vector<Node*> open_;
  std::deque<Node> ignored_;  // values of keys that are not allowed
  bool into_ignored_ = false;
  bool key_pending_ = false;
  std::size_t nodes_ = 0;
};

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += (text.empty() ? "" : "\n") + to_string(problem);
  return text;
}

}  // namespace

std::string to_string(const Place& place) {
  return place.line == 0 ? place.source : fmt::format("{}:{}:{}", place.source, place.line, place.column);
}
std::string to_string(const Problem& problem) { return to_string(problem.place) + ": " + problem.message; }

InputFaults::InputFaults(std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

const Node* Node::find(const std::string& key) const {
  const auto entry = std::ranges::find(entries, key, &Entry::key);
  return entry == entries.end() ? nullptr : &entry->value;
}

std::string escaped(const std::string& text) {
  constexpr std::size_t longest = 80;
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < longest;) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const std::size_t length = sequence_length(text, i);
    if (c == '\n') out += "\\n";
    else if (c < 0x20 || c == 0x7F || length == 0) out += fmt::format("\\x{:02x}", c);
    else out += text.substr(i, length);
    i += std::max<std::size_t>(1, length);
  }
  return out.size() < longest ? out : out + "…";
}

std::string read_text(const std::filesystem::path& path) {
  const Place place{path.string()};
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) fail(place, "there is no such file");
  if (!std::filesystem::is_regular_file(status)) fail(place, "is not a regular file");
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > largest_text)
    fail(place, fmt::format("has {} bytes, a scenario at most {}", size, largest_text));
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || (size > 0 && !(text << in.rdbuf()))) fail(place, "cannot be read");
  return text.str();
}

Node parse_document(const std::string& text, const std::string& source, std::vector<Problem>& problems) {
  check_characters(text, source);
  TreeBuilder builder(text, source, problems);
  std::istringstream in(text);
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) fail({source}, "is empty");
    Node document = builder.take();
    TreeBuilder rest(text, source, problems);
    if (parser.HandleNextDocument(rest)) fail({source}, "has more than one document (---)");
    return document;
  } catch (const InputFaults& faults) {  // with what was found before it
    std::ranges::copy(faults.problems(), std::back_inserter(problems));
  } catch (const YAML::Exception& error) {
    problems.push_back({builder.place(error.mark), "is not YAML: " + error.msg});
  }
  throw InputFaults(std::move(problems));
}

namespace {

// The value of a setting; lines and columns inside it would mean nothing to the user.
Node parse_value(const std::string& text, const std::string& source) {
  try {
    std::vector<Problem> problems;
    Node value = parse_document(text + "\n", source, problems);
    if (!problems.empty()) throw InputFaults(std::move(problems));
    return value;
  } catch (const InputFaults& faults) {
    fail({source}, faults.problems().front().message);
  }
}

}  // namespace

void apply_setting(Node& document, const Setting& setting) {
  const std::string& assignment = setting.assignment;
  const std::string source = setting.given_as.empty() ? "--set " + escaped(assignment) : escaped(setting.given_as);
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) fail({source}, "must have the form key=value");
  if (assignment[equals - 1] == '.') fail({source}, "'' is not a name");
  Node value = parse_value(assignment.substr(equals + 1), source);
  const auto mark = [&](auto&& self, Node& node) -> void {  // places inside a setting mean nothing to the user
    node.place = {source};
    for (Node& item : node.items) self(self, item);
    for (Node::Entry& entry : node.entries) entry.place = {source}, self(self, entry.value);
  };
  mark(mark, value);

  Node* node = &document;
  for (std::string rest = assignment.substr(0, equals); !rest.empty();) {
    if (node->kind != Node::Kind::map) {
      *node = Node{};
      node->kind = Node::Kind::map, node->place = {source};
    }
    std::string key = rest.substr(0, rest.find('.'));
    for (const Node::Entry& entry : node->entries)  // names may hold dots: the longest that fits
      if (entry.key.size() > key.size() && (rest == entry.key || rest.starts_with(entry.key + "."))) key = entry.key;
    if (!is_name(key)) fail({source}, fmt::format("'{}' is not a name", escaped(key)));
    rest = rest.size() > key.size() ? rest.substr(key.size() + 1) : "";
    auto entry = std::ranges::find(node->entries, key, &Node::Entry::key);
    if (entry == node->entries.end()) entry = node->entries.insert(entry, {key, {source}, {}});
    entry->place = {source};
    node = &entry->value;
  }
  *node = std::move(value);
}

}  // namespace suanli
