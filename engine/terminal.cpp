#include "engine/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/columns.hpp"

namespace suanli {

namespace {

constexpr std::size_t usual_columns = 80;  // of a terminal that does not say how wide it is

std::string_view value_of(const char* name, const Variable& variable) {
  const char* const value = variable(name);
  return value == nullptr ? "" : value;
}

// Of the variables that say which characters there are, the first that is set counts.
bool is_utf8(const Variable& variable) {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale(value_of(name, variable));
    if (locale.empty()) continue;
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return std::tolower(c); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

std::size_t columns_of(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual_columns;
}

// Open MPI's mpirun gives each process a terminal of its own to write to, wherever its own output goes.
bool is_relayed(const Variable& variable) { return !value_of("OMPI_COMM_WORLD_SIZE", variable).empty(); }

// Select Graphic Rendition (ECMA-48): green, bold red, cyan, bold.
constexpr std::array<std::string_view, 4> renditions{"32", "1;31", "36", "1"};
constexpr std::string_view paint_begins = "\033[", paint_ends = "m", paint_off = "\033[0m";

// How long the start or the end of a paint is that a text begins with; 0 if it begins with none.
std::size_t length_of_paint(std::string_view text) {
  if (text.starts_with(paint_off)) return paint_off.size();
  if (!text.starts_with(paint_begins)) return 0;
  for (const std::string_view rendition : renditions)
    if (const auto rest = text.substr(paint_begins.size());
        rest.starts_with(rendition) && rest.substr(rendition.size()).starts_with(paint_ends))
      return paint_begins.size() + rendition.size() + paint_ends.size();
  return 0;
}

}  // namespace

Terminal terminal_of(int descriptor, const Variable& variable) {
  if (isatty(descriptor) == 0 || is_relayed(variable)) return {};
  const std::string_view kind = value_of("TERM", variable);
  const bool moves = !kind.empty() && kind != "dumb";
  return {.columns = columns_of(descriptor),
          .colours = moves && value_of("NO_COLOR", variable).empty(),
          .renews = moves,
          .unicode = is_utf8(variable)};
}

std::string painted(std::string_view text, Paint paint, const Terminal& terminal) {
  if (!terminal.colours || text.empty()) return std::string(text);
  std::string all(paint_begins);
  all += renditions[static_cast<std::size_t>(paint)];
  return all.append(paint_ends).append(text).append(paint_off);
}

std::string visible(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto ends_line = [&](std::size_t i) { return byte(i) == '\r' && byte(i + 1) == '\n'; };
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool second_set = byte(i) == 0xC2 && byte(i + 1) >= 0x80 && byte(i + 1) < 0xA0;  // U+0080 to U+009F
    if (second_set) shown += fmt::format("\\x{:02x}", byte(++i));
    else if ((byte(i) < 0x20 && byte(i) != '\n' && byte(i) != '\t' && !ends_line(i)) || byte(i) == 0x7F)
      shown += fmt::format("\\x{:02x}", byte(i));
    else shown += text[i];
  }
  return shown;
}

std::string visible_in_line(std::string_view name) {
  std::string shown;
  for (const char c : visible(name))
    if (c == '\n' || c == '\r' || c == '\t') shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else shown += c;
  return shown;
}

std::string visible_between_paints(std::string_view text) {
  std::string shown;
  std::size_t done = 0;
  for (std::size_t i = 0; (i = text.find('\033', i)) != std::string_view::npos;) {
    const std::size_t length = length_of_paint(text.substr(i));
    if (length == 0) {
      ++i;
      continue;
    }
    shown += visible(text.substr(done, i - done));
    shown += text.substr(i, length);
    done = i += length;
  }
  return shown += visible(text.substr(done));
}

std::string fitted(std::string_view line, const Terminal& terminal) {
  return (terminal.is_one() ? wrapped(line, terminal.columns, 0) : std::string(line)) + "\n";
}

}  // namespace suanli
