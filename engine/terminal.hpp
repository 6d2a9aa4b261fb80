// The terminal that a stream is written to, if it is one: how wide it is, and what it can show.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

namespace suanli {

/// What a terminal can show. Of a file or a pipe nothing is asked: what is written there is plain and as wide as it is.
struct Terminal {
  std::size_t columns = 0;  ///< 0: it is none
  bool colours = false;     ///< unless NO_COLOR is set (no-color.org), or TERM says that it is dumb
  bool renews = false;      ///< whether a line can be written again over itself
  bool unicode = false;     ///< block elements and lines, in a locale of UTF-8

  bool is_one() const { return columns > 0; }
};

/// The value of a variable of the environment, null where it is unset.
using Variable = std::function<const char*(const char*)>;

/// What a stream of this process is written to; nothing to look at under Open MPI's mpirun, which hands on what it writes.
Terminal terminal_of(
    int descriptor, const Variable& variable = [](const char* name) { return std::getenv(name); });

/// What colours tell apart; words and signs tell it as well.
enum class Paint { good, bad, range, centre };

/// The text in the colour of its meaning, or as it is where there are no colours.
std::string painted(std::string_view text, Paint paint, const Terminal& terminal);

/// A text from elsewhere with the control characters that a terminal would obey written as \x1b; line breaks and tabs stay.
std::string visible(std::string_view text);

/// The same of a name, which stands in one line: line breaks and tabs are written so, too.
std::string visible_in_line(std::string_view name);

/// `visible` of a text of our own with names from elsewhere in it: what `painted` has put around words stays.
std::string visible_between_paints(std::string_view text);

/// A line with its end, broken where the terminal ends.
std::string fitted(std::string_view line, const Terminal& terminal);

}  // namespace suanli
