#include "agents/record/observer.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/elementary.hpp"
#include "engine/tails.hpp"

namespace suanli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double inactive_below = 0.01, spike_above = 0.2;

// What is the same for all firms of a cell.
struct CellAtDate {
  const CellTechnology* technology;
  const BundleTechnology* bundle;
  double log_sales_per_bundle;  // ln(P_cY_c/V_c · N/Y)
  double mean_sales;            // of its firms, over those of the nation's mean firm
  double mean_change = 0;       // of survivors' log size over the year
};

// Sums over the firms of a task.
struct Part {
  FirmMoments moments;
  double change = 0;  // Σ Δs over survivors
  SizeClasses of_nation{}, of_industry{};
};

// Whole numbers of a run of tasks, which add up to the same in any order.
struct Chunk {
  std::vector<Counts> size, productivity, growth;  // by industry
  std::vector<std::vector<double>> largest;        // log sizes, by population
};

void add_up(Counts& to, const Counts& from) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

void add_up(SizeClasses& to, const SizeClasses& from) {
  for (std::size_t i = 0; i < size_classes; ++i) to[i] += from[i];
}

std::size_t tail_of(double firms) { return static_cast<std::size_t>(firms * tail_share); }

// The class of every bin: that of the middle of its firms when all are ranked.
std::vector<std::uint8_t> classes_of(const Counts& counts) {
  double all = 0, below = 0;
  for (const std::uint32_t n : counts) all += n;
  std::vector<std::uint8_t> classes;
  for (const std::uint32_t n : counts) {
    const double rank = (below + n / 2.0) / all * static_cast<double>(size_classes);
    classes.push_back(static_cast<std::uint8_t>(std::min(rank, static_cast<double>(size_classes - 1))));
    below += n;
  }
  return classes;
}

// The lowest bin of those that hold the `count` largest.
std::size_t lowest_of_largest(const Counts& counts, std::size_t count) {
  std::size_t bin = counts.size(), found = 0;
  while (bin > 0 && found < count) found += counts[--bin];
  return bin;
}

Measured hill_of(std::vector<double> log_sizes, std::size_t count) {
  std::ranges::sort(log_sizes);
  for (double& x : log_sizes) x = exp(x);
  const Measured hill = hill_exponent(log_sizes, count);
  return std::isfinite(hill.value) ? hill : Measured{unknown, unknown};
}

}  // namespace

// One look, in two passes: growth counts from the mean of its cell, which the first pass finds.
struct FirmObserver::Look {
  FirmObserver& o;
  const Country& country;
  const Model& model;
  const FirmLayout& layout;
  std::vector<CellAtDate> cells;
  std::vector<Part> parts;
  std::vector<Chunk> chunks;
  std::vector<std::vector<std::uint8_t>> classes;  // by population, today's
  std::vector<std::size_t> tails;                  // by population: bins from here on hold the tail
  double kept;                                     // what a year leaves of K

  Look(FirmObserver& observer, const Country& of_country);

  std::size_t industry_of(const FirmLayout::Task& task) const { return cells[task.cell].technology->industry; }
  template <class Pass> void over_tasks(const Pass& pass);
  void see(const FirmLayout::Task& task, Part& part, Chunk& chunk);
  void compare(const FirmLayout::Task& task, Part& part, Chunk& chunk);
  void find_means();
  void rank();
  void sum_up(bool a_year_later);
};

FirmObserver::Look::Look(FirmObserver& observer, const Country& of_country)
    : o(observer), country(of_country), model(*of_country.model), layout(model.layout), parts(layout.tasks().size()) {
  double output = 0;
  for (const Economy& economy : country.economies) output += economy.output;
  const double firms = static_cast<double>(layout.firms());
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      const Cell& cell = country.economies[e].cells[c];
      const CellTechnology& t = model.economies[e].cells[c];
      const double sales = cell.price * cell.output * firms / output;
      cells.push_back(
          {&t, &country.bundles[cells.size()], log(sales / cell.input_bundle), sales / static_cast<double>(t.firms)});
    }
  const std::size_t industries = o.populations_.size() - 1;
  const std::size_t most = country.threads == Threads::one ? 1 : 4 * threads_in_use();
  chunks.resize(std::min(most, layout.tasks().size()));
  for (Chunk& chunk : chunks) {
    chunk.size.assign(industries, Counts(size_bins.count)), chunk.growth.assign(industries, Counts(growth_bins.count));
    chunk.productivity.assign(industries, Counts(productivity_bins.count));
    chunk.largest.resize(industries + 1);
  }
  const double dt = model.parameters.time.step;
  kept = pow(1 - model.parameters.technology.depreciation * dt, 1 / dt);
}

template <class Pass> void FirmObserver::Look::over_tasks(const Pass& pass) {
  const std::size_t tasks = layout.tasks().size();
  for_each_index(chunks.size(), country.threads, [&](std::size_t k) {
    for (std::size_t i = k * tasks / chunks.size(); i < (k + 1) * tasks / chunks.size(); ++i)
      pass(layout.tasks()[i], parts[i], chunks[k]);
  });
}

// First pass: sizes, productivity, investment.
void FirmObserver::Look::see(const FirmLayout::Task& task, Part& part, Chunk& chunk) {
  const CellAtDate& cell = cells[task.cell];
  const FirmLayout::Cell& slots = layout.cells()[task.cell];
  Counts &sizes = chunk.size[industry_of(task)], &productivities = chunk.productivity[industry_of(task)];
  FirmMoments m;
  double change = 0, largest = 0;
  SeenFirms seen;
  Glance log_sizes, changes, surviving, past, rates, productivity_of_year, rates_again, past_rates;
  for (std::size_t first = task.first; first < std::min(task.end, slots.firms); first += firms_per_glance) {
    const std::size_t end = std::min(task.end, first + firms_per_glance), firms = std::min(end, slots.firms) - first;
    country.firms.see(task.cell, first, end, *cell.bundle, seen);
    double survivors = 0, twice = 0;
    for (std::size_t i = 0; i < firms_per_glance; ++i) {
      changes[i] = surviving[i] = past[i] = rates[i] = productivity_of_year[i] = rates_again[i] = past_rates[i] = 0;
      if (i >= firms) {
        log_sizes[i] = seen.bundle[i] = seen.productivity[i] = 0;
        continue;
      }
      const std::size_t slot = slots.first + first + i;
      // What is remembered is what is compared: rounded.
      const float size = static_cast<float>(std::numbers::ln2 * seen.log2_bundle[i] + cell.log_sales_per_bundle);
      const double a = seen.productivity[i];
      log_sizes[i] = size;
      ++sizes[size_bins.of(size)], ++productivities[productivity_bins.of(a)];
      largest = std::max(largest, seen.bundle[i]);
      float invested = std::numeric_limits<float>::quiet_NaN();
      if (!std::isnan(o.size_[slot])) {
        const double past_a = o.productivity_[slot], rate = seen.capital[i] / o.capital_[slot] - kept;
        survivors += 1, changes[i] = static_cast<double>(size) - o.size_[slot];
        surviving[i] = a, past[i] = past_a, rates[i] = rate, productivity_of_year[i] = (a + past_a) / 2;
        if (!std::isnan(o.investment_[slot])) twice += 1, rates_again[i] = rate, past_rates[i] = o.investment_[slot];
        m.inactive += std::fabs(rate)<inactive_below, m.spikes += rate> spike_above;
        m.negative += rate < 0, m.negative_spikes += rate < -spike_above;
        invested = static_cast<float>(rate);
      }
      o.investment_[slot] = invested, o.capital_[slot] = size;
    }
    const PairSums size_and_change = pair_sums(log_sizes, changes, survivors);
    const PairSums sales_and_productivity = pair_sums(seen.bundle, seen.productivity, static_cast<double>(firms));
    m.log_size += size_and_change.x, m.log_size_squared += size_and_change.xx, change += size_and_change.y;
    m.sales_squared += sales_and_productivity.xx;
    m.productivity += sales_and_productivity.y, m.productivity_squared += sales_and_productivity.yy;
    m.productivity_and_past += pair_sums(surviving, past, survivors);
    m.investment_and_productivity += pair_sums(rates, productivity_of_year, survivors);
    m.investment_and_past += pair_sums(rates_again, past_rates, twice);
  }
  const double per_bundle = exp(cell.log_sales_per_bundle);
  m.sales_squared *= per_bundle * per_bundle, m.largest = largest * per_bundle / cell.mean_sales;
  part.moments = m, part.change = change;
}

// Second pass: growth, classes, the tail.
void FirmObserver::Look::compare(const FirmLayout::Task& task, Part& part, Chunk& chunk) {
  const CellAtDate& cell = cells[task.cell];
  const FirmLayout::Cell& slots = layout.cells()[task.cell];
  const std::size_t industry = industry_of(task);
  const std::vector<std::uint8_t>&of_nation = classes[0], &of_industry = classes[1 + industry];
  const std::vector<std::uint8_t>&past_of_nation = o.classes_[0], &past_of_industry = o.classes_[1 + industry];
  const std::size_t tail_of_nation = tails[0], tail_of_industry = tails[1 + industry];
  std::vector<double>&largest_of_nation = chunk.largest[0], &largest_of_industry = chunk.largest[1 + industry];
  Counts& growth = chunk.growth[industry];
  FirmMoments m = part.moments;
  SizeClasses nation{}, own{};
  SeenFirms seen;
  Glance sizes, past_sizes, sales, past_sales, growths, squares, more_productive;
  for (std::size_t first = task.first; first < std::min(task.end, slots.firms); first += firms_per_glance) {
    const std::size_t end = std::min(task.end, first + firms_per_glance), firms = std::min(end, slots.firms) - first;
    country.firms.see(task.cell, first, end, *cell.bundle, seen);
    for (std::size_t i = 0; i < firms_per_glance; ++i) {
      const std::size_t slot = slots.first + first + i;
      sizes[i] = i < firms ? static_cast<double>(o.capital_[slot]) : 0;
      past_sizes[i] = i < firms && !std::isnan(o.size_[slot]) ? static_cast<double>(o.size_[slot]) : 0;
    }
    exponentials(sizes, sales), exponentials(past_sizes, past_sales);
    double survivors = 0;
    for (std::size_t i = 0; i < firms_per_glance; ++i) {
      growths[i] = squares[i] = more_productive[i] = 0;
      if (i >= firms) continue;
      const std::size_t slot = slots.first + first + i, bin = size_bins.of(sizes[i]);
      if (!std::isnan(o.size_[slot])) {
        const double g = sizes[i] - past_sizes[i] - cell.mean_change, squared = g * g;
        ++growth[growth_bins.of(g)];
        survivors += 1, growths[i] = g, squares[i] = squared;
        more_productive[i] = seen.productivity[i] - o.productivity_[slot];
        const std::size_t past_bin = size_bins.of(past_sizes[i]);
        for (SizeClass* c : {&nation[past_of_nation[past_bin]], &own[past_of_industry[past_bin]]})
          c->survivors += 1, c->growth += g, c->growth_squared += squared, c->past_size += past_sizes[i];
      }
      for (SizeClass* c : {&nation[of_nation[bin]], &own[of_industry[bin]]})
        c->firms += 1, c->sales += sales[i], c->adopted += seen.gain[i] > 0;
      if (bin >= tail_of_nation) largest_of_nation.push_back(sizes[i]);
      if (bin >= tail_of_industry) largest_of_industry.push_back(sizes[i]);
      o.size_[slot] = static_cast<float>(sizes[i]), o.capital_[slot] = static_cast<float>(seen.capital[i]);
      o.productivity_[slot] = static_cast<float>(seen.productivity[i]);
    }
    const PairSums powers = pair_sums(growths, squares, survivors);
    m.growth_squared += powers.xx, m.growth_cubed += powers.xy, m.growth_fourth += powers.yy;
    m.weighted_growth += pair_sums(growths, past_sales, survivors).xy;
    m.growth_and_productivity += pair_sums(growths, more_productive, survivors);
  }
  part.moments = m, part.of_nation = nation, part.of_industry = own;
}

void FirmObserver::Look::find_means() {
  std::vector<double> change(cells.size()), survivors(cells.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t c = layout.tasks()[i].cell;
    change[c] += parts[i].change, survivors[c] += parts[i].moments.survivors();
  }
  for (std::size_t c = 0; c < cells.size(); ++c) cells[c].mean_change = survivors[c] > 0 ? change[c] / survivors[c] : 0;
}

// Merges the counts of the first pass, and ranks firms by them.
void FirmObserver::Look::rank() {
  std::vector<FirmPopulation>& all = o.populations_;
  for (FirmPopulation& p : all) {
    p = {};
    p.size.assign(size_bins.count, 0), p.growth.assign(growth_bins.count, 0);
    p.log_productivity.assign(productivity_bins.count, 0);
  }
  for (const Chunk& chunk : chunks)
    for (std::size_t j = 0; j + 1 < all.size(); ++j)
      for (FirmPopulation* p : {&all[0], &all[1 + j]})
        add_up(p->size, chunk.size[j]), add_up(p->log_productivity, chunk.productivity[j]);
  for (const CellAtDate& cell : cells)
    for (FirmPopulation* p : {&all[0], &all[1 + cell.technology->industry]})
      p->firms += static_cast<double>(cell.technology->firms),
          p->sales += cell.mean_sales * static_cast<double>(cell.technology->firms);
  for (const FirmPopulation& p : all) {
    classes.push_back(classes_of(p.size));
    tails.push_back(lowest_of_largest(p.size, tail_of(p.firms) + 1));
  }
}

void FirmObserver::Look::sum_up(bool a_year_later) {
  std::vector<FirmPopulation>& all = o.populations_;
  std::vector<FirmMoments> of_cells(cells.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FirmLayout::Task& task = layout.tasks()[i];
    of_cells[task.cell] += parts[i].moments;
    add_up(all[0].classes, parts[i].of_nation), add_up(all[1 + industry_of(task)].classes, parts[i].of_industry);
  }
  for (std::size_t c = 0; c < cells.size(); ++c) {
    FirmMoments& m = of_cells[c];
    const double firms = static_cast<double>(cells[c].technology->firms);
    m.productivity_squared = std::max(0.0, m.productivity_squared - m.productivity * m.productivity / firms);
    m.productivity_and_past = m.productivity_and_past.centred();
    m.growth_and_productivity = m.growth_and_productivity.centred();
    all[0] += m, all[1 + cells[c].technology->industry] += m;
  }
  for (const Chunk& chunk : chunks)
    for (std::size_t j = 0; j + 1 < all.size(); ++j)
      for (FirmPopulation* p : {&all[0], &all[1 + j]}) add_up(p->growth, chunk.growth[j]);
  double output = 0;
  for (const Economy& economy : country.economies) output += economy.output;
  for (std::size_t p = 0; p < all.size(); ++p) {
    const double log_output = log(output * all[p].sales / all[0].sales);
    all[p].aggregate_growth = a_year_later ? log_output - o.log_output_[p] : unknown;
    o.log_output_[p] = log_output;
    std::vector<double> largest;
    for (const Chunk& chunk : chunks) largest.insert(largest.end(), chunk.largest[p].begin(), chunk.largest[p].end());
    all[p].find_quantiles();
    all[p].hill = hill_of(std::move(largest), tail_of(all[p].firms));
  }
}

FirmObserver::FirmObserver(const Model& model)
    : model_(&model),
      size_(model.layout.slots(), std::numeric_limits<float>::quiet_NaN()),
      capital_(model.layout.slots()),
      productivity_(model.layout.slots()),
      investment_(model.layout.slots()),
      classes_(1 + model.parameters.industries.size(), std::vector<std::uint8_t>(size_bins.count)),
      log_output_(classes_.size()),
      populations_(classes_.size()) {}

void FirmObserver::look(const Country& country, bool a_year_later) {
  if (!a_year_later) std::ranges::fill(size_, std::numeric_limits<float>::quiet_NaN());
  std::vector<double> past_sales;
  for (const FirmPopulation& p : populations_) past_sales.push_back(a_year_later ? p.sales : 0);
  Look look(*this, country);
  look.over_tasks([&](const auto& task, Part& part, Chunk& chunk) { look.see(task, part, chunk); });
  look.find_means();
  look.rank();
  look.over_tasks([&](const auto& task, Part& part, Chunk& chunk) { look.compare(task, part, chunk); });
  look.sum_up(a_year_later);
  for (std::size_t p = 0; p < populations_.size(); ++p) populations_[p].past_sales = past_sales[p];
  classes_ = std::move(look.classes);
}

void FirmObserver::forget_leavers(const Country& country) {
  const std::vector<FoundFirms>& found = country.firms.found();
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const std::uint32_t firm : found[i].leaving)
      size_[model_->layout.cells()[model_->layout.tasks()[i].cell].first + firm] =
          std::numeric_limits<float>::quiet_NaN();
}

}  // namespace suanli
