// Tables as comma-separated values (RFC 4180 with lines that end in "\n").
#pragma once

#include <string>
#include <vector>

namespace suanli::output {

/// One line; what holds a comma, a quote or a line break is quoted.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace suanli::output
