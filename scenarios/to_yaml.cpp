#include "agents/parameters.hpp"
#include "scenarios/read.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

template <class P> void write_fields(const P& p, int depth, std::string& out) {
  const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
  for_each_field<P>([&](const auto& d) {
    using D = std::decay_t<decltype(d)>;
    const auto& value = p.*D::member;
    using Value = std::decay_t<decltype(value)>;
    out += indent + std::string(name_of<D::member>()) + ":";
    if constexpr (is_section<D>) {
      out += "\n";
      write_fields(value, depth + 1, out);
    } else if constexpr (is_field<D>) {
      if constexpr (is_optional<Value>) {
        if (value) out += " " + value_text(*value) + "\n";
        else out.resize(out.size() - indent.size() - name_of<D::member>().size() - 1);
      } else if constexpr (std::is_same_v<Value, std::string>) {
        if (!value.empty()) out += " " + value + "\n";
        else out.resize(out.size() - indent.size() - name_of<D::member>().size() - 1);
      } else {
        out += " " + value_text(value) + "\n";
      }
    } else if (value.empty() && d.may_be_absent) {
      out.resize(out.size() - indent.size() - name_of<D::member>().size() - 1);
    } else {
      out += "\n";
      for (const auto& [name, entry] : value) {
        out += indent + "  " + name + ":";
        if constexpr (std::is_same_v<std::decay_t<decltype(entry)>, double>) {
          out += " " + value_text(entry) + "\n";
        } else {
          out += "\n";
          write_fields(entry, depth + 2, out);
        }
      }
    }
  });
}

}  // namespace

std::string to_yaml(const Parameters& p) {
  std::string out;
  write_fields(p, 0, out);
  return out;
}

}  // namespace suanli
