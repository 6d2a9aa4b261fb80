// Reads result files made of any bytes: as they are, and with a seal that fits them, as one who means harm would make it.
// HDF5's own checksums are not renewed here, so that changed structures are refused: tests/support/hostile_results.py renews them.
// Where the environment has SUANLI_SEED, a sound file is written there first, and it is said of inputs that could be read to
// their end that they were whole.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "output/seal.hpp"
#include "tests/fuzz/read_everything.hpp"
#include "tests/output/sample.hpp"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (const char* seed = std::getenv("SUANLI_SEED")) suanli::output::test::write_sample(seed);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace suanli;
  static const output::test::TemporaryDirectory directory;
  const std::filesystem::path path = directory / "a.h5";
  std::string file(reinterpret_cast<const char*>(bytes), size);
  output::test::set_bytes(path, file);
  fuzz::read_everything(path, directory / "tables");

  const bool is_sealed = size >= output::size_of_seal && file.compare(size - output::size_of_seal, 6, "SUANLI") == 0;
  if (is_sealed) file.resize(size - output::size_of_seal);
  output::test::set_bytes(path, file);
  output::seal(path, file.size());
  const bool whole = fuzz::read_everything(path, directory / "tables");
  static const bool tells = std::getenv("SUANLI_SEED") != nullptr;
  if (tells && whole) fmt::print(stderr, "the input was whole\n");
  return 0;
}
