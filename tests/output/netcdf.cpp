#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

TEST_CASE("ncdump reads the header and the data of a result file [netcdf]") {
  if (std::system("command -v ncdump > /dev/null") != 0) return;
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const std::string file = (directory / "a.h5").string(), text = (directory / "a.cdl").string();
  REQUIRE(std::system(("ncdump -n a " + file + " > " + text + " 2>&1").c_str()) == 0);
  const std::string dump = bytes_of(text);
  for (const std::string line :
       {"\treplication = UNLIMITED ; // (10 currently)\n", "\ttime = 3 ;\n", "\tint64 replication(replication) ;\n",
        "\tdouble time(time) ;\n", "\tstring industry(industry) ;\n", "\tdouble wealth(replication) ;\n",
        "\t\tstring wealth:long_name_zh = \"财富\" ;\n", "\t\t:schema_version = 1LL ;\n",
        " industry = \"finance\", \"能源\" ;\n", "  \tdouble share(replication, time, industry) ;\n",
        "  \t\tshare:_FillValue = NaN ;\n", "  \tdouble growth_rate ;\n", "   size = 0.000499"}) {
    CAPTURE(line);
    CHECK(dump.find(line) != std::string::npos);
  }
  CHECK(dump.find("phony_dim") == std::string::npos);
}

}  // namespace
}  // namespace suanli::output::test
