// Reads scenarios made of any bytes. What follows a zero byte is a setting, as --set gives it. A text must be read or
// refused, and what was read must be the same once it has been written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "scenarios/read.hpp"

namespace suanli {
namespace {

// Bases are looked for beside it.
const std::string source = SUANLI_SOURCE_DIR "/scenarios/any.yaml";

void read(const std::string& yaml, const std::vector<std::string>& settings) {
  std::string written;
  try {
    written = to_yaml(read_scenario_text(yaml, source, settings).parameters);
  } catch (const InputFaults&) {
    return;
  }
  if (to_yaml(read_scenario_text(written, "written").parameters) != written) std::abort();
}

}  // namespace
}  // namespace suanli

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size), yaml = input.substr(0, input.find('\0'));
  std::vector<std::string> settings;
  if (yaml.size() < size) settings.push_back(input.substr(yaml.size() + 1));
  suanli::read(yaml, settings);
  return 0;
}
