// Where labels go on a chart: inside its frame, off each other, and off the curves as far as can be.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace suanli::output {

/// A rectangle on the page; y counts downwards.
struct Box {
  double left, top, right, bottom;

  double area() const { return right > left && bottom > top ? (right - left) * (bottom - top) : 0; }
  bool contains(double x, double y) const { return x > left && x < right && y > top && y < bottom; }
};

/// The part that two rectangles share; without area if there is none.
Box shared(const Box& a, const Box& b);

/// A place that a label may take, and how many units of page crossed by a curve it would rather bear elsewhere.
struct LabelPlace {
  Box box;
  double reluctance = 0;
};

/// Gives labels their places, one after the other.
class LabelPlaces {
 public:
  explicit LabelPlaces(Box frame) : frame_(frame) {}

  /// What a label should not cover: a piece of a curve, best avoided …
  void avoid(double x1, double y1, double x2, double y2);
  /// … and what it must not, if that can be.
  void occupy(const Box& box) { occupied_.push_back(box); }

  /// Which of the places costs least, the first among equals; it is occupied from then on.
  std::size_t take(const std::vector<LabelPlace>& places);

 private:
  double cost(const LabelPlace& place) const;

  Box frame_;
  std::vector<Box> occupied_;
  std::vector<std::pair<double, double>> curves_;  // points, a unit of the page apart
};

}  // namespace suanli::output
