// The verbs of a period, in the order in which step.cpp calls them; in brackets the file.
#pragma once

#include <cstddef>

#include "agents/economy.hpp"

namespace suanli {

/// Stocks of the first date: cells hold the rest shares of §2.5, firms of a cell own alike. (place_stocks.cpp)
Country place_stocks(const Model& model, std::uint32_t replication, Threads threads);

/// K ← K + dt((1-τ)I - δK), HT ← HT + dt(τI - δHT), H_X alike: the economies' stocks become those of t + dt, §5.
/// (investment.cpp)
void close_stocks(Country& country);

/// Common shocks of the period that is open, from their stationary distribution at the first date; η; calm or turbulent
/// times and the dispersion of firms that they leave, §6.1. (shocks.cpp)
void draw_shocks(Country& country);

/// One sweep over the firms: their stocks of t + dt, then productivity and input bundles of the period that opens, §5.
/// Throws SimulationError naming the firms whose numbers are not finite. (production.cpp)
void advance_firms(Country& country);

/// Services, output, prices and rental rates of an economy, §2.1–§2.5. (compute_market.cpp)
void clear_compute_market(Economy& economy, const Model& model, std::size_t e);

/// C from κ and W (or the saving rate), I = Y - C, never negative, §3.2. (household.cpp)
void consume_and_invest(Economy& economy, const Model& model, std::size_t e);

/// Splits the pools (1-τ)I and τI among cells and providers, and a cell's among its firms in proportion to stocks, §7.
/// (investment.cpp)
void split_pools(Economy& economy, const Model& model, std::size_t e);

/// Largest relative residual of every identity of §5.1; past 1e-9 throws SimulationError naming it. (accounts.cpp)
void check_identities(Country& country, std::size_t e);

}  // namespace suanli
