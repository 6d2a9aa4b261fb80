// The verbs of a period, in the order in which step.cpp calls them; in brackets the file.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "agents/economy.hpp"

namespace suanli {

/// Stocks of the first date: cells hold the rest shares of §2.5 (or the given share of providers), firms of a cell own
/// alike. (place_stocks.cpp)
Country place_stocks(const Model& model, std::uint32_t replication, Threads threads);

/// Capital of the locations that serve economy `e` at the start [1e12 yuan]: as at equal returns, or such that the stated
/// shares of their capacities are sold where firms' choices have raised productivity by `gain` [1], (8.14). (place_stocks.cpp)
std::vector<double> location_capital(const Model& model, std::size_t e, double gain);
/// Places it. (place_stocks.cpp)
void place_locations(Country& country, std::size_t e, const std::vector<double>& capital);
/// The locations for whose ceilings it is too much, a line each. (model.cpp)
std::vector<Text> too_much_for_ceilings(const Model& model, std::size_t e, const std::vector<double>& capital);

/// Years of calm times at given aggregates lie ahead of the country, so that firms of a cell differ as these leave them, §7.4.
/// (burn_in.cpp)
void begin_burn_in(Country& country);
/// Lets firms live through one period of them. `observe` is called when they know their productivity. (burn_in.cpp)
void burn_in(
    Country& country, const std::function<void()>& observe = [] {});

/// The stated share of firms has adopted digital technology at the first date, §7.5. (adoption.cpp)
void adopt_at_start(Country& country);

/// χ_τ of every economy, with which firms' demand in calm times is the stated τ of investment, from a pilot that starts at
/// rest, with at most 10^5 firms and random numbers of its own, (7.5). `watch` is called before every period. Throws Infeasible,
/// SimulationError, or what `watch` throws. (burn_in.cpp)
std::vector<double> calibrated_demand(Parameters p, const std::function<void()>& watch);

/// K ← K + dt((1-τ)I - δK), HT ← HT + dt(τI - δHT), H_X alike: the economies' stocks become those of t + dt, §5.
/// (investment.cpp)
void close_stocks(Country& country);

/// Leavers make room for entrants, and their stocks go to these and to the cell's pools, §7.4. (entry_exit.cpp)
void replace_leavers(Country& country);

/// Firms that paid for it have adopted, from the next period on, §7.5. (adoption.cpp)
void complete_adoption(Country& country);

/// Who gets how much of a cell's pools, §7.1. (firm_investment.cpp)
void divide_pools(Country& country);

/// Events that come, at dates or at random, and what these and policies make of the period that is open: conditions,
/// elasticities, posted returns, §9. (events.cpp)
void meet_events(Country& country);

/// Common shocks of the period that is open, from their stationary distribution at the first date; η; calm or turbulent
/// times and the dispersion of firms that they leave, §6.1. (shocks.cpp)
void draw_shocks(Country& country);

/// One sweep over the firms: their stocks of t + dt, (7.1), then productivity and input bundles of the period that opens, §5,
/// §6.1, §2.1; where firms choose, what attracts them, (7.2), who leaves, §7.4, and who considers adoption, §7.5.
/// Throws SimulationError where numbers are not finite. (production.cpp)
void advance_firms(Country& country);

/// How the firms of a cell perceive their returns in a period that opens with this technology, §7. (firm_investment.cpp)
Perception perception_of(const Cell& cell, const CellTechnology& technology, const BundleTechnology& bundle,
                         double drag);

/// The cold end of a sweep whose sums over a cell's firms are out of range: throws SimulationError naming what is not finite,
/// of how many firms, the cell, and the first of them with all its values; or, if all firms are finite, that `sum` is not.
/// (soundness.cpp)
[[noreturn]] void report_unsound_cell(const Country& country, std::size_t cell_number, const Words& sum);
/// All that a firm of this model has: "log productivity 0.12, capital nan, …". (soundness.cpp)
Text in_words(const FirmValues& firm, const Model& model);

/// Services, output, prices and rental rates of every economy, §2.1–§2.5, or §8 with locations. Throws SimulationError where
/// no prices clear the market. (compute_market.cpp, location_market.cpp)
void clear_compute_market(Country& country);
void clear_location_market(Country& country);

/// μ [1e12 yuan/unit], what a buyer pays beside the price of a site for the link to it; 0 where nothing limits it or nothing
/// is carried, §8. (location_market.cpp)
double rent_at(const ServiceMarket& market, const ServicePrices& prices, std::size_t buyer, std::size_t site);

/// Who adopts digital technology, and what it costs, §7.5. Throws SimulationError where it costs more than output.
/// (adoption.cpp)
void decide_adoption(Country& country);

/// The compute that firms would invest in, if τ follows it, §7.2. (firm_investment.cpp)
void survey_demand(Country& country);

/// Σθ ln(Ā_c/A_c) [1]: what firms' choices, adoption and common shocks make of productivity, without what events do to it,
/// §3.2. (household.cpp)
double log_gain(const Country& country, std::size_t e);

/// The trend that the household sees, then C from κ, the trend and W (or the saving rate), I = Y - C - E - F, never negative, §3.2.
/// Throws SimulationError if the trend has left the range of the arms. (household.cpp)
void consume_and_invest(Country& country, std::size_t e);

/// τ_t, and the pools (1-τ)I and τI split among cells and locations, §7.2, §7.3. (investment.cpp)
void split_pools(Country& country, std::size_t e);

/// Largest relative residual of every identity of §5.1; past 1e-9 throws SimulationError naming it. (accounts.cpp)
void check_identities(Country& country, std::size_t e);

/// The address of a replication's draws for a purpose in the open period, §6.3; `group` is a cell's number, or 0. (shocks.cpp)
Stream stream_of(const Country& country, Purpose purpose, std::size_t group = 0);

}  // namespace suanli
