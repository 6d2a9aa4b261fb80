#include "engine/machine.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <stdexcept>

#include "engine/instruction_set.hpp"

namespace suanli::test {
namespace {

TEST_CASE("available memory is more than this program's and no more than the machine's") {
  const std::size_t available = available_memory();
  const auto physical =
      static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE));
  CHECK(available >= std::size_t{16} << 20);
  CHECK(available <= physical);
}

TEST_CASE("an instruction set that the machine or the binary lacks is refused by name") {
  CHECK_THROWS_WITH_AS(use_instruction_set("MMX"), "this machine or binary lacks MMX", std::invalid_argument);
  use_instruction_set("");
}

TEST_CASE("the binary has a path for one number at a time beside its vectors") {
  CHECK(instruction_sets().size() >= 2);
}

}  // namespace
}  // namespace suanli::test
