// Coefficients of the approximations in transforms.hpp, lowest power first (minimax fits).
#pragma once

// clang-format off
namespace suanli::coefficients {

// 2^f, |f| <= 1/2; absolute error 3e-18
inline constexpr double exp2[] = {0.99999999999999999693,    0.69314718055994530925,     0.24022650695910159567,
                                  0.055504108664821627039,   0.0096181291075872566681,   0.0013333558146406470697,
                                  0.00015403530463724354209, 0.000015252733841556772589, 1.3215432535912376166e-6,
                                  1.0178057087733941105e-7,  7.0741942972885210056e-9,   4.455817908336064493e-10};

// log2((1+s)/(1-s))/s in powers of s^2, mantissa in [sqrt(1/2), sqrt(2)); absolute error 5e-16
inline constexpr double log2[] = {2.8853900817779273078,  0.96179669392433455855, 0.57707801724632858354,
                                  0.41219840204827516387, 0.32061638813224550967, 0.26144424935229076549,
                                  0.24291608539876092375};

// the same for a quotient whose logarithm is within 1/2 of a whole number after scaling; 3e-18
inline constexpr double log2_ratio[] = {2.8853900817779267741,  0.96179669392610492506, 0.57707801628806780789,
                                        0.41219859652179758548, 0.32059759236188989626, 0.26237700453743594702,
                                        0.21995548435734580547, 0.22212057966096430578};

// half-normal quantile, centre: (1-v) P(s)/Q(s), s = sqrt(v(2-v)); relative error 3e-11
inline constexpr double half_normal_p[] = {4.8038316698262455537, 507.42861717501892503, 9491.1428769629872654,
                                           47639.505834957699076, 66487.694592010900826, 17828.573395323142495,
                                           136.50362502417520394};

inline constexpr double half_normal_q[] = {1.0,
                                           134.95936522023049006,
                                           3174.422619998259482,
                                           21313.629938533950799,
                                           47486.143181018992027,
                                           35040.162318716096745,
                                           6225.6100781693375465};

// half-normal quantile, tail v < 2^-8: P(r)/Q(r), r = sqrt(-2 ln(v/2)); relative error 6e-15
inline constexpr double half_normal_tail_p[] = {-3.1415238608699206974, -7.2787329509725294874,
                                                2.5601267248314423771,  4.0591312898186423535,
                                                0.76433096769619927912, 0.030197893703404216671};

inline constexpr double half_normal_tail_q[] = {1.0,
                                                5.1168188708107068443,
                                                4.2131700375920771329,
                                                0.76490148895027748385,
                                                0.030192872454060971659,
                                                3.2788121458367894736e-8};

}  // namespace suanli::coefficients
