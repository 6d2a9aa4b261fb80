// The table of keys, generated from the declarations of the parameters.
#pragma once

#include <string>
#include <vector>

#include "engine/description.hpp"

namespace suanli {

/// One key of a scenario, in words.
struct Key {
  std::string path;  ///< "household.risk_aversion", "industries.<industry>.alpha"
  std::string_view symbol, unit, source;
  std::string range, fallback;  ///< fallback: the default, or "" if a scenario must give the key
  Words meaning;
  bool required;
};
const std::vector<Key>& all_keys();

/// The key among `candidates` that `given` most likely meant; "" if none is near.
std::string nearest(const std::string& given, const std::vector<std::string>& candidates);

/// Lines for `suanli describe`: all keys, or those that `path` names by path, section, last part or
/// symbol; "" if there are none.
std::string describe(const std::string& path);

/// The same as a Markdown document (scenarios/README.md).
std::string keys_as_markdown();

}  // namespace suanli
