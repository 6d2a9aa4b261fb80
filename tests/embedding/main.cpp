// One replication of a scenario, period by period: does output grow as the steady state says?
#include <cmath>
#include <cstdio>

#include "agents/economy.hpp"
#include "scenarios/read.hpp"

int main(int count, char** words) {
  if (count != 2) return std::puts("usage: embedding SCENARIO.yaml"), 2;
  const suanli::Model model(suanli::read_scenario(words[1]).parameters);
  const suanli::SteadyState rest = suanli::steady_state(model.economies.front(), model.parameters).path;

  suanli::Country country = suanli::open_country(model, 0, suanli::Threads::all);
  const double first = country.economies.front().output;
  while (country.period < model.periods) suanli::step(country);

  const double growth = std::pow(country.economies.front().output / first, 1.0 / country.period) - 1;
  std::printf("growth of output until %.0f: %.4f a year, theory says %.4f\n", country.date(),
              growth / model.parameters.time.step, rest.g);
}
