// Tables as comma-separated values (RFC 4180 with lines that end in "\n").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suanli::output {

/// One field, between quotes if it holds a comma, a quote or a line break.
std::string csv_field(std::string_view text);

/// One line of fields, with its end.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace suanli::output
