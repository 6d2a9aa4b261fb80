// One firm by itself: what the sweeps do to it among all others, bit for bit, without any of them.
#pragma once

#include <array>

#include "agents/firms/investing.hpp"

namespace suanli {

/// The fields of a firm, in the order of FirmField; where it carries only firm_fields, the others are 0.
using FirmValues = std::array<double, investing_firm_fields>;

/// What sweep_firms makes of the firm at a place of its cell.
FirmValues swept_alone(FirmValues firm, std::size_t place, const FirmPeriod& period, const Stream& shocks);

/// What open_firms makes of it.
FirmValues opened_alone(FirmValues firm, std::size_t place, const Opening& opening, const OpeningStreams& streams);

}  // namespace suanli
