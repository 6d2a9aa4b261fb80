// Comma-separated values.
#include "output/csv.hpp"

#include <doctest/doctest.h>

namespace suanli::output::test {

TEST_CASE("a field of a CSV line is quoted if and only if it holds a comma, a quote or a line break") {
  CHECK(csv_line({"tau", "0.1", "κ", ""}) == "tau,0.1,κ,\n");
  CHECK(csv_line({"a,b", "say \"no\"", "two\nlines"}) == "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\n");
}

}  // namespace suanli::output::test
