// Goes on with parts and states whose checksum fits but whose bytes do not: the input says which, and what is changed in a
// sound one. A finding is whatever is neither refused in a line nor read as a run would read it.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agents/replication.hpp"
#include "output/checksum.hpp"
#include "output/parts.hpp"
#include "tests/fuzz/read_everything.hpp"
#include "tests/output/sample.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t size_of_tail = 16, size_of_head = 40;
constexpr std::uint32_t number = 1;

Parameters small_parameters() {
  Parameters p = test::choosing_parameters();
  p.firms.count = 400, p.time.end = p.time.start + 4 * p.time.step;
  return p;
}

/// A run of one batch and one state, and their bytes when they were sound.
class Interrupted {
 public:
  Interrupted() {
    output::Parts parts(output_, run_);
    parts.write({.first = 4, .count = 2, .columns = {{1, 2}, {1, 2, 3, 4}}, .failed = {{5, {"why", "why"}}}});
    parts.write_state(number,
                      [&](const ByteSink& sink) { Replication(model_, recorder_, number, Threads::one).save(sink); });
    for (const char* name : {"000000000004.rows", "000000000001.state"}) {
      files_.push_back(parts.directory() / name);
      sound_.push_back(output::test::bytes_of(files_.back()));
    }
  }

  void change(FuzzedDataProvider& input) {
    const std::size_t which = input.ConsumeBool();
    std::string body = sound_[which].substr(0, sound_[which].size() - size_of_tail);
    while (input.remaining_bytes() > 0 && body.size() > size_of_head) {
      const std::size_t at = input.ConsumeIntegralInRange(size_of_head, body.size() - 1);
      const std::string bytes = input.ConsumeBytesAsString(input.ConsumeIntegralInRange<std::size_t>(0, 8));
      std::copy_n(bytes.begin(), std::min(bytes.size(), body.size() - at), &body[at]);
      if (!bytes.empty()) continue;
      if (input.ConsumeBool()) body.resize(at + 1);
      else body.erase(at, input.ConsumeIntegralInRange<std::size_t>(1, 256));
    }
    output::Checksum sum;
    sum.add(body.data(), body.size());
    for (const std::uint64_t word : {std::uint64_t{body.size()}, sum.value()})
      body.append(reinterpret_cast<const char*>(&word), sizeof word);
    output::test::set_bytes(files_[1 - which], sound_[1 - which]);
    output::test::set_bytes(files_[which], body);
  }

  void go_on() {
    unless_refused([&] { output::PartsInView(output_, run_, output::Looking::at_every_byte); });
    const output::Parts parts(output_, run_);
    for (const Batch& batch : parts.finished()) parts.read(batch);
    for (const std::size_t row : parts.begun()) unless_refused([&] { go_on_with(parts, row); });
  }

 private:
  void go_on_with(const output::Parts& parts, std::size_t row) {
    std::optional<Replication> replication;
    parts.read_state(
        row, [&](const ByteSource& source) { replication.emplace(model_, recorder_, number, Threads::one, source); });
    while (!replication->is_complete()) replication->advance();  // may end in a SimulationError
  }

  const output::test::TemporaryDirectory directory_;
  const fs::path output_ = directory_ / "a.h5";
  const output::RunOfParts run_{"a run", {1, 2}};
  const Model model_{small_parameters()};
  const Recorder recorder_{model_};
  std::vector<fs::path> files_;
  std::vector<std::string> sound_;
};

}  // namespace
}  // namespace suanli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static suanli::fuzz::Interrupted interrupted;
  FuzzedDataProvider input(bytes, size);
  interrupted.change(input);
  interrupted.go_on();
  return 0;
}
