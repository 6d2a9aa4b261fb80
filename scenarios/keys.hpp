// The table of keys, generated from the declarations of the parameters.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/names.hpp"
#include "engine/text.hpp"

namespace suanli {

/// One key of a scenario, in words.
struct Key {
  std::string path;  ///< "household.risk_aversion", "industries.<industry>.alpha"
  std::string_view symbol, unit, source;
  Text range;
  std::string fallback;  ///< the default, or "" if a scenario must give the key
  Words meaning;
  bool required;
};
const std::vector<Key>& all_keys();
/// The declaration of a key as a scenario has it, "industries.finance.alpha", or with the word before its number,
/// "productivity.level.given"; nullptr if there is none.
const Key* key_of(std::string_view path);
/// Keys of files that are no parameters: what a scenario is based on.
std::span<const Key> keys_of_files();
/// Whether a key of a file may begin with this, as far as its first dot: "household", "tau", "base".
bool is_first_part(std::string_view name);

/// Lines for `suanli describe`: all keys, or those that `path` names by path, section, last part or symbol. Throws
/// NoSuchName.
std::string describe(const std::string& path, Language language);

/// The same for the recorded series, by name or symbol.
std::string describe_series(const std::string& name, Language language);

/// The table of keys in Markdown, in both languages.
std::string keys_as_markdown();

}  // namespace suanli
