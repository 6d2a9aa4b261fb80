#include "output/label_places.hpp"

#include <doctest/doctest.h>

namespace suanli::output::test {
namespace {

const Box frame{0, 0, 100, 100};

TEST_CASE("a label takes the first place that is free, inside of the frame, and nothing else gets it") {
  LabelPlaces places(frame);
  const std::vector<LabelPlace> all{{{90, 10, 110, 20}}, {{10, 10, 30, 20}}, {{40, 10, 60, 20}}};
  CHECK(places.take(all) == 1);
  CHECK(places.take(all) == 2);
}

TEST_CASE("a label goes off a curve if that is not farther than the curve is long behind it") {
  const LabelPlace near{{10, 10, 30, 20}}, far{{60, 60, 80, 70}, 12};
  for (const bool along : {true, false}) {
    LabelPlaces places(frame);
    if (along) places.avoid(0, 15, 100, 15);  // 20 units behind the label
    else places.avoid(20, 0, 20, 100);        // 10
    CHECK(places.take({near, far}) == (along ? 1 : 0));
  }
}

TEST_CASE("where no place is free the one that is covered least is taken") {
  LabelPlaces places(frame);
  places.occupy({0, 0, 100, 50});
  CHECK(places.take({{{0, 0, 20, 20}}, {{0, 40, 20, 60}}, {{0, 45, 20, 65}}}) == 2);
}

}  // namespace
}  // namespace suanli::output::test
