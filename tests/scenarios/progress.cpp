// The line that says how far a run is: words that fit their numbers, and a width that fits its terminal.
#include "scenarios/progress.hpp"

#include <doctest/doctest.h>

#include "engine/columns.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

constexpr Pace pace{.done = 3e9, .total = 12e9, .seconds = 30, .replications = {16, 64}};

TEST_CASE("rates are told in the unit that leaves a digit before the point") {
  CHECK(rate_in_words(1.234e9).en == "1234 million firm-steps/s");
  CHECK(rate_in_words(2.74e7).en == "27 million firm-steps/s");
  CHECK(rate_in_words(9.96e6).en == "10 million firm-steps/s");
  CHECK(rate_in_words(3.21e6).en == "3.2 million firm-steps/s");
  CHECK(rate_in_words(4.2e5).en == "420 thousand firm-steps/s");
  CHECK(rate_in_words(999).en == "999 firm-steps/s");
  CHECK(rate_in_words(0).en == "0 firm-steps/s");
  for (const double rate : {1.2e9, 3.2e6, 4e5, 12.}) check_both_languages(rate_in_words(rate));
}

TEST_CASE("durations are told in hours, minutes and seconds, rounded to the smaller of two units") {
  CHECK(duration_in_words(0.4).en == "0 s");
  CHECK(duration_in_words(59.4).en == "59 s");
  CHECK(duration_in_words(59.6).en == "1 min 00 s");
  CHECK(duration_in_words(200).en == "3 min 20 s");
  CHECK(duration_in_words(3599.7).en == "1 h 00 min");
  CHECK(duration_in_words(3900).en == "1 h 05 min");
  CHECK(duration_in_words(100 * 3600).en == "100 h 00 min");
  CHECK(duration_in_words(3900).zh == "1 小时 05 分");
}

TEST_CASE("on a terminal progress has a bar, replications, rate and time left; elsewhere no bar") {
  CHECK(progress_line(pace, {.columns = 100}, Language::english) ==
        "######..................   25 %  16 of 64 replications  100 million firm-steps/s  1 min 30 s left");
  CHECK(progress_line(pace, {.columns = 100, .unicode = true}, Language::chinese) ==
        "██████░░░░░░░░░░░░░░░░░░   25 %  已完成 16 次重复，共 64 次  100 百万企业·期/秒  还需 1 分 30 秒");
  CHECK(progress_line(pace, {}, Language::english) == " 25 %  100 million firm-steps/s  1 min 30 s left");
}

TEST_CASE("progress stays on one line of its terminal, and tells the share of the work in the narrowest") {
  for (const Language language : {Language::english, Language::chinese})
    for (std::size_t columns = 1; columns <= 200; ++columns) {
      const std::string line = progress_line(pace, {.columns = columns, .unicode = true}, language);
      CAPTURE(line);
      CHECK(width_of(line) < columns);
      CHECK((line.find("25 %") != std::string::npos) == (columns > 5));
    }
}

}  // namespace
}  // namespace suanli::test
