// Scenarios that are based on others: `base: other.yaml` takes that file's keys, those of the file itself come over them.
#pragma once

#include <string>
#include <vector>

#include "scenarios/document.hpp"

namespace suanli {

/// A text, and the file that it is from.
struct SourceText {
  std::string source, text;
};

/// The tree of a text upon those of the files that it is based on, `bases`, nearest first. `base`, the first key of a text,
/// names a scenario, relative to `source`; `without` lists keys of the base that are left out. The text's own keys replace
/// what is left: maps key by key, all else whole. Every value keeps the place where it was written. Faults go to `problems`
/// as those of parse_document do. Throws InputFaults, also for a scenario that is based on itself, or on too long a chain.
Node document_on_base(const std::string& text, const std::string& source, std::vector<SourceText>& bases,
                      std::vector<Problem>& problems);

}  // namespace suanli
