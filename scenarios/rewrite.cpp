#include "scenarios/rewrite.hpp"

#include <optional>

#include "scenarios/document.hpp"

namespace suanli {

namespace {

// A value of the text, and what of the key lies below it: "markup" of pricing.markup where `pricing` is a word.
struct Found {
  const Node* node;
  std::string rest;
};

std::optional<Found> find(const Node& document, const std::string& key) {
  const Node* node = &document;
  std::string rest = key;
  while (!rest.empty() && node->kind == Node::Kind::map) {
    const Node::Entry* next = nullptr;
    for (const Node::Entry& entry : node->entries)  // names may hold dots: the longest that fits
      if ((rest == entry.key || rest.starts_with(entry.key + ".")) &&
          (next == nullptr || entry.key.size() > next->key.size()))
        next = &entry;
    if (next == nullptr) return std::nullopt;
    node = &next->value;
    rest = rest.size() > next->key.size() ? rest.substr(next->key.size() + 1) : "";
  }
  return Found{node, rest};
}

// Bytes before a place; its columns count characters.
std::size_t position_of(const std::string& text, const Place& place) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
  for (std::size_t column = 1; column < place.column; ++column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

// Length of what stands at `begin`: a quoted word, a map in braces, or the plain word `word`; 0 if it is none of these.
std::size_t length_at(const std::string& text, std::size_t begin, const Node& node) {
  if (node.kind == Node::Kind::scalar && !node.quoted)
    return text.compare(begin, node.text.size(), node.text) == 0 ? node.text.size() : 0;
  char quote = '\0';
  int depth = 0;
  for (std::size_t i = begin; i < text.size() && text[i] != '\n'; ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\' && quote == '"') ++i;
      else if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else {
      depth += (c == '{') - (c == '}');
    }
    if (quote == '\0' && depth == 0) return (node.kind == Node::Kind::map) == (c == '}') ? i + 1 - begin : 0;
  }
  return 0;
}

}  // namespace

std::string with_value(const std::string& text, const std::string& source, const std::string& key,
                       const std::string& value) {
  std::vector<Problem> problems;
  const Node document = parse_document(text, source, problems);
  const std::optional<Found> found = find(document, key);
  if (!found || found->node->kind == Node::Kind::nothing)
    throw CannotRewrite(suanli::text("{}: {} is not written there: write it into the file first, with any value",
                                     "{}: 其中没有写 {}：请先在文件中写上该键，取值任意", source, key));
  const std::size_t begin = position_of(text, found->node->place), length = length_at(text, begin, *found->node);
  if (length == 0)
    throw CannotRewrite(suanli::text(
        "{}: {} is not written as one word, one number or one map in braces, and cannot be "
        "replaced in place",
        "{}: {} 不是写成单个词、单个数或花括号内的映射，无法原处替换", to_string(found->node->place), key));
  std::string written = value;
  for (std::string rest = found->rest; !rest.empty();) {  // the key goes on below: inside a map of its own
    const std::size_t dot = rest.rfind('.');
    written = "{" + (dot == std::string::npos ? rest : rest.substr(dot + 1)) + ": " + written + "}";
    rest = dot == std::string::npos ? "" : rest.substr(0, dot);
  }
  return text.substr(0, begin) + written + text.substr(begin + length);
}

}  // namespace suanli
