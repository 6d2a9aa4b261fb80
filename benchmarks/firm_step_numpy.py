#!/usr/bin/env python3
"""What does a firm's period cost in numpy? The yardstick's step (yardstick.cpp) and one in which firms choose, leave, enter
and adopt (MODEL.md §7), vectorised as an economist would write them. Prints ns per firm-step as JSON.

    firm_step_numpy.py [FIRMS [REPETITIONS]]
"""
import json
import statistics
import sys
import time

import numpy as np

ALPHA, BETA, PERSISTENCE, DEVIATION, DEPRECIATION, TAU, SAVING = .55, .25, .95, .1, .0125, .2, .35
POWER = ALPHA + BETA
SERVICES = (1 - POWER)**((1 - POWER) / POWER)  # their share of output, at a price of 1
STATIONARY = DEVIATION / np.sqrt(1 - PERSISTENCE**2)
PERIODS = 100  # then start again: firms that reinvest what they earn grow without limit


def input_bundle(a, k, h):
    return (np.exp(a) * k**ALPHA * h**BETA)**(1 / POWER)


class Yardstick:
    def __init__(self, firms, rng):
        self.rng, self.a = rng, STATIONARY * rng.standard_normal(firms)
        self.k, self.h = np.full(firms, .8), np.full(firms, .2)

    def step(self):
        self.a = PERSISTENCE * self.a + DEVIATION * self.rng.standard_normal(self.a.size)
        y = SERVICES * input_bundle(self.a, self.k, self.h)
        recorded = y.sum(), self.k.sum(), self.h.sum()
        invested = SAVING * y.sum() * (y / y.sum())
        self.k = (1 - DEPRECIATION) * self.k + (1 - TAU) * invested
        self.h = (1 - DEPRECIATION) * self.h + TAU * invested
        return recorded


class Choosing:
    """Firms whose investment waits for a hurdle (`option`), that leave, are replaced, and adopt."""
    EXIT, ADOPTION, GAIN, DRAG, ELASTICITY, FLOOR, CEILING, HURDLE = .0125, .001, .05, .1, 2, .3, 2, .1

    def __init__(self, firms, rng):
        self.rng, self.a, self.gain = rng, STATIONARY * rng.standard_normal(firms), np.zeros(firms)
        self.k, self.h = np.full(firms, .8), np.full(firms, .2)

    def step(self):
        lot = self.rng.random(self.a.size)
        self.a = PERSISTENCE * self.a + DEVIATION * self.rng.standard_normal(self.a.size)
        leaving = lot < self.EXIT
        self.a[leaving] = STATIONARY * self.rng.standard_normal(leaving.sum())
        self.k[leaving], self.h[leaving] = self.k[leaving].mean(), self.h[leaving].mean()
        self.gain[(self.gain == 0) & (lot > 1 - self.ADOPTION)] = self.GAIN
        y = SERVICES * input_bundle(self.a + self.gain, self.k, self.h)
        expected = SERVICES * input_bundle(PERSISTENCE**4 * self.a + self.gain, self.k, self.h)  # a year of four periods ahead
        recorded = y.sum(), expected.sum(), self.k.sum(), self.h.sum()
        invested = SAVING * y.sum()
        weight_k, weight_h = self.weight(expected, self.k), self.weight(expected, self.h)
        self.k = (1 - DEPRECIATION) * self.k + (1 - TAU) * invested * weight_k / weight_k.sum()
        self.h = (1 - DEPRECIATION) * self.h + TAU * invested * weight_h / weight_h.sum()
        return recorded

    def weight(self, expected, stock):
        mean_return = expected.sum() / stock.sum()
        x = np.log(expected / stock / mean_return) - self.DRAG * np.log(stock / stock.mean()) - self.HURDLE
        return stock * (self.FLOOR + np.minimum(self.CEILING, np.maximum(0, np.exp(self.ELASTICITY * x) - 1)))


def ns_per_firm_step(model, firms, repetitions):
    """Median over repetitions of at least a tenth of a second each."""
    measured = []
    for repetition in range(repetitions):
        economy = model(firms, np.random.default_rng(repetition))
        steps, start = 0, time.perf_counter()
        while steps < PERIODS and (steps == 0 or time.perf_counter() - start < .1):
            economy.step()
            steps += 1
        measured.append((time.perf_counter() - start) / steps / firms * 1e9)
    return statistics.median(measured)


def main(firms="100000", repetitions="9"):
    size, times = int(firms), int(repetitions)
    print(json.dumps({"numpy": np.__version__, "firms": size, "repetitions": times,
                      "ns_per_firm_step": {"yardstick": round(ns_per_firm_step(Yardstick, size, times), 2),
                                           "choosing": round(ns_per_firm_step(Choosing, size, times), 2)}}))


if __name__ == "__main__":
    main(*sys.argv[1:])
