#include "scenarios/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <span>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "output/destination.hpp"

namespace suanli {

namespace {

constexpr std::size_t largest_text = 1 << 20, deepest = 16;

[[noreturn]] void fail(Place place, Text message) { throw InputFaults({{std::move(place), std::move(message)}}); }

// What YAML takes for no value, or for an item of a list, except between quotes: parameters are written without.
bool is_nothing(const std::string& text) { return text == "null" || text == "Null" || text == "NULL" || text == "-"; }

bool is_name(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  };
  return !text.empty() && text.size() <= longest_name && !is_nothing(text) && std::ranges::all_of(text, allowed);
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

// What yaml-cpp says when a text is not YAML, by how it begins.
Text explained(const YAML::Exception& error) {
  namespace said = YAML::ErrorMsg;
  static const std::pair<const char*, const char*> in_chinese[] = {
      {said::YAML_DIRECTIVE_ARGS, "YAML 指令须恰有一个参数"},
      {said::YAML_VERSION, "YAML 版本有误"},
      {said::YAML_MAJOR_VERSION, "YAML 主版本过高"},
      {said::REPEATED_YAML_DIRECTIVE, "YAML 指令重复"},
      {said::TAG_DIRECTIVE_ARGS, "TAG 指令须恰有两个参数"},
      {said::REPEATED_TAG_DIRECTIVE, "TAG 指令重复"},
      {said::CHAR_IN_TAG_HANDLE, "标签中有非法字符"},
      {said::TAG_WITH_NO_SUFFIX, "标签缺少后缀"},
      {said::END_OF_VERBATIM_TAG, "标签没有结束"},
      {said::END_OF_MAP_FLOW, "映射 { 没有结束"},
      {said::END_OF_MAP, "映射没有结束"},
      {said::END_OF_SEQ_FLOW, "列表 [ 没有结束"},
      {said::END_OF_SEQ, "列表没有结束"},
      {said::MULTIPLE_TAGS, "同一个值有多个标签"},
      {said::MULTIPLE_ANCHORS, "同一个值有多个锚点"},
      {said::MULTIPLE_ALIASES, "同一个值有多个别名"},
      {said::ALIAS_CONTENT, "别名不能带内容"},
      {said::INVALID_HEX, "十六进制转义有误"},
      {said::INVALID_UNICODE, "Unicode 转义有误"},
      {said::INVALID_ESCAPE, "未知的转义字符"},
      {said::UNKNOWN_TOKEN, "无法识别的符号"},
      {said::DOC_IN_SCALAR, "值中出现文档标记"},
      {said::EOF_IN_SCALAR, "值未结束而文件已尽"},
      {said::CHAR_IN_SCALAR, "值中有非法字符"},
      {said::TAB_IN_INDENTATION, "缩进中有制表符"},
      {said::FLOW_END, "多余的括号"},
      {said::BLOCK_ENTRY, "此处不能有列表项"},
      {said::MAP_KEY, "此处不能有键"},
      {said::MAP_VALUE, "此处不能有值"},
      {said::ALIAS_NOT_FOUND, "* 后缺少别名"},
      {said::ANCHOR_NOT_FOUND, "& 后缺少锚点"},
      {said::CHAR_IN_ALIAS, "别名中有非法字符"},
      {said::CHAR_IN_ANCHOR, "锚点中有非法字符"},
      {said::ZERO_INDENT_IN_BLOCK, "块的缩进不能为零"},
      {said::CHAR_IN_BLOCK, "块中有非法字符"},
      {said::UNKNOWN_ANCHOR, "所引用的锚点没有定义"}};
  for (const auto& [en, zh] : in_chinese)
    if (error.msg.starts_with(en)) return {error.msg, zh};
  return {error.msg, "（" + error.msg + "）"};
}

// The text is UTF-8 without control characters and ends with a newline: nothing was cut off in transit.
void check_characters(const std::string& yaml, const std::string& source) {
  Place at{source, 1, 1};
  for (std::size_t i = 0; i < yaml.size();) {
    const std::size_t length = sequence_length(yaml, i);
    const unsigned char first = static_cast<unsigned char>(yaml[i]);
    if (length == 0)
      fail(at, text("byte 0x{:02x} is not valid UTF-8; save the file as UTF-8",
                    "字节 0x{:02x} 不是合法的 UTF-8；请将文件存为 UTF-8", first));
    if ((first < 0x20 && first != '\n' && first != '\r') || first == 0x7F)
      fail(at, first == '\t' ? text("a tab; YAML is indented with spaces", "制表符；YAML 用空格缩进")
                             : text("control character 0x{:02x} is not allowed", "不允许控制字符 0x{:02x}", first));
    if (first == 0xEF && yaml.compare(i, 3, "\xEF\xBB\xBF") == 0)
      fail(at, text("a byte order mark; save the file as UTF-8 without one", "字节顺序标记；请存为不带它的 UTF-8"));
    at = first == '\n' ? Place{source, at.line + 1, 1} : Place{source, at.line, at.column + 1};
    i += length;
  }
  if (!yaml.empty() && yaml.back() != '\n')
    fail(at, text("the last line does not end: the file may have been cut off", "最后一行没有换行：文件可能被截断"));
}

// Builds the tree from events, and refuses what a scenario must not contain.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& text, std::string source, std::vector<Problem>& problems, std::size_t& nodes)
      : text_(text), source_(std::move(source)), problems_(problems), nodes_(nodes), nodes_before_(nodes) {}
  Node take() { return std::move(root_); }

  // Counts columns in characters, not in bytes, and on from the place before in the same line: lines may be long.
  Place place(const YAML::Mark& mark) const {
    const std::size_t position = std::min(text_.size(), static_cast<std::size_t>(std::max(0, mark.pos)));
    const std::size_t line = static_cast<std::size_t>(mark.line) + 1;
    if (line != counted_.line || position < counted_.position) {
      const std::size_t line_start = position == 0 ? std::string::npos : text_.rfind('\n', position - 1);
      counted_ = {line, line_start == std::string::npos ? 0 : line_start + 1, 1};
    }
    for (; counted_.position < position; ++counted_.position)
      counted_.column += (static_cast<unsigned char>(text_[counted_.position]) & 0xC0) != 0x80;
    return {source_, line, counted_.column};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "", anchor, "", true); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    note(place(mark), text("aliases (*name) are not allowed", "不允许别名（*名称）"));
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
  void note(Place where, Text message) { problems_.push_back({std::move(where), std::move(message)}); }

  void check_node(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) note(place(mark), text("anchors (&name) are not allowed", "不允许锚点（&名称）"));
    if (!tag.empty() && tag != "?" && tag != "!")
      note(place(mark), text("tags (!name) are not allowed", "不允许标签（!名称）"));
    if (++nodes_ > most_values)
      fail(place(mark), nodes_before_ == 0 ? text("more than {} values", "超过 {} 个值", most_values)
                                           : text("more than {} values, with those of the files that are based on it",
                                                  "连同以它为基准的文件，超过 {} 个值", most_values));
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
    const auto first = given_.back().find(key);
    key_pending_ = true;
    if (key == "<<") note(where, text("merge keys (<<) are not allowed", "不允许合并键（<<）"));
    else if (is_nothing(key))
      note(where, text("'{}' is not a name: YAML reads it as something else", "“{}”不是名称：YAML 另有解读", key));
    else if (!is_name(key))
      note(where, text("'{}' is not a name: use 1 to {} of A-Z a-z 0-9 _ . -",
                       "“{}”不是名称：请用 1 至 {} 个 A-Z a-z 0-9 _ . -", escaped(key), longest_name));
    else if (first != given_.back().end())
      note(where, text("{} is given twice, first in line {}", "{} 重复给出，首次在第 {} 行", key, first->second));
    else if (key != refused_key || problems_.empty()) {
      given_.back().emplace(key, where.line);
      map.entries.push_back({key, std::move(where), {}});
      return;
    }
    map.incomplete = true;
    if (open_.size() == 1 && first == given_.back().end()) root_.refused = true;
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
    fail(place(mark), text("the quote that begins here is never closed", "此处开始的引号没有结束"));
  }

  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    check_node(mark, tag, anchor);
    if (open_.size() == deepest) fail(place(mark), text("more than {} levels", "超过 {} 层", deepest));
    if (!open_.empty() && open_.back()->kind == Node::Kind::map && !key_pending_)
      fail(place(mark), text("a key must be a plain name", "键须为普通名称"));
    Node& node = add();
    node.kind = kind, node.place = place(mark);
    open_.push_back(&node);
    given_.emplace_back();
  }
  void end() { open_.pop_back(), given_.pop_back(); }

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
  std::vector<std::unordered_map<std::string, std::size_t>> given_;  // keys of each open map, and their lines
  std::deque<Node> ignored_;                                         // values of keys that are not allowed
  struct Counted {
    std::size_t line = 0, position = 0, column = 1;
  };
  mutable Counted counted_;  // up to the last place
  bool into_ignored_ = false;
  bool key_pending_ = false;
  std::size_t& nodes_;
  const std::size_t nodes_before_;
};

Text joined(const std::vector<Problem>& problems) {
  std::vector<Text> lines;
  for (const Problem& problem : std::span(problems).first(std::min(problems.size(), most_faults_said)))
    lines.push_back(in_words(problem));
  if (problems.size() > most_faults_said)
    lines.push_back(text("and {} more faults", "另有 {} 处错误", problems.size() - most_faults_said));
  return in_lines(lines);
}

}  // namespace

std::string to_string(const Place& place) {
  return place.line == 0 ? place.source : fmt::format("{}:{}:{}", place.source, place.line, place.column);
}
Text in_words(const Problem& problem) { return text("{}: {}", "{}: {}", to_string(problem.place), problem.message); }

InputFaults::InputFaults(std::vector<Problem> problems)
    : WrongInput(joined(problems)), problems_(std::move(problems)) {}

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
  if (!std::filesystem::exists(status)) fail(place, text("there is no such file", "没有这个文件"));
  if (!std::filesystem::is_regular_file(status)) fail(place, text("is not a regular file", "不是普通文件"));
  if (output::is_hdf5(path))
    fail(place, text("is an HDF5 file, as results are: this takes a scenario (YAML)",
                     "是 HDF5 文件，即结果文件的格式：此处须为情景文件（YAML）"));
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > largest_text)
    fail(place, text("has {} bytes, a scenario at most {}", "有 {} 字节，情景文件至多 {} 字节", size, largest_text));
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (!in || (size > 0 && !(bytes << in.rdbuf()))) fail(place, text("cannot be read", "无法读取"));
  return bytes.str();
}

Node parse_document(const std::string& yaml, const std::string& source, std::vector<Problem>& problems) {
  std::size_t values = 0;
  return parse_document(yaml, source, problems, values);
}

Node parse_document(const std::string& yaml, const std::string& source, std::vector<Problem>& problems,
                    std::size_t& values) {
  check_characters(yaml, source);
  TreeBuilder builder(yaml, source, problems, values);
  std::istringstream in(yaml);
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) fail({source}, text("is empty", "是空的"));
    Node document = builder.take();
    TreeBuilder rest(yaml, source, problems, values);
    if (parser.HandleNextDocument(rest))
      fail({source}, text("has more than one document (---)", "含有多个文档（---）"));
    return document;
  } catch (const InputFaults& faults) {  // with what was found before it
    std::ranges::copy(faults.problems(), std::back_inserter(problems));
  } catch (const YAML::Exception& error) {
    problems.push_back({builder.place(error.mark), text("is not YAML: {}", "不是合法的 YAML：{}", explained(error))});
  }
  throw InputFaults(std::move(problems));
}

namespace {

// The value of a setting; lines and columns inside it would mean nothing to the user.
Node parse_value(const std::string& yaml, const std::string& source) {
  try {
    std::vector<Problem> problems;
    Node value = parse_document(yaml + "\n", source, problems);
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
  if (equals == std::string::npos || equals == 0) fail({source}, text("must have the form key=value", "须写成 键=值"));
  if (assignment[equals - 1] == '.') fail({source}, text("'' is not a name", "“”不是名称"));
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
    if (!is_name(key)) fail({source}, text("'{}' is not a name", "“{}”不是名称", escaped(key)));
    rest = rest.size() > key.size() ? rest.substr(key.size() + 1) : "";
    auto entry = std::ranges::find(node->entries, key, &Node::Entry::key);
    if (entry == node->entries.end()) entry = node->entries.insert(entry, {key, {source}, {}});
    entry->place = {source};
    node = &entry->value;
  }
  *node = std::move(value);
}

}  // namespace suanli
