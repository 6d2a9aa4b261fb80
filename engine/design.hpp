// Designs of experiments: points of the unit hypercube, as pure functions of (method, points, dimensions, seed).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace suanli {

/// Points of a design [point × dimension], row by row.
class Points {
 public:
  Points(std::size_t count, std::size_t dimensions)
      : count_(count), dimensions_(dimensions), coordinates_(count * dimensions) {}

  std::size_t size() const { return count_; }
  std::size_t dimensions() const { return dimensions_; }
  std::span<double> operator[](std::size_t point) { return {coordinates_.data() + point * dimensions_, dimensions_}; }
  std::span<const double> operator[](std::size_t point) const {
    return {coordinates_.data() + point * dimensions_, dimensions_};
  }
  /// One coordinate of all points.
  std::vector<double> column(std::size_t dimension) const;

  friend bool operator==(const Points&, const Points&) = default;

 private:
  std::size_t count_, dimensions_;
  std::vector<double> coordinates_;
};

// ---- Sobol points ---------------------------------------------------------------------------------------------------

/// Most dimensions of Sobol points: those whose direction numbers Boost.Random has of Joe and Kuo (2008).
inline constexpr std::size_t max_sobol_dimensions = 3667;
/// Most points of any sampling design: Sobol points have 32 digits, draws are addressed by 32 bits.
inline constexpr std::uint64_t max_sobol_points = std::uint64_t{1} << 32;

/// Sobol's sequence (1967) with the direction numbers of Joe and Kuo (2008), in Gray-code order from point 0, the origin,
/// so that every 2^m points from a multiple of 2^m on are a digital net; without it (as Boost.Random and many programs
/// have it) the first 2^m are none.
class SobolSequence {
 public:
  /// Throws std::invalid_argument for no dimension, or more than max_sobol_dimensions.
  explicit SobolSequence(std::size_t dimensions);

  std::size_t dimensions() const { return directions_.size() / digits; }

  /// A coordinate in units of 2^-32; the point below max_sobol_points.
  std::uint32_t operator()(std::uint64_t point, std::size_t dimension) const;

 private:
  static constexpr std::size_t digits = 32;
  std::vector<std::uint32_t> directions_;  // [dimension × digit]
};

/// Sobol points after Owen's nested uniform scrambling (1995): each digit is flipped by a draw addressed by seed, dimension and
/// all digits before it. Every point is uniform on the open cube, so that means over any number of points are unbiased; the
/// points stay a net, so that the error of a mean of a smooth function of few variables falls nearly as N^-1.5 at N = 2^m.
/// (Hashes in place of the draws, as of Laine and Karras 2011 or Burley 2020, only approximate this.)
class ScrambledSobol {
 public:
  /// Throws as SobolSequence does.
  ScrambledSobol(std::size_t dimensions, std::uint64_t seed) : sequence_(dimensions), seed_(seed) {}

  std::size_t dimensions() const { return sequence_.dimensions(); }

  /// A coordinate in (0, 1), a multiple of 2^-53; the point below max_sobol_points.
  double operator()(std::uint64_t point, std::size_t dimension) const;

 private:
  SobolSequence sequence_;
  std::uint64_t seed_;
};

// ---- samples ---------------------------------------------------------------------------------------------------------

/// How points are spread over the cube.
enum class Sampling {
  sobol,           ///< the first scrambled Sobol points; best for 2^m of them
  latin_hypercube  ///< one point in each of N strata of every dimension, anywhere within it (McKay, Beckman and Conover 1979)
};

/// Points in the open unit cube, of which each is uniform; throws std::invalid_argument for no point or no dimension, or more
/// than max_sobol_points or (Sobol) max_sobol_dimensions. More points leave the first ones of a Sobol sample as they are;
/// a Latin hypercube is another one.
Points sample(Sampling method, std::size_t points, std::size_t dimensions, std::uint64_t seed);

// ---- grids -----------------------------------------------------------------------------------------------------------

/// How many points a full grid of so many levels in each dimension has; throws std::invalid_argument if a dimension has no
/// level, and for more than 2^53 points, which could not be told apart in a file.
std::size_t grid_size(std::span<const std::size_t> levels);

/// The level [0, levels) of each dimension at a point of the full grid; the last dimension changes fastest.
std::vector<std::size_t> grid_point(std::span<const std::size_t> levels, std::size_t point);

// ---- Saltelli's scheme for Sobol indices -----------------------------------------------------------------------------

/// Where a row of Saltelli's design stands: rows come by base point, each giving A, B, A_B^(1) … A_B^(d) in this order, so that
/// more base points only append rows. A and B are two independent points, A_B^(i) is A with coordinate i from B.
inline constexpr std::size_t saltelli_block(std::size_t dimensions) { return dimensions + 2; }

/// The N(d + 2) rows of Saltelli et al. (2010, radial sampling) on N scrambled Sobol points of 2d dimensions, the first d of
/// which are A's; throws std::invalid_argument as `sample` does, thus for more than 1833 dimensions. Variance-based indices
/// need independent coordinates: no copula.
Points saltelli(std::size_t base_points, std::size_t dimensions, std::uint64_t seed);

// ---- Morris's trajectories -------------------------------------------------------------------------------------------

/// How far a coordinate moves in Morris's design of p levels: p/(2(p - 1)), which makes all levels equally likely.
inline constexpr double morris_step(std::size_t levels) {
  return static_cast<double>(levels) / static_cast<double>(2 * (levels - 1));
}

/// The r(d + 1) rows of Morris (1991), trajectory by trajectory: a random point of the grid {0, 1/(p-1) … 1}^d, then one
/// coordinate after another, in random order, moves up or down by `morris_step`. The ends 0 and 1 are levels: marginals
/// must be bounded. Throws std::invalid_argument for no trajectory or dimension, and unless the levels are even.
Points morris(std::size_t trajectories, std::size_t dimensions, std::size_t levels, std::uint64_t seed);

}  // namespace suanli
