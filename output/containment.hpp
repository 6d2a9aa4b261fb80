// HDF5 is not safe against files that were made to harm: where their structures contradict each other it may crash, not come to
// an end, or spoil memory, of which the program crashes later. Each ends the program with a line that names the file.
#pragma once

#include <filesystem>

#include "engine/text.hpp"

namespace suanli::output {

/// The language of that line, English by itself.
void name_crashes_in(Language language);

/// As long as it lives, HDF5 gets memory within reason only; and a crash, or half a minute of computing and more (by
/// what the file holds), are the file's fault and end the program as wrong input does. One inside another changes
/// nothing. Under sanitizers, which see crashes themselves, it does nothing. A crash afterwards may still be the file's
/// fault, and ends the program with words that leave it open.
class Containment {
 public:
  explicit Containment(const std::filesystem::path& file);
  Containment(const Containment&) = delete;
  Containment& operator=(const Containment&) = delete;
  ~Containment();

 private:
  bool outermost_;
};

}  // namespace suanli::output
