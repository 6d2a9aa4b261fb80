// The yardstick of every speed here: a firm step as it would be written first, in plain scalar C++.
#pragma once

#include <benchmark/benchmark.h>

namespace suanli::benchmarks {

/// Steps of 10^5 firms.
void yardstick(benchmark::State& state);

}  // namespace suanli::benchmarks
