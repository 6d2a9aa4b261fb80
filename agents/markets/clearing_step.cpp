// A step of Newton's method. Two quadratic models of Ψ share the curvature A of Ψ in levels, scaled by what is paid, which
// is positive semidefinite whatever the links: A d = D ln(D/supply), Newton's method for ln demand = ln supply, which is
// fast from afar and has no guarantee, and the Newton step of Ψ itself, in ln q as long as no link of the site is priced,
// which descends always. Both become the same at the solution.
#include <algorithm>
#include <cmath>

#include "agents/markets/bounds.hpp"
#include "agents/markets/clearing.hpp"

namespace suanli {

bool Clearing::advance() {
  curve();
  // NOLINTNEXTLINE(readability-use-anyofallof): each is a step that moves, not a question
  for (const Model model : {Model::logs, Model::objective}) {
    pull(model);
    aim();
    if (search(model == Model::logs ? 1 : 40)) return true;
  }
  return false;
}

/// Slots that may move, and the curvature of Ψ among them, lower half.
void Clearing::curve() {
  candidates_.clear();
  position_.assign(slots_, slots_), in_levels_.assign(slots_, 0);
  for (std::size_t s = 0; s < slots_; ++s)
    if (traded_[s] && lower_[s] != free_of_charge && (now_.value[s] > lower_[s] || now_.demand[s] > now_.supply[s])) {
      position_[s] = candidates_.size(), candidates_.push_back(s);
      if (s >= sites_) in_levels_[site_of_[s]] = 1;
    }
  const std::size_t n = candidates_.size();
  hessian_.assign(n * n, 0), by_economy_.assign(economies_ * n, 0), weight_.resize(n);
  for (std::size_t m = 0; m < buyers_; ++m) {
    const double money = spending_[m] * now_.output[economy_[m]];
    if (!(money > 0)) continue;
    std::fill(weight_.begin(), weight_.end(), 0.0);
    for (std::size_t l = 0; l < sites_; ++l) {
      const double share = now_.share[m * sites_ + l], curvature = money * (dispersion_ + 1) * share;
      if (!(share > 0)) continue;
      const std::size_t s = slot_of_[m * sites_ + l], i = position_[l], j = position_[s];
      const double of_site = s == l ? 1 : now_.paid[l] / now_.paid[s];
      if (i < slots_) weight_[i] = share * of_site, hessian_[i * n + i] += curvature * of_site * of_site;
      if (s == l || j == slots_) continue;
      weight_[j] += share, hessian_[j * n + j] += curvature;
      if (i < slots_) hessian_[j * n + i] += curvature * of_site;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double pushed = money * dispersion_ * weight_[i];
      if (pushed == 0) continue;
      by_economy_[economy_[m] * n + i] += spending_[m] * weight_[i];
      for (std::size_t j = 0; j <= i; ++j) hessian_[i * n + j] -= pushed * weight_[j];
    }
  }
  for (std::size_t e = 0; e < economies_; ++e)
    for (std::size_t i = 0; i < n; ++i) {
      const double pushed = now_.output[e] * inverse_rest_[e] * by_economy_[e * n + i];
      for (std::size_t j = 0; j <= i; ++j) hessian_[i * n + j] += pushed * by_economy_[e * n + j];
    }
}

double Clearing::curvature(std::size_t i, std::size_t j) const {
  return hessian_[std::max(i, j) * candidates_.size() + std::min(i, j)];
}

/// The model's downward pull on Ψ, and what it adds to the diagonal of A.
void Clearing::pull(Model model) {
  const std::size_t n = candidates_.size();
  pull_.resize(n), diagonal_.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t s = candidates_[i];
    const double scale = s < sites_ ? 1 : now_.paid[s], demand = now_.demand[s] * scale,
                 supply = now_.supply[s] * scale;
    pull_[i] = demand - supply;
    if (model == Model::logs && demand > 1e-30 * supply) pull_[i] = demand * log(demand / supply);
    else if (s < sites_) diagonal_[i] = in_levels_[s] ? std::max(0.0, supply - demand) : supply - demand;
  }
}

/// The step to the lowest point of the model within the bounds: candidates that would cross theirs are held there, those
/// that pull away from it again are let go.
void Clearing::aim() {
  const std::size_t n = candidates_.size();
  fixed_.assign(n, 0), step_.assign(n, 0);
  for (std::size_t round = 0; round < 3 * n; ++round) {
    factorise();
    bool within = true;
    for (std::size_t a = 0; a < free_.size(); ++a) {
      const std::size_t i = free_[a];
      const double least = room(candidates_[i]);
      step_[i] = std::max(right_[a], least);
      if (right_[a] < least) fixed_[i] = 1, within = false;
    }
    if (within && (round >= 2 * n || !release_mistaken())) return;
  }
}

/// Solves the model for its free candidates, the fixed ones moved to their bounds.
void Clearing::factorise() {
  const std::size_t n = candidates_.size();
  free_.clear();
  for (std::size_t i = 0; i < n; ++i)
    if (!fixed_[i]) free_.push_back(i);
  const std::size_t f = free_.size();
  factor_.resize(n * n), right_.resize(n);
  for (std::size_t a = 0; a < f; ++a) {
    const std::size_t i = free_[a];
    right_[a] = pull_[i];
    for (std::size_t j = 0; j < n && f < n; ++j)
      if (fixed_[j]) right_[a] -= curvature(i, j) * step_[j];
    for (std::size_t b = 0; b < a; ++b) {
      double sum = hessian_[i * n + free_[b]];
      for (std::size_t c = 0; c < b; ++c) sum -= factor_[a * n + c] * factor_[b * n + c];
      factor_[a * n + b] = sum * factor_[b * n + b];
      right_[a] -= factor_[a * n + b] * right_[b];
    }
    double pivot = hessian_[i * n + i] + diagonal_[i];
    const double least = 1e-13 * pivot;  // flat where the links of a site take all of it: whoever has room, moves
    for (std::size_t c = 0; c < a; ++c) pivot -= factor_[a * n + c] * factor_[a * n + c];
    factor_[a * n + a] = 1 / std::sqrt(std::max(pivot, least));
    right_[a] *= factor_[a * n + a];
  }
  for (std::size_t a = f; a-- > 0;) {
    for (std::size_t b = a + 1; b < f; ++b) right_[a] -= factor_[b * n + a] * right_[b];
    right_[a] *= factor_[a * n + a];
  }
}

bool Clearing::release_mistaken() {
  const std::size_t n = candidates_.size();
  bool released = false;
  if (free_.size() == n) return false;
  for (std::size_t i = 0; i < n; ++i) {
    if (!fixed_[i]) continue;
    double rise = diagonal_[i] * step_[i] - pull_[i];
    for (std::size_t j = 0; j < n; ++j) rise += curvature(i, j) * step_[j];
    if (rise < -1e-12 * std::fabs(pull_[i])) fixed_[i] = 2, released = true;
  }
  for (char& fixed : fixed_) fixed = fixed == 1 ? 1 : 0;
  return released;
}

/// Moves along the step, shortened until Ψ falls as it should. Where Ψ no longer shows the difference, its slope decides.
bool Clearing::search(int attempts) {
  double largest = 0;
  for (const double step : step_) largest = std::max(largest, std::fabs(step));
  const double before = slope(now_);
  double length = largest > 3 ? 3 / largest : 1;
  for (; before < 0 && attempts > 0; --attempts) {
    std::copy(now_.value.begin(), now_.value.end(), trial_.value.begin());
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const std::size_t s = candidates_[i];
      const bool arrives = length == 1 && fixed_[i] && lower_[s] != without_floor;
      trial_.value[s] = arrives ? lower_[s] : moved(s, length * step_[i]);
    }
    evaluate(trial_);
    const double after = slope(trial_), change = trial_.objective - now_.objective;
    if (change <= 1e-4 * length * before || (change <= 1e-13 * now_.objective && after <= -0.9 * before)) {
      std::swap(now_, trial_);
      return true;
    }
    length *= after > 0 ? std::clamp(before / (before - after), 0.1, 0.5) : 0.5;
  }
  return false;
}

/// The longest step down: in ln q, or in units of what is paid.
double Clearing::room(std::size_t slot) const {
  if (slot >= sites_) return -now_.value[slot] / now_.paid[slot];
  if (!in_levels_[slot]) return lower_[slot] - now_.value[slot];
  return lower_[slot] == without_floor ? -0.9 : exp_or_zero(lower_[slot] - now_.value[slot]) - 1;
}

double Clearing::moved(std::size_t slot, double step) const {
  if (slot >= sites_) return std::max(0.0, now_.value[slot] + now_.paid[slot] * step);
  return std::max(lower_[slot], now_.value[slot] + (in_levels_[slot] ? log(1 + step) : step));
}

/// dΨ at a point on the way, for the whole step.
double Clearing::slope(const Point& point) const {
  double sum = 0;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const std::size_t s = candidates_[i];
    const double excess = point.supply[s] - point.demand[s];
    if (s >= sites_) sum += excess * now_.paid[s] * step_[i];
    else sum += excess * step_[i] * (in_levels_[s] ? now_.paid[s] / point.paid[s] : 1);
  }
  return sum;
}

}  // namespace suanli
