// exp, log and pow with the same bits on every machine: the C library's differ in the last place between processors
// with and without fused multiply-add. Everything that feeds the simulation's numbers uses these.
#pragma once

namespace suanli {

/// e^x; |x| below 700, relative error below 7e-16.
double exp(double x);
/// Natural logarithm of a positive normal number; error below 1e-15 of max(1, |ln x|).
double log(double x);
/// x^power for positive normal x; relative error about 2e-16 (1 + |power·ln x|).
double pow(double x, double power);

}  // namespace suanli
