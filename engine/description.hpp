// What a quantity is, in words: carried by every parameter and every recorded series from its one declaration to the
// reader's messages, the file's attributes, the tables and the command line.
#pragma once

#include <string>
#include <string_view>

namespace suanli {

/// The same words in English and in Chinese.
struct Words {
  std::string_view en, zh;
};

/// A quantity: name (as in YAML and in files), the paper's letter, unit, where it is defined (`§2.1`), meaning.
struct Description {
  std::string name;
  std::string_view symbol, unit, source;
  Words meaning;
};

}  // namespace suanli
