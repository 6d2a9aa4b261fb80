#include "engine/roots.hpp"

#include <algorithm>
#define BOOST_UBLAS_NDEBUG  // its checks compare with tolerances that ill-scaled rows miss
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <cmath>
#include <cstdint>
#include <utility>

namespace suanli {

// ---- ranges stretched out ------------------------------------------------------------------------------------------

namespace {
constexpr double farthest_logit = 36;  // beyond, a share cannot be told from 0 or 1
}

Coordinate::Coordinate(const Range& range)
    : range_(range),
      log_(range.low > 0),
      low_(log_ ? std::log(range.low) : -farthest_logit),
      high_(log_ ? std::log(range.high) : farthest_logit) {}

double Coordinate::stretched(double x) const {
  const double u = log_ ? std::log(x) : std::log((x - range_.low) / (range_.high - x));
  return std::clamp(u, low_, high_);
}
double Coordinate::in_range(double u) const {
  if (u <= low_) return range_.low;
  if (u >= high_) return range_.high;
  const double x = log_ ? std::exp(u) : range_.low + (range_.high - range_.low) / (1 + std::exp(-u));
  return std::clamp(x, range_.low, range_.high);
}

// ---- one unknown ---------------------------------------------------------------------------------------------------

namespace {

struct NoValue {};  // f ends inside a bracket

// A place that was looked at.
struct Sample {
  double u, x;
  std::optional<double> f;
};

class Search {
 public:
  Search(const Equation& f, const Range& range, double enough) : f_(f), coordinate_(range), enough_(enough) {}

  RootSearch from(double start) {
    const double u = coordinate_.stretched(start);
    samples_ = {look(u)};
    samples_.front().x = start, samples_.front().f = at(start);  // bit for bit, not through the coordinate
    constexpr double first_step = 0.02, wider = 1.3;
    double below = u, above = u;
    for (double step = first_step; !found_ && (below > coordinate_.low() || above < coordinate_.high());
         step *= wider) {
      if (below > coordinate_.low()) extend(samples_.begin(), below = std::max(below - step, coordinate_.low()));
      if (!found_ && above < coordinate_.high())
        extend(samples_.end(), above = std::min(above + step, coordinate_.high()));
    }
    if (!found_) turn();
    return result_;
  }

 private:
  std::optional<double> at(double x) {
    if (!coordinate_.range().contains(x)) return std::nullopt;
    std::optional<double> f = f_(x);
    if (!f || !std::isfinite(*f)) return std::nullopt;
    if (std::abs(*f) <= enough_) f = 0;
    if (!result_.lowest || *f < result_.lowest->f) result_.lowest = {x, *f};
    if (!result_.highest || *f > result_.highest->f) result_.highest = {x, *f};
    if (*f == 0) result_.root = x, found_ = true;
    return f;
  }
  Sample look(double u) {
    const double x = coordinate_.in_range(u);
    return {u, x, at(x)};
  }

  // A sample at an end of those there are, and what lies between it and its neighbour.
  void extend(std::vector<Sample>::iterator end, double u) {
    const bool below = end == samples_.begin();
    const Sample next = look(u), neighbour = below ? samples_.front() : samples_.back();
    samples_.insert(end, next);
    if (!found_) between(neighbour, next);
  }

  void between(Sample a, Sample b) {
    if (a.f && b.f) {
      if (std::signbit(*a.f) != std::signbit(*b.f)) solve(a, b);
      return;
    }
    if (!a.f && !b.f) return;
    if (!a.f) std::swap(a, b);
    for (int halving = 0; halving < 30 && !found_; ++halving) {  // up to where f ends
      const Sample middle = look((a.u + b.u) / 2);
      if (!middle.f) b = middle;
      else if (std::signbit(*a.f) != std::signbit(*middle.f)) return solve(a, middle);
      else a = middle;
    }
  }

  void solve(const Sample& a, const Sample& b) {
    const Sample &low = a.x < b.x ? a : b, &high = a.x < b.x ? b : a;
    std::uintmax_t iterations = 200;
    try {
      const auto value = [&](double x) {
        const std::optional<double> f = at(x);
        if (!f) throw NoValue{};
        return *f;
      };
      const auto neighbours = [](double below, double above) { return std::nextafter(below, above) >= above; };
      const auto [left, right] =
          boost::math::tools::toms748_solve(value, low.x, high.x, *low.f, *high.f, neighbours, iterations);
      if (!found_) result_.root = std::abs(value(left)) <= std::abs(value(right)) ? left : right;
      found_ = true;
    } catch (const NoValue&) {
    }
  }

  // f may turn before it reaches zero and come back between two samples: where it is nearest, that is looked for.
  void turn() {
    std::size_t nearest = samples_.size();
    for (std::size_t i = 0; i < samples_.size(); ++i)
      if (samples_[i].f && (nearest == samples_.size() || std::abs(*samples_[i].f) < std::abs(*samples_[nearest].f)))
        nearest = i;
    if (nearest == samples_.size()) return;
    const Sample middle = samples_[nearest], &left = samples_[nearest > 0 ? nearest - 1 : 0],
                 &right = samples_[std::min(nearest + 1, samples_.size() - 1)];
    const bool positive = *middle.f > 0;
    std::uintmax_t iterations = 60;
    const auto beyond = [&](double u) {  // below 0 once f is on the other side
      const Sample s = look(u);
      return s.f ? (positive ? *s.f : -*s.f) : std::abs(*middle.f) * 2;
    };
    const double u = boost::math::tools::brent_find_minima(beyond, left.u, right.u, 30, iterations).first;
    if (const Sample lowest = look(u); !found_ && lowest.f && (*lowest.f > 0) != positive) solve(middle, lowest);
  }

  const Equation& f_;
  Coordinate coordinate_;
  double enough_;
  std::vector<Sample> samples_;
  RootSearch result_;
  bool found_ = false;
};

}  // namespace

bool RootSearch::moves() const {
  if (!lowest) return false;
  const double size = std::max(std::abs(lowest->f), std::abs(highest->f));
  return highest->f - lowest->f > 1e-13 * size;
}

RootSearch find_root(const Equation& f, const Range& range, double start, double enough) {
  return Search(f, range, enough).from(start);
}

// ---- several unknowns ----------------------------------------------------------------------------------------------

namespace {

namespace ublas = boost::numeric::ublas;
using Matrix = ublas::matrix<double, ublas::row_major, std::vector<double>>;
using Vector = ublas::vector<double, std::vector<double>>;
using Permutation = ublas::permutation_matrix<std::size_t, std::vector<std::size_t>>;

double norm(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}
double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

class Newton {
 public:
  Newton(const Equations& f, const std::vector<Range>& ranges) : f_(f), coordinates_(ranges.begin(), ranges.end()) {}

  RootsSearch from(const std::vector<double>& start, double tolerance) {
    constexpr double inside = 4;  // at an end of a range nothing moves: begin a little inside
    std::vector<double> u;
    for (std::size_t i = 0; i < start.size(); ++i) {
      const Coordinate& c = coordinates_[i];
      const bool at_end = start[i] == c.range().low || start[i] == c.range().high;
      u.push_back(at_end && c.low() == -c.high() ? std::clamp(c.stretched(start[i]), -inside, inside)
                                                 : c.stretched(start[i]));
    }
    std::optional<std::vector<double>> now = at(u);
    if (!now) return {SearchEnd::no_start, 0, start, {}};
    const auto end = [&](SearchEnd outcome, std::size_t which = 0) {
      return RootsSearch{outcome, which, in_range(u), *now};
    };
    constexpr int most_steps = 100;
    for (int step = 0; largest(*now) > tolerance; ++step) {
      if (step == most_steps) return end(SearchEnd::stalled);
      Matrix jacobian = derivatives(u, *now);
      if (const auto idle = idle_column(jacobian)) return end(SearchEnd::idle_unknown, *idle);
      if (const auto idle = idle_column(ublas::trans(jacobian))) return end(SearchEnd::idle_equation, *idle);
      Vector change(u.size());
      for (std::size_t i = 0; i < u.size(); ++i) change(i) = -(*now)[i];
      Permutation rows(u.size());
      if (ublas::lu_factorize(jacobian, rows) != 0) return end(SearchEnd::dependent);
      ublas::lu_substitute(jacobian, rows, change);
      constexpr double longest = 2, out_of_proportion = 1e7;
      const double length = ublas::norm_inf(change);
      if (!(length < out_of_proportion)) return end(SearchEnd::dependent);
      if (!advance(u, now, change * std::min(1.0, longest / length))) return end(SearchEnd::stalled);
    }
    return end(SearchEnd::found);
  }

 private:
  std::vector<double> in_range(const std::vector<double>& u) const {
    std::vector<double> x;
    for (std::size_t i = 0; i < u.size(); ++i) x.push_back(coordinates_[i].in_range(u[i]));
    return x;
  }
  std::optional<std::vector<double>> at(const std::vector<double>& u) const {
    const std::vector<double> x = in_range(u);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!coordinates_[i].range().contains(x[i])) return std::nullopt;
    std::optional<std::vector<double>> f = f_(x);
    return f && std::isfinite(norm(*f)) ? f : std::nullopt;
  }

  // Differences on both sides, or on the one where the equations exist.
  Matrix derivatives(const std::vector<double>& u, const std::vector<double>& now) const {
    constexpr double h = 1e-5;
    Matrix d(u.size(), u.size());
    for (std::size_t j = 0; j < u.size(); ++j) {
      std::vector<double> moved = u;
      moved[j] = std::min(u[j] + h, coordinates_[j].high());
      const double above = moved[j] - u[j];
      const std::optional<std::vector<double>> up = at(moved);
      moved[j] = std::max(u[j] - h, coordinates_[j].low());
      const double below = u[j] - moved[j];
      const std::optional<std::vector<double>> down = at(moved);
      const double width = (up ? above : 0) + (down ? below : 0);
      for (std::size_t i = 0; i < u.size(); ++i) {
        const double rise = (up ? (*up)[i] : now[i]) - (down ? (*down)[i] : now[i]);
        d(i, j) = width > 0 ? rise / width : 0;
      }
    }
    return d;
  }

  template <class AnyMatrix> static std::optional<std::size_t> idle_column(const AnyMatrix& d) {
    constexpr double rounding = 1e-10;  // of a difference over 2e-5
    for (std::size_t j = 0; j < d.size2(); ++j) {
      double most = 0;
      for (std::size_t i = 0; i < d.size1(); ++i) most = std::max(most, std::abs(d(i, j)));
      if (most < rounding) return j;
    }
    return std::nullopt;
  }

  bool advance(std::vector<double>& u, std::optional<std::vector<double>>& now, const Vector& change) const {
    for (double share = 1; share > 1e-9; share /= 2) {
      std::vector<double> next = u;
      for (std::size_t i = 0; i < u.size(); ++i)
        next[i] = std::clamp(u[i] + share * change(i), coordinates_[i].low(), coordinates_[i].high());
      if (std::optional<std::vector<double>> f = at(next); f && norm(*f) < norm(*now)) {
        u = std::move(next), now = std::move(f);
        return true;
      }
    }
    return false;
  }

  const Equations& f_;
  std::vector<Coordinate> coordinates_;
};

}  // namespace

RootsSearch find_roots(const Equations& f, const std::vector<Range>& ranges, const std::vector<double>& start,
                       double tolerance) {
  return Newton(f, ranges).from(start, tolerance);
}

}  // namespace suanli
