// A terminal of so many columns that there is only on paper: what was written to it, and what a screen then shows.
#pragma once

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace suanli::test {

class PseudoTerminal {
 public:
  explicit PseudoTerminal(unsigned short columns) : master_(posix_openpt(O_RDWR | O_NOCTTY)) {
    if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) throw std::runtime_error("no pseudo terminal");
    name_ = ptsname(master_);
    slave_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY);  // while it is open there is an end to read from
    winsize size{};
    size.ws_row = 40, size.ws_col = columns;
    ioctl(slave_, TIOCSWINSZ, &size);
    reading_ = std::thread([this] {
      char bytes[4096];
      for (ssize_t count; (count = read(master_, bytes, sizeof bytes)) > 0;)
        said_.append(bytes, static_cast<std::size_t>(count));
    });
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  ~PseudoTerminal() {
    said();
    ::close(master_);
  }

  int descriptor() const { return slave_; }
  /// Its file, "/dev/pts/7".
  const std::string& name() const { return name_; }
  /// All that was written; nothing can be written any more.
  const std::string& said() {
    if (reading_.joinable()) {
      ::close(slave_);
      reading_.join();
    }
    return said_;
  }

 private:
  int master_, slave_ = -1;
  std::string name_, said_;
  std::thread reading_;
};

/// What a screen shows of what was written to it, as far as the program writes to screens: "\r", "\n", "\033[K" and colours.
struct Screen {
  std::vector<std::string> lines{""};
  std::vector<std::string> renewed;  ///< each line as it was before it was written again
  bool beyond = false;               ///< whether it did something else

  explicit Screen(const std::string& said) {
    bool back = false;  // the cursor is at the beginning of a line that is to be erased
    for (std::size_t i = 0; i < said.size(); ++i) {
      if (said.compare(i, 3, "\033[K") == 0) {
        if (!lines.back().empty()) renewed.push_back(lines.back());
        if (back) lines.back().clear();
        back = false, i += 2;
      } else if (said[i] == '\033') {
        const std::size_t end = said.find_first_not_of("0123456789;", i + 2);
        beyond |= said.compare(i, 2, "\033[") != 0 || end == std::string::npos || said[end] != 'm';
        i = end;
      } else if (said[i] == '\r') {
        back = true;
      } else if (said[i] == '\n') {
        lines.emplace_back();
        back = false;
      } else {
        beyond |= back;
        lines.back() += said[i];
      }
    }
  }
};

}  // namespace suanli::test
