// A YAML text as a tree in which every value knows its place, read through yaml-cpp's event interface with guards
// against what YAML lets through silently: repeated keys, aliases, tags, further documents, unterminated quotes.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/text.hpp"

namespace suanli {

/// Where a value was written: "file.yaml" with line and column from 1, or "--set key=value" with neither.
struct Place {
  std::string source;
  std::size_t line = 0, column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};
std::string to_string(const Place& place);

/// One fault of the input, in the form "place: message".
struct Problem {
  Place place;
  Text message;
};
Text in_words(const Problem& problem);

/// Everything that is wrong with an input, found in one pass; `what()` has one line per fault.
class InputFaults : public WrongInput {
 public:
  explicit InputFaults(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A value of the text: nothing, a scalar, a list, or a map in the order of the text.
struct Node {
  enum class Kind { nothing, scalar, list, map };
  struct Entry;

  Kind kind = Kind::nothing;
  Place place;
  std::string text;         ///< of a scalar
  bool quoted = false;      ///< a scalar between quotes is never a number
  bool refused = false;     ///< written in a way that is not allowed, and already reported
  bool incomplete = false;  ///< a map of which such entries were left out
  std::vector<Node> items;
  std::vector<Entry> entries;

  const Node* find(const std::string& key) const;
};
struct Node::Entry {
  std::string key;
  Place place;
  Node value;
};

/// Most faults that are said of an input: more come of a file that is none, and nobody reads them.
inline constexpr std::size_t most_faults_said = 200;
/// Length of a key's part between dots, at most.
inline constexpr std::size_t longest_name = 64;
/// Values of a text, and of all texts of a chain together, at most.
inline constexpr std::size_t most_values = 50000;

/// Text with control characters and quotes made visible, cut to a line's length: safe to print.
std::string escaped(const std::string& text);

/// The bytes of a regular file of at most 1 MiB. Throws InputFaults.
std::string read_text(const std::filesystem::path& path);

/// The single document of a text. What is not allowed but does not keep the rest from being read (repeated keys, aliases,
/// anchors, tags, names) goes to `problems`; everything else throws InputFaults, its last problem the one that ended it. A map
/// with a key at its top that is no name is `refused`. `values` counts the values of several texts, of which there may be no
/// more than of one.
Node parse_document(const std::string& text, const std::string& source, std::vector<Problem>& problems,
                    std::size_t& values);
Node parse_document(const std::string& text, const std::string& source, std::vector<Problem>& problems);

/// A value for a key, "household.risk_aversion=2.8", and how the command line gave it; "" stands for --set.
struct Setting {
  std::string assignment, given_as = {};
};

/// Sets a value of the tree; it is YAML of its own. Throws InputFaults.
void apply_setting(Node& document, const Setting& setting);

}  // namespace suanli
