// The accounting identities of MODEL.md §5.1, each with the words that describe it.
#pragma once

#include <array>
#include <string_view>

#include "agents/economy.hpp"

namespace suanli {

struct IdentityDeclaration {
  std::string_view name;
  Words meaning;
};

/// In the order of `Identity`.
inline constexpr std::array<IdentityDeclaration, identity_count> identities{{
    {"output_is_used", {"Y = C + I + F", "产出等于消费、投资与采用成本之和"}},
    {"expenditure_is_output", {"ΣP_cY_c = Y", "各单元支出之和等于产出"}},
    {"services_sold_are_bought", {"Σp_cX_c = Σξ_cθ_cY", "算力服务销售额等于购买额"}},
    {"services_use_capacity", {"ΣX_c = H_X/η", "算力服务用量等于产能"}},
    {"provider_accounts", {"Σp_cX_c = ω_XH_X + profit", "服务商收入等于资本成本加利润"}},
    {"income_is_output", {"rΣK_c + Σω_cH_c + ω_XH_X + profit = Y", "要素收入加利润等于产出"}},
    {"firms_own_capital", {"ΣK_i = K", "企业资本之和等于总资本"}},
    {"compute_is_owned", {"ΣH_i + H_X = HT", "企业与服务商算力资本之和等于总算力资本"}},
}};

/// Past this relative residual a run stops (§5.1).
inline constexpr double largest_tolerated_residual = 1e-9;

/// Relative residuals of an economy's period.
std::array<double, identity_count> residuals(const Economy& economy, const Model& model, std::size_t e);

}  // namespace suanli
