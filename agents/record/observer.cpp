#include "agents/record/observer.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/elementary.hpp"
#include "engine/tails.hpp"

namespace suanli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

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
  const Measured hill = hill_exponent_of_logs(log_sizes, count);
  return std::isfinite(hill.value) ? hill : Measured{unknown, unknown};
}

// Classes by bin of a firm in its industry, once in the nation and once in the industry, as one number; and their sums.
constexpr std::size_t pairs_of_classes = size_classes * size_classes;
using ClassPairs = std::vector<std::uint8_t>;

ClassPairs pairs_of(const std::vector<std::uint8_t>& of_nation, const std::vector<std::uint8_t>& of_industry) {
  ClassPairs pairs(of_nation.size());
  for (std::size_t bin = 0; bin < pairs.size(); ++bin)
    pairs[bin] = static_cast<std::uint8_t>(of_nation[bin] * size_classes + of_industry[bin]);
  return pairs;
}

// The bins of a glance.
struct BinsAtGlance {
  std::int32_t bin[firms_per_glance];
  BinsAtGlance(const Bins& bins, const Glance& x) {
    for (std::size_t i = 0; i < firms_per_glance; ++i) bin[i] = static_cast<std::int32_t>(bins.place_of(x[i]));
  }
  std::size_t operator[](std::size_t i) const { return static_cast<std::size_t>(bin[i]); }
};

// What is remembered of the firms of a glance, and `otherwise` where there are none.
void recall(const std::vector<float>& memory, std::size_t slot, std::size_t firms, double otherwise, Glance& result) {
  const float* const of = &memory[slot];
  for (std::size_t i = 0; i < firms; ++i) result[i] = static_cast<double>(of[i]);
  std::fill(result.value + firms, std::end(result.value), otherwise);
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
  std::vector<ClassPairs> pairs, past_pairs;       // by industry, today's and those of the last look
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
      const CellTechnology& t = country.technology[e].cells[c];
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
  Glance log_sizes;
  PastFirms past;
  FirmYears years;
  for (std::size_t first = task.first; first < std::min(task.end, slots.firms); first += firms_per_glance) {
    const std::size_t end = std::min(task.end, first + firms_per_glance), firms = std::min(end, slots.firms) - first;
    const std::size_t slot = slots.first + first;
    country.firms.see(task.cell, first, end, *cell.bundle, seen);
    recall(o.size_, slot, firms, unknown, past.size), recall(o.capital_, slot, firms, 1, past.capital);
    recall(o.productivity_, slot, firms, 0, past.productivity);
    recall(o.investment_, slot, firms, unknown, past.investment);
    // What is remembered is what is compared: rounded.
    for (std::size_t i = 0; i < firms_per_glance; ++i)
      log_sizes[i] = static_cast<float>(std::numbers::ln2 * seen.log2_bundle[i] + cell.log_sales_per_bundle);
    for (std::size_t i = firms; i < firms_per_glance; ++i) log_sizes[i] = seen.bundle[i] = seen.productivity[i] = 0;
    compare_years(seen, log_sizes, past, kept, years);
    const BinsAtGlance size_bin(size_bins, log_sizes), productivity_bin(productivity_bins, seen.productivity);
    for (std::size_t i = 0; i < firms; ++i) {
      ++sizes[size_bin[i]], ++productivities[productivity_bin[i]];
      largest = std::max(largest, seen.bundle[i]);
      o.capital_[slot + i] = static_cast<float>(log_sizes[i]);
      o.investment_[slot + i] =
          std::isnan(past.size[i]) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(years.rate[i]);
    }
    m.inactive += years.inactive, m.spikes += years.spikes;
    m.negative += years.negative, m.negative_spikes += years.negative_spikes;
    const PairSums size_and_change = pair_sums(log_sizes, years.change, years.survivors);
    const PairSums sales_and_productivity = pair_sums(seen.bundle, seen.productivity, static_cast<double>(firms));
    m.log_size += size_and_change.x, m.log_size_squared += size_and_change.xx, change += size_and_change.y;
    m.sales_squared += sales_and_productivity.xx;
    m.productivity += sales_and_productivity.y, m.productivity_squared += sales_and_productivity.yy;
    m.productivity_and_past += pair_sums(years.productivity, years.past_productivity, years.survivors);
    m.investment_and_productivity += pair_sums(years.rate, years.mean_productivity, years.survivors);
    m.investment_and_past += pair_sums(years.rate_again, years.past_rate, years.twice);
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
  const ClassPairs &pair = pairs[industry], &past_pair = past_pairs[industry];
  const std::size_t tail_of_nation = tails[0], tail_of_industry = tails[1 + industry];
  const std::size_t tail_of_either = std::min(tail_of_nation, tail_of_industry);
  std::vector<double>&largest_of_nation = chunk.largest[0], &largest_of_industry = chunk.largest[1 + industry];
  Counts& growth = chunk.growth[industry];
  FirmMoments m = part.moments;
  std::array<SizeClass, pairs_of_classes> by_pair{};
  SeenFirms seen;
  PastFirms past;
  Growths growths;
  Glance sizes, past_sales;
  const double per_bundle = exp(cell.log_sales_per_bundle);
  for (std::size_t first = task.first; first < std::min(task.end, slots.firms); first += firms_per_glance) {
    const std::size_t end = std::min(task.end, first + firms_per_glance), firms = std::min(end, slots.firms) - first;
    const std::size_t slot = slots.first + first;
    country.firms.see(task.cell, first, end, *cell.bundle, seen);
    recall(o.capital_, slot, firms, 0, sizes), recall(o.size_, slot, firms, unknown, past.size);
    recall(o.productivity_, slot, firms, 0, past.productivity);
    find_growths(seen, sizes, past, cell.mean_change, growths);
    exponentials(growths.past_size, past_sales);
    const BinsAtGlance size_bin(size_bins, sizes), past_bin(size_bins, growths.past_size),
        growth_bin(growth_bins, growths.growth);
    for (std::size_t i = 0; i < firms; ++i) {
      if (growths.survives[i] > 0) {
        ++growth[growth_bin[i]];
        SizeClass& c = by_pair[past_pair[past_bin[i]]];
        c.survivors += 1, c.growth += growths.growth[i], c.growth_squared += growths.square[i];
        c.past_size += growths.past_size[i];
      }
      SizeClass& c = by_pair[pair[size_bin[i]]];
      c.firms += 1, c.sales += seen.bundle[i] * per_bundle, c.adopted += seen.gain[i] > 0;
      if (size_bin[i] >= tail_of_either) {
        if (size_bin[i] >= tail_of_nation) largest_of_nation.push_back(sizes[i]);
        if (size_bin[i] >= tail_of_industry) largest_of_industry.push_back(sizes[i]);
      }
      o.size_[slot + i] = static_cast<float>(sizes[i]), o.capital_[slot + i] = static_cast<float>(seen.capital[i]);
      o.productivity_[slot + i] = static_cast<float>(seen.productivity[i]);
    }
    const PairSums powers = pair_sums(growths.growth, growths.square, growths.survivors);
    m.growth_squared += powers.xx, m.growth_cubed += powers.xy, m.growth_fourth += powers.yy;
    m.weighted_growth += pair_sums(growths.growth, past_sales, growths.survivors).xy;
    m.growth_and_productivity += pair_sums(growths.growth, growths.more_productive, growths.survivors);
  }
  part.moments = m, part.of_nation = part.of_industry = {};
  for (std::size_t p = 0; p < pairs_of_classes; ++p)
    part.of_nation[p / size_classes] += by_pair[p], part.of_industry[p % size_classes] += by_pair[p];
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
      for (FirmPopulation* p : {&all.front(), &all[1 + j]})
        add_up(p->size, chunk.size[j]), add_up(p->log_productivity, chunk.productivity[j]);
  for (const CellAtDate& cell : cells)
    for (FirmPopulation* p : {&all.front(), &all[1 + cell.technology->industry]})
      p->firms += static_cast<double>(cell.technology->firms),
          p->sales += cell.mean_sales * static_cast<double>(cell.technology->firms);
  for (const FirmPopulation& p : all) {
    classes.push_back(classes_of(p.size));
    tails.push_back(lowest_of_largest(p.size, tail_of(p.firms) + 1));
  }
  for (std::size_t j = 1; j < all.size(); ++j) {
    pairs.push_back(pairs_of(classes[0], classes[j]));
    past_pairs.push_back(pairs_of(o.classes_[0], o.classes_[j]));
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
      for (FirmPopulation* p : {&all.front(), &all[1 + j]}) add_up(p->growth, chunk.growth[j]);
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
