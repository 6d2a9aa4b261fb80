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
    {"output_is_used", {"Y = C + I + E + F", "产出等于消费、投资、能源与采用成本之和"}},
    {"expenditure_is_output", {"ΣP_cY_c = Y", "各单元支出之和等于产出"}},
    {"services_sold_are_bought", {"Σq_ℓu_ℓS_ℓ + link rents = Σξ_cθ_cY", "算力服务销售额与链路租金之和等于购买额"}},
    {"services_use_capacity", {"services sold use u_ℓS_ℓ, or ΣX_c = H_X/η", "售出的算力服务等于所用产能"}},
    {"provider_accounts",
     {"Σq_ℓu_ℓS_ℓ = Σω_ℓD_ℓ + E + carbon tax + profit", "服务商收入等于资本成本、能源、碳税与利润之和"}},
    {"income_is_output",
     {"rΣK_c + Σω_cH_c + Σω_ℓD_ℓ + profit + E + carbon tax + link rents = Y",
      "要素收入、利润、能源、碳税与链路租金之和等于产出"}},
    {"firms_own_capital", {"ΣK_i = K", "企业资本之和等于总资本"}},
    {"compute_is_owned", {"ΣH_i + ΣD_ℓ = HT", "企业与服务商算力资本之和等于总算力资本"}},
    {"market_clears",
     {"services wanted of each site and link are offered, or leave capacity idle at the posted price",
      "各地点与链路的算力服务供需相等，或按挂牌价有闲置"}},
}};

/// Past this relative residual a run stops (§5.1).
inline constexpr double largest_tolerated_residual = 1e-9;

/// Relative residuals of economy e in the open period.
std::array<double, identity_count> residuals(const Country& country, std::size_t e);

}  // namespace suanli
