// Pages of charts: JSON that nothing can break out of, and a place for the file.
#include "output/report/page.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>

#include "output/report/json.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::report::test {
namespace {

using output::test::refusal;
using output::test::set_bytes;
using output::test::TemporaryDirectory;

std::string text_in_json(std::string_view text) { return Json().text(text).take(); }
std::string number_in_json(double value) { return Json().number(value).take(); }

TEST_CASE("no text in a page can end the element around it") {
  CHECK(text_in_json("</script><b>&\"\\") == R"("\u003c/script\u003e\u003cb\u003e\u0026\"\\")");
  CHECK(text_in_json("<!--") == R"("\u003c!--")");
  CHECK(text_in_json(std::string_view("line\nend\0\x1f\x7f", 11)) == R"("line\nend\u0000\u001f\u007f")");
}

TEST_CASE("what is not UTF-8 in a text of a page becomes the replacement character, byte by byte") {
  const std::string lost = "\xEF\xBF\xBD";
  CHECK(text_in_json("算力 τ̂ 😀") == "\"算力 τ̂ 😀\"");
  CHECK(text_in_json("a\xff"
                     "b") == "\"a" + lost + "b\"");
  CHECK(text_in_json("\xC0\xAF") == "\"" + lost + lost + "\"");                        // "/" longer than needed
  CHECK(text_in_json("\xED\xA0\x80") == "\"" + lost + lost + lost + "\"");             // half of a surrogate pair
  CHECK(text_in_json("\xF4\x90\x80\x80") == "\"" + lost + lost + lost + lost + "\"");  // beyond the last character
  CHECK(text_in_json("cut \xE7\xAE") == "\"cut " + lost + lost + "\"");
}

TEST_CASE("numbers of a page read back bit by bit, and what is no number has a place") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 10000; ++i) {
    const double x = std::bit_cast<double>(random());
    if (!std::isfinite(x)) continue;
    const std::string written = number_in_json(x);
    CHECK(std::bit_cast<std::uint64_t>(std::strtod(written.c_str(), nullptr)) == std::bit_cast<std::uint64_t>(x));
  }
  CHECK(number_in_json(0.1) == "0.1");
  CHECK(number_in_json(std::nan("")) == "null");
  CHECK(number_in_json(std::numeric_limits<double>::infinity()) == "1e999");
  CHECK(number_in_json(-std::numeric_limits<double>::infinity()) == "-1e999");
}

TEST_CASE("a text of both languages is a pair in a page, one that both share a string") {
  CHECK(Json().text(Text{"growth", "增长"}).take() == "[\"growth\",\"增长\"]");
  CHECK(Json().text(Text{"τ", "τ"}).take() == "\"τ\"");
}

Page small_page() {
  Page page{{"A title", "标题"}, {}, {}, {}};
  Section section{"one", {"One", "一"}, {}, {}};
  Chart chart{{"curve", {"A curve", "曲线"}, {}}};
  Plot plot{{{"x", "x"}}, {{"y", "y"}}};
  plot.curves.push_back({{"of </script>", "的"}, Mark::line, Colour::blue, {1, 2}, {.1, std::nan("")}});
  chart.frames.emplace_back(std::move(plot));
  section.items.emplace_back(std::move(chart));
  page.sections.push_back(std::move(section));
  return page;
}

TEST_CASE("a page carries its charts as JSON and nothing from elsewhere") {
  const std::string json = to_json(small_page());
  CHECK(json.find(R"("x":[1,2],"y":[0.1,null])") != std::string::npos);
  CHECK(json.find('<') == std::string::npos);
  if (!has_charts()) {
    CHECK_THROWS_WITH_AS(to_html(small_page()), doctest::Contains("install npm"), NoCharts);
    return;
  }
  const std::string html = to_html(small_page());
  CHECK(html.find(json) != std::string::npos);
  CHECK(html.find("<script src") == std::string::npos);
  CHECK(html.find("stylesheet") == std::string::npos);
  CHECK(html.find("Apache License") != std::string::npos);
  CHECK(html.size() - json.size() < 5'000'000);
}

TEST_CASE("a page of more data than browsers open well is refused") {
  if (!has_charts()) return;
  Page page = small_page();
  auto& plot = std::get<Plot>(std::get<Chart>(page.sections.front().items.front()).frames.front());
  plot.curves.front().y.assign(largest_data / 8, 0.0625);  // "0.0625," are seven bytes each
  plot.curves.front().x.assign(largest_data / 8, 0.0625);
  CHECK_THROWS_WITH_AS(to_html(page), doctest::Contains("give fewer files"), TooLarge);
}

TEST_CASE("a page replaces a page, and no file of another kind") {
  const TemporaryDirectory directory;
  const auto place = directory / "page.html";
  CHECK_NOTHROW(expect_page_place(place));
  set_bytes(place, "<!doctype html>\n<html lang=\"en\" data-suanli-report>\n");
  CHECK_NOTHROW(expect_page_place(place));
  set_bytes(place, "\x89HDF\r\n\x1a\n, a result that took days");
  CHECK(refusal([&] { expect_page_place(place); }) ==
        place.string() +
            ": cannot be written: a file of another kind is there; only pages of suanli report are replaced");
}

}  // namespace
}  // namespace suanli::output::report::test
