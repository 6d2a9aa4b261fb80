#include "agents/markets/service_market.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "agents/markets/bounds.hpp"
#include "engine/elementary.hpp"

namespace suanli {
namespace {

constexpr double guaranteed = 1e-10;

void require(bool condition, const char* rule) {
  if (!condition) throw std::invalid_argument(rule);
}

/// What the solver relies on.
void check(const ServiceMarket& m) {
  const auto all = [](const std::vector<double>& numbers, auto holds) { return std::ranges::all_of(numbers, holds); };
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto amount = [](double x) { return x >= 0 && x < infinity; };
  require(m.dispersion > 0 && m.dispersion < infinity, "dispersion must be above 0");
  require(m.log_weight.size() == m.sites && all(m.log_weight, finite),
          "a market needs a finite log_weight for each site");
  require(m.capacity.size() == m.sites && all(m.capacity, amount),
          "a market needs a capacity of at least 0 for each site");
  require(m.floor.size() == m.sites && all(m.floor, amount), "a market needs a floor of at least 0 for each site");
  require(
      m.log_delivery.size() == m.buyers.size() * m.sites && all(m.log_delivery, [](double x) { return x > -infinity; }),
      "a market needs a log_delivery for each buyer and site, finite or infinity");
  require(all(m.log_size, finite), "a market needs a finite log_size for each economy");
  for (const ServiceMarket::Buyer& buyer : m.buyers)
    require(buyer.economy < m.log_size.size() && amount(buyer.spending),
            "a buyer needs an economy and spends at least 0");
  for (std::size_t e = 0; e < m.log_size.size(); ++e) {
    double spending = 0;
    for (const ServiceMarket::Buyer& buyer : m.buyers) spending += buyer.economy == e ? buyer.spending : 0;
    require(spending < 1, "an economy's buyers spend less than its output");
  }
  for (const ServiceMarket::Link& link : m.links) {
    require(link.site < m.sites && amount(link.bandwidth), "a link needs a site and a bandwidth of at least 0");
    for (const std::size_t buyer : link.buyers) require(buyer < m.buyers.size(), "a link needs buyers of the market");
  }
}

/// ln of the one price at which all buyers together would pay for all capacity, were delivery free: the root of
/// ln spending(x) - x = ln capacity, whose left side is convex and falls, so that Newton's method finds it.
double common_log_price(const ServiceMarket& market) {
  double capacity = 0, x = 0;
  for (const double s : market.capacity) capacity += s;
  std::vector<double> xi_bar(market.log_size.size(), 0.0);
  for (const ServiceMarket::Buyer& buyer : market.buyers) xi_bar[buyer.economy] += buyer.spending;
  const auto log_spending = [&](std::size_t e) {
    return log(xi_bar[e]) + market.log_size[e] - xi_bar[e] / (1 - xi_bar[e]) * x;
  };
  for (double step = 1; std::fabs(step) > 1e-3;) {
    double most = -infinity, sum = 0, weighted = 0;
    for (std::size_t e = 0; e < xi_bar.size(); ++e)
      if (xi_bar[e] > 0) most = std::max(most, log_spending(e));
    if (!(most > -infinity && capacity > 0)) return 0;
    for (std::size_t e = 0; e < xi_bar.size(); ++e) {
      if (!(xi_bar[e] > 0)) continue;
      const double spending = exp_or_zero(log_spending(e) - most);
      sum += spending, weighted += spending * xi_bar[e] / (1 - xi_bar[e]);
    }
    step = (most + log(sum) - log(capacity) - x) / (1 + weighted / sum);
    x += step;
  }
  return x;
}

void pose(Clearing& clearing, const ServiceMarket& market, double log_scale) {
  clearing.pose(market, log_scale);
  if (clearing.stranded() < market.buyers.size()) throw NothingInReach(clearing.stranded());
}

bool cleared(Clearing& clearing, const ServiceMarket& market, int budget) {
  const double rounding = 2e-15 * market.dispersion;
  return clearing.solve(market.dispersion, std::clamp(rounding, 1e-12, guaranteed), budget) ||
         clearing.residual() <= guaranteed;
}

bool known(double price) { return price > 0 && price < infinity; }

bool fits(const ServicePrices& guess, const ServiceMarket& market) {
  return guess.price.size() == market.sites && guess.link_price.size() == market.links.size() &&
         std::ranges::any_of(guess.price, known);
}

/// From an earlier solution, straight at the market's dispersion.
bool clear_from(const ServicePrices& guess, const ServiceMarket& market, Clearing& clearing) {
  double sum = 0, count = 0;
  for (const double q : guess.price)
    if (known(q)) sum += log(q), ++count;
  const double log_scale = sum / count, scale = exp(log_scale);
  pose(clearing, market, log_scale);
  for (std::size_t l = 0; l < market.sites; ++l) {
    const double q = guess.price[l];
    const bool returns = !known(q) && market.floor[l] > 0;
    clearing.start(l, known(q) ? log(q) - log_scale : returns ? log(market.floor[l]) + 1 - log_scale : 0);
  }
  for (std::size_t k = 0; k < market.links.size(); ++k)
    clearing.start(market.sites + k, guess.link_price[k] < infinity ? guess.link_price[k] / scale : 0);
  return cleared(clearing, market, 25);
}

/// From one price everywhere, through rising dispersion.
bool clear_from_nothing(const ServiceMarket& market, Clearing& clearing, double growth, double tolerance) {
  pose(clearing, market, common_log_price(market));
  for (std::size_t slot = 0; slot < market.sites + market.links.size(); ++slot) clearing.start(slot, 0);
  for (double nu = 8; nu < market.dispersion; nu *= growth) clearing.solve(nu, tolerance, 30);
  return cleared(clearing, market, 100);
}

/// The solution in the market's units.
void read_off(const ServiceMarket& market, ServicePrices& prices) {
  const Clearing& clearing = prices.clearing;
  const std::size_t sites = market.sites, links = market.links.size();
  const double scale = exp(clearing.log_scale());
  prices.price.resize(sites), prices.utilisation.resize(sites), prices.revenue.resize(sites);
  for (std::size_t l = 0; l < sites; ++l) {
    const bool traded = clearing.traded(l), rests = !traded || clearing.at_bound(l);
    prices.price[l] = market.floor[l];
    if (market.capacity[l] == 0) prices.price[l] = infinity;
    else if (!rests) prices.price[l] = std::max(market.floor[l], scale * exp(clearing.value(l)));
    prices.utilisation[l] = !traded ? 0 : !rests ? 1 : std::min(1.0, clearing.demand(l) / clearing.supply(l));
    prices.revenue[l] = traded && prices.price[l] > 0 ? clearing.demand(l) : 0;
  }
  prices.link_price.resize(links);
  for (std::size_t k = 0; k < links; ++k)
    prices.link_price[k] = market.links[k].bandwidth > 0 ? scale * clearing.value(sites + k) : infinity;
  prices.share.assign(clearing.share().begin(), clearing.share().end());
  prices.log_price_index.assign(clearing.log_price_index().begin(), clearing.log_price_index().end());
  for (double& log_index : prices.log_price_index) log_index += clearing.log_scale();
  prices.log_output.assign(clearing.log_output().begin(), clearing.log_output().end());
  prices.residual = clearing.residual();
}

}  // namespace

NothingInReach::NothingInReach(std::size_t buyer)
    : ExplainedError(suanli::text("buyer {} of compute services has no site with capacity in reach, §8",
                                  "算力服务的第 {} 个买方没有可达且有产能的站点，§8", buyer)),
      buyer_(buyer) {}

void clear(const ServiceMarket& market, ServicePrices& prices) {
  check(market);
  Clearing& clearing = prices.clearing;
  prices.iterations = 0;
  const auto counted = [&](bool done) {
    prices.iterations += clearing.iterations();
    return done;
  };
  if (!(fits(prices, market) && counted(clear_from(prices, market, clearing))) &&
      !counted(clear_from_nothing(market, clearing, 4, 0.3)) && !counted(clear_from_nothing(market, clearing, 2, 1e-3)))
    throw MarketNotCleared(text("the market for compute services does not clear: residual {:.1e}, §8",
                                "算力服务市场未能出清：残差 {:.1e}，§8", clearing.residual()));
  read_off(market, prices);
}

}  // namespace suanli
