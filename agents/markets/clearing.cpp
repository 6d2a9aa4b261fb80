#include "agents/markets/clearing.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "agents/markets/bounds.hpp"
#include "agents/markets/service_market.hpp"
#include "engine/elementary.hpp"

namespace suanli {

void Clearing::pose(const ServiceMarket& market, double log_scale) {
  sites_ = market.sites, slots_ = sites_ + market.links.size();
  buyers_ = market.buyers.size(), economies_ = market.log_size.size();
  log_scale_ = log_scale, iterations_ = 0;
  const double scale = exp(log_scale);

  log_weight_.assign(market.log_weight.begin(), market.log_weight.end());
  log_delivery_.assign(market.log_delivery.begin(), market.log_delivery.end());
  economy_.resize(buyers_), spending_.resize(buyers_);
  inverse_rest_.assign(economies_, 1);  // 1 - ξ̄ at first
  for (std::size_t m = 0; m < buyers_; ++m) {
    economy_[m] = market.buyers[m].economy, spending_[m] = market.buyers[m].spending;
    inverse_rest_[economy_[m]] -= spending_[m];
  }
  log_size_.resize(economies_);
  for (std::size_t e = 0; e < economies_; ++e) {
    inverse_rest_[e] = 1 / inverse_rest_[e];
    log_size_[e] = market.log_size[e] - log_scale * (inverse_rest_[e] - 1);  // ξ̄/(1-ξ̄)
  }

  site_of_.resize(slots_), slot_of_.resize(buyers_ * sites_), capacity_.resize(slots_);
  for (std::size_t l = 0; l < sites_; ++l) site_of_[l] = l, capacity_[l] = market.capacity[l] * scale;
  for (std::size_t m = 0; m < buyers_; ++m)
    for (std::size_t l = 0; l < sites_; ++l) slot_of_[m * sites_ + l] = l;
  for (std::size_t k = 0; k < market.links.size(); ++k) {
    const ServiceMarket::Link& link = market.links[k];
    site_of_[sites_ + k] = link.site, capacity_[sites_ + k] = link.bandwidth * scale;
    for (const std::size_t m : link.buyers) {
      std::size_t& slot = slot_of_[m * sites_ + link.site];
      if (slot != link.site) throw std::invalid_argument("a buyer reaches a site over one link at most");
      slot = sites_ + k;
    }
  }
  find_traded();
  lower_.assign(slots_, 0);
  for (std::size_t l = 0; l < sites_; ++l)
    lower_[l] = market.floor[l] > 0         ? log(market.floor[l]) - log_scale
                : weight_[l] > capacity_[l] ? without_floor
                                            : free_of_charge;

  for (Point* point : {&now_, &trial_}) {
    for (auto* by_slot : {&point->paid, &point->log_paid, &point->supply, &point->demand, &point->appeal})
      by_slot->assign(slots_, 0);
    point->value.assign(lower_.begin(), lower_.end());
    point->share.assign(buyers_ * sites_, 0), point->log_index.assign(buyers_, infinity);
    point->log_output.assign(economies_, 0), point->output.assign(economies_, 0);
  }
}

/// What is bought and sold at all; in `weight_`, by site, how much of it its links let through.
void Clearing::find_traded() {
  traded_.assign(slots_, 0), weight_.assign(slots_, 0);
  stranded_ = buyers_;
  for (std::size_t m = buyers_; m-- > 0;) {
    bool served = !(spending_[m] > 0);
    for (std::size_t l = 0; l < sites_; ++l) {
      const std::size_t slot = slot_of_[m * sites_ + l];
      double& delivery = log_delivery_[m * sites_ + l];
      if (!(capacity_[l] > 0 && capacity_[slot] > 0)) delivery = infinity;
      if (delivery == infinity || !(spending_[m] > 0)) continue;
      if (slot == l) weight_[l] = infinity;
      else if (!traded_[slot]) weight_[l] += capacity_[slot];
      traded_[l] = 1, traded_[slot] = 1, served = true;
    }
    if (!served) stranded_ = m;
  }
  for (std::size_t m = 0; m < buyers_; ++m)
    for (std::size_t l = 0; l < sites_; ++l)
      if (const std::size_t i = m * sites_ + l; !traded_[l] || !traded_[slot_of_[i]]) log_delivery_[i] = infinity;
}

void Clearing::start(std::size_t slot, double value) {
  const bool link = slot >= sites_, free = lower_[site_of_[slot]] == free_of_charge;
  if (!traded_[slot] || (free && !link)) return;
  now_.value[slot] = free && !(value > 0) ? 1 : std::max(value, lower_[slot]);
}

bool Clearing::solve(double dispersion, double tolerance, int budget) {
  dispersion_ = dispersion;
  attraction_.resize(log_delivery_.size()), nearness_.resize(log_delivery_.size()), nearest_.resize(buyers_);
  for (std::size_t m = 0; m < buyers_; ++m) {
    double* attraction = &attraction_[m * sites_];
    nearest_[m] = -infinity;
    for (std::size_t l = 0; l < sites_; ++l) {
      attraction[l] = log_weight_[l] - dispersion * log_delivery_[m * sites_ + l];
      nearest_[m] = std::max(nearest_[m], attraction[l]);
    }
    for (std::size_t l = 0; l < sites_ && reaches(m); ++l)
      nearness_[m * sites_ + l] = exp_or_zero(attraction[l] - nearest_[m]);
  }
  evaluate(now_);
  for (int n = 0; !(now_.residual <= tolerance); ++n, ++iterations_)
    if (n == budget || !advance()) return false;
  return true;
}

void Clearing::evaluate(Point& point) const {
  point.objective = 0;
  price(point);
  buy(point);
  point.residual = 0;
  for (std::size_t s = 0; s < slots_; ++s) {
    if (!traded_[s]) continue;
    point.objective += s < sites_ ? point.supply[s] : point.supply[s] * point.value[s];
    if (lower_[s] == free_of_charge) continue;  // what its links carry cannot exceed it
    const double excess = point.demand[s] / point.supply[s] - 1;
    point.residual = std::max(point.residual, point.value[s] > lower_[s] ? std::fabs(excess) : excess);
  }
  if (!std::isfinite(point.objective)) point.residual = infinity;
}

/// What buyers pay at each slot, their shares and price indices, and the economies' output.
void Clearing::price(Point& point) const {
  double lowest = infinity, highest = -infinity;
  for (std::size_t s = 0; s < slots_; ++s) {
    if (!traded_[s]) continue;
    const std::size_t l = site_of_[s];
    point.demand[s] = 0;
    point.paid[s] = s == l ? exp_or_zero(point.value[s]) : point.paid[l] + point.value[s];
    point.log_paid[s] = s == l ? point.value[s] : point.value[s] > 0 ? log(point.paid[s]) : point.value[l];
    point.supply[s] = s == l ? capacity_[s] * point.paid[s] : capacity_[s];
    lowest = std::min(lowest, point.log_paid[s]), highest = std::max(highest, point.log_paid[s]);
  }
  std::copy(log_size_.begin(), log_size_.end(), point.log_output.begin());
  const bool few_exponentials = dispersion_ * (highest - lowest) < 300;  // b d^-ν and q^-ν can be multiplied
  for (std::size_t s = 0; s < slots_ && few_exponentials; ++s)
    point.appeal[s] = traded_[s] ? exp(-dispersion_ * (point.log_paid[s] - lowest)) : 0;
  for (std::size_t m = 0; m < buyers_; ++m) {
    if (!reaches(m)) continue;
    const std::size_t row = m * sites_, e = economy_[m];
    double* share = &point.share[row];
    double most = few_exponentials ? nearest_[m] - dispersion_ * lowest : -infinity, sum = 0;
    if (few_exponentials) {
      for (std::size_t l = 0; l < sites_; ++l) sum += share[l] = nearness_[row + l] * point.appeal[slot_of_[row + l]];
    } else {
      for (std::size_t l = 0; l < sites_; ++l) {
        share[l] = attraction_[row + l] - dispersion_ * point.log_paid[slot_of_[row + l]];
        most = std::max(most, share[l]);
      }
      for (std::size_t l = 0; l < sites_; ++l) sum += share[l] = exp_or_zero(share[l] - most);
    }
    for (std::size_t l = 0; l < sites_; ++l) share[l] /= sum;
    point.log_index[m] = -(most + log(sum)) / dispersion_;
    point.log_output[e] -= inverse_rest_[e] * spending_[m] * point.log_index[m];
  }
  for (std::size_t e = 0; e < economies_; ++e) {
    point.output[e] = exp_or_zero(point.log_output[e]);
    point.objective += point.output[e] / inverse_rest_[e];
  }
}

/// What every site is paid, and every link carries.
void Clearing::buy(Point& point) const {
  for (std::size_t m = 0; m < buyers_; ++m) {
    const double money = spending_[m] * point.output[economy_[m]];
    for (std::size_t l = 0; l < sites_; ++l) {
      const double spent = money * point.share[m * sites_ + l];
      if (!(spent > 0)) continue;
      const std::size_t s = slot_of_[m * sites_ + l];
      if (s == l) point.demand[l] += spent;
      else point.demand[l] += spent * (point.paid[l] / point.paid[s]), point.demand[s] += spent / point.paid[s];
    }
  }
}

}  // namespace suanli
