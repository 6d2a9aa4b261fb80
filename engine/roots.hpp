// Roots of equations whose unknowns have ranges, and which need not exist everywhere.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

/// A range stretched out to the whole line, so that no search leaves it: ln x where all of it is positive, the logit of
/// its share elsewhere.
class Coordinate {
 public:
  explicit Coordinate(const Range& range);

  double stretched(double x) const;    ///< within [low(), high()]
  double in_range(double u) const;     ///< its inverse; the ends of the range at and beyond low() and high()
  double low() const { return low_; }  ///< of the range, stretched
  double high() const { return high_; }
  const Range& range() const { return range_; }

 private:
  Range range_;
  bool log_;
  double low_, high_;
};

/// What is to be zero, or nothing where it does not exist.
using Equation = std::function<std::optional<double>(double)>;

/// What a search for a root has found.
struct RootSearch {
  struct Value {
    double x, f;
  };
  std::optional<double> root;            ///< to the last bit, or where |f| ≤ `enough`
  std::optional<Value> lowest, highest;  ///< of all values that were seen; nothing if f exists nowhere
  bool moves() const;                    ///< whether f takes different values
};

/// A root of f within a finite range, of several one near `start`: looks further and further on either side until the
/// sign changes (also where f ends, and at turning points), then TOMS 748.
RootSearch find_root(const Equation& f, const Range& range, double start, double enough);

/// What are to be zero, or nothing where they do not exist.
using Equations = std::function<std::optional<std::vector<double>>(const std::vector<double>&)>;

/// How a search for a common root ended.
enum class SearchEnd {
  found,
  no_start,       ///< nothing exists at the start
  idle_unknown,   ///< unknown `which` moves no equation
  idle_equation,  ///< equation `which` is moved by no unknown
  dependent,      ///< the unknowns move the equations in proportion
  stalled         ///< no step comes nearer
};

struct RootsSearch {
  SearchEnd outcome;
  std::size_t which = 0;
  std::vector<double> x, f;  ///< the nearest that was found
};

/// A common root of as many equations as unknowns, all |f| ≤ tolerance: Newton's method with differences for
/// derivatives, its steps halved until they come nearer.
RootsSearch find_roots(const Equations& f, const std::vector<Range>& ranges, const std::vector<double>& start,
                       double tolerance);

}  // namespace suanli
