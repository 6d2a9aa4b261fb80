#include "agents/record/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace suanli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double over(double x, double y) { return y > 0 ? x / y : unknown; }
// Of a variance, which rounding may have left below 0.
double root_of(double x) { return x < 0 ? 0 : std::sqrt(x); }

double variance_of_growth(const FirmPopulation& p) { return over(p.growth_squared, p.survivors()); }

double share_of_survivors(double firms, const FirmPopulation& p) { return over(firms, p.survivors()); }

double in_file_bin(const Counts& counts, const Bins& fine, const Bins& of_file, std::size_t i) {
  const std::size_t width = fine.count / of_file.count;
  double sum = 0;
  for (std::size_t k = i * width; k < (i + 1) * width; ++k) sum += counts[k];
  return sum;
}

FirmQuantiles quantiles_of(const Counts& counts, const Bins& bins) {
  const Histogram histogram = histogram_of(counts, bins);
  FirmQuantiles all;
  std::ranges::transform(firm_probabilities, all.begin(), [&](double p) { return histogram.quantile(p); });
  return all;
}

}  // namespace

Histogram histogram_of(const Counts& counts, const Bins& bins) {
  std::vector<std::uint64_t> all(counts.size() + 2);
  std::ranges::copy(counts, all.begin() + 1);
  return {bins.low, bins.high, all};
}

SizeClass& SizeClass::operator+=(const SizeClass& other) {
  firms += other.firms, sales += other.sales, adopted += other.adopted;
  survivors += other.survivors, growth += other.growth, growth_squared += other.growth_squared;
  past_size += other.past_size;
  return *this;
}

FirmMoments& FirmMoments::operator+=(const FirmMoments& other) {
  firms += other.firms, sales += other.sales, sales_squared += other.sales_squared;
  largest = std::max(largest, other.largest);
  log_size += other.log_size, log_size_squared += other.log_size_squared;
  productivity += other.productivity, productivity_squared += other.productivity_squared;
  growth_squared += other.growth_squared, growth_cubed += other.growth_cubed, growth_fourth += other.growth_fourth;
  weighted_growth += other.weighted_growth;
  inactive += other.inactive, spikes += other.spikes;
  negative += other.negative, negative_spikes += other.negative_spikes;
  investment_and_productivity += other.investment_and_productivity;
  investment_and_past += other.investment_and_past;
  productivity_and_past += other.productivity_and_past;
  growth_and_productivity += other.growth_and_productivity;
  return *this;
}

void FirmPopulation::find_quantiles() {
  size_quantiles = quantiles_of(size, size_bins), growth_quantiles = quantiles_of(growth, growth_bins);
  productivity_quantiles = quantiles_of(log_productivity, productivity_bins);
}

double FirmPopulation::granular_residual() const { return over(weighted_growth, past_sales); }

// clang-format off
std::span<const FirmTableDeclaration> firm_tables() {
  static constexpr FirmTableDeclaration all[] = {
      {FirmTable::firms, "firms", "", 1,
       {"the nation's firms in numbers, every replication in observed years", "全国企业的统计特征，每次重复、每个观测年份"},
       {"each industry's firms in numbers, every replication in observed years", "各行业企业的统计特征，每次重复、每个观测年份"},
       Words{"the nation's firms in numbers, quantiles over replications", "全国企业的统计特征，跨重复分位数"},
       Words{"each industry's firms in numbers, quantiles over replications", "各行业企业的统计特征，跨重复分位数"}},
      {FirmTable::distribution, "distribution", "probability", firm_probabilities.size(),
       {"quantiles over the nation's firms", "全国企业的分位数"}, {"quantiles over each industry's firms", "各行业企业的分位数"}},
      {FirmTable::size_histogram, "size_histogram", "size_bin", size_bins_of_files.count,
       {"how many of the nation's firms are of which size", "全国企业规模直方图"}, {"how many of each industry's firms are of which size", "各行业企业规模直方图"}},
      {FirmTable::growth_histogram, "growth_histogram", "growth_bin", growth_bins_of_files.count,
       {"how many of the nation's firms grow how fast", "全国企业增长率直方图"}, {"how many of each industry's firms grow how fast", "各行业企业增长率直方图"}},
      {FirmTable::size_classes, "size_classes", "size_class", size_classes,
       {"tenths of the nation's firms by size", "全国企业按规模的十分位组"}, {"tenths of each industry's firms by size", "各行业企业按规模的十分位组"}}};
  return all;
}

std::span<const FirmStatistic> firm_statistics() {
  using P = FirmPopulation;
  using I = std::size_t;
  constexpr auto plain = FirmTable::firms;
  static constexpr FirmStatistic all[] = {
      {plain, "firms", "N", "1", "§7.6", {"firms", "企业数"},
       [](const P& p, I) { return p.firms; }},
      {plain, "survivors", "n", "1", "§7.6", {"firms that were there a year ago", "一年前已存在的企业数"},
       [](const P& p, I) { return p.survivors(); }},
      {plain, "size_sd", "sd s", "1", "s_i = ln(P_cy_i N/Y), §7.6", {"standard deviation of log size", "规模对数的标准差"},
       [](const P& p, I) { return root_of(p.log_size_squared / p.firms - (p.log_size / p.firms) * (p.log_size / p.firms)); }},
      {plain, "hill_exponent", "ζ", "1", "Hill (1975) on the largest 5 %, §7.6", {"exponent of the upper tail of sizes", "规模上尾的幂指数"},
       [](const P& p, I) { return p.hill.value; }},
      {plain, "hill_standard_error", "", "1", "ζ/√(k-2), k = ⌊N/20⌋, §7.6", {"standard error of hill_exponent, sizes being independent", "hill_exponent 的标准误（设各规模独立）"},
       [](const P& p, I) { return p.hill.standard_error; }},
      {plain, "herfindahl", "Σ(share)²", "1", "§7.6", {"Herfindahl index of sales", "销售额的赫芬达尔指数"},
       [](const P& p, I) { return p.sales_squared / (p.sales * p.sales); }},
      {plain, "largest_firm", "", "1", "max P_cy_i N_c/(P_cY_c), §7.6", {"largest firm of a cell over the mean of its cell, the largest over cells", "单元内最大企业与单元均值之比（取各单元最大者）"},
       [](const P& p, I) { return p.largest; }},
      {plain, "growth_sd", "sd g", "1/year", "g_i = Δs_i less its mean over survivors of the cell, §7.6", {"standard deviation of survivors' growth", "存续企业增长率的标准差"},
       [](const P& p, I) { return root_of(over(p.growth_squared, p.survivors())); }},
      {plain, "growth_skewness", "", "1", "m_3/m_2^(3/2), §7.6", {"skewness of survivors' growth", "存续企业增长率的偏度"},
       [](const P& p, I) { const double v = variance_of_growth(p); return over(p.growth_cubed / p.survivors(), v * root_of(v)); }},
      {plain, "growth_kurtosis", "", "1", "m_4/m_2² - 3, §7.6", {"excess kurtosis of survivors' growth: 0 normal, 3 Laplace", "存续企业增长率的超额峰度：正态为 0，拉普拉斯为 3"},
       [](const P& p, I) { const double v = variance_of_growth(p); return over(p.growth_fourth / p.survivors(), v * v) - 3; }},
      {plain, "growth_productivity_correlation", "", "1", "corr(g_i, Δa_i) within cells, §7.6", {"correlation of survivors' growth with the change of their log productivity", "存续企业增长率与对数生产率变动的相关系数"},
       [](const P& p, I) { return p.growth_and_productivity.correlation(); }},
      {plain, "productivity_sd", "sd a", "1", "within cells, §7.6", {"standard deviation of log productivity", "对数生产率的标准差"},
       [](const P& p, I) { return root_of(p.productivity_squared / p.firms); }},
      {plain, "productivity_autocorrelation", "", "1", "corr(a_i(t), a_i(t-1)) within cells, §7.6", {"autocorrelation of survivors' log productivity over one year", "存续企业对数生产率的年度自相关"},
       [](const P& p, I) { return p.productivity_and_past.correlation(); }},
      {plain, "investment_mean", "i", "1/year", "i_i = K_i(t)/K_i(t-1) - (1-δdt)^(1/dt), §7.6", {"mean of survivors' investment rates", "存续企业投资率的均值"},
       [](const P& p, I) { return share_of_survivors(p.investment_and_productivity.x, p); }},
      {plain, "investment_sd", "sd i", "1/year", "§7.6", {"standard deviation of survivors' investment rates", "存续企业投资率的标准差"},
       [](const P& p, I) { return p.investment_and_productivity.deviation(); }},
      {plain, "investment_inaction", "", "1", "|i| < .01, §7.6", {"share of survivors that hardly invest", "几乎不投资的存续企业份额"},
       [](const P& p, I) { return share_of_survivors(p.inactive, p); }},
      {plain, "investment_spikes", "", "1", "i > .2, §7.6", {"share of survivors that invest in a spike", "投资激增的存续企业份额"},
       [](const P& p, I) { return share_of_survivors(p.spikes, p); }},
      {plain, "investment_negative", "", "1", "i < 0, §7.6", {"share of survivors that disinvest", "负投资的存续企业份额"},
       [](const P& p, I) { return share_of_survivors(p.negative, p); }},
      {plain, "investment_negative_spikes", "", "1", "i < -.2, §7.6", {"share of survivors that disinvest in a spike", "投资骤减的存续企业份额"},
       [](const P& p, I) { return share_of_survivors(p.negative_spikes, p); }},
      {plain, "investment_autocorrelation", "", "1", "corr(i_i(t), i_i(t-1)), §7.6", {"correlation of investment rates in two successive years", "相邻两年投资率的相关系数"},
       [](const P& p, I) { return p.investment_and_past.correlation(); }},
      {plain, "investment_productivity_correlation", "", "1", "corr(i_i(t), ½(a_i(t-1) + a_i(t))), §7.6", {"correlation of investment rates with log productivity in the same year", "投资率与同年对数生产率的相关系数"},
       [](const P& p, I) { return p.investment_and_productivity.correlation(); }},
      {plain, "aggregate_growth", "Δ ln Y", "1/year", "§7.6", {"change of log output over the year before", "过去一年产出对数的变动"},
       [](const P& p, I) { return p.aggregate_growth; }},
      {plain, "granular_residual", "Γ", "1/year", "Γ = Σ g_i share_i(t-1) over survivors (Gabaix 2011), §7.6", {"growth of output by what single firms met", "个体企业冲击对产出增长的贡献"},
       [](const P& p, I) { return p.granular_residual(); }},

      {FirmTable::distribution, "size", "s", "1", "s_i = ln(P_cy_i N/Y), §7.6", {"log size; to 1/64", "规模的对数；精度 1/64"},
       [](const P& p, I i) { return p.size_quantiles[i]; }},
      {FirmTable::distribution, "growth", "g", "1/year", "§7.6", {"survivors' growth; to 1/256", "存续企业的增长率；精度 1/256"},
       [](const P& p, I i) { return p.growth_quantiles[i]; }},
      {FirmTable::distribution, "productivity", "a", "1", "§7.6", {"log productivity; to 1/128", "对数生产率；精度 1/128"},
       [](const P& p, I i) { return p.productivity_quantiles[i]; }},

      {FirmTable::size_histogram, "firms", "", "1", "§7.6", {"firms", "企业数"},
       [](const P& p, I i) { return in_file_bin(p.size, size_bins, size_bins_of_files, i); }},
      {FirmTable::growth_histogram, "survivors", "", "1", "§7.6", {"survivors", "存续企业数"},
       [](const P& p, I i) { return in_file_bin(p.growth, growth_bins, growth_bins_of_files, i); }},

      {FirmTable::size_classes, "firms", "", "1", "§7.6", {"firms", "企业数"},
       [](const P& p, I i) { return p.classes[i].firms; }},
      {FirmTable::size_classes, "sales_share", "", "1", "§7.6", {"share of sales", "销售额份额"},
       [](const P& p, I i) { return p.classes[i].sales / p.sales; }},
      {FirmTable::size_classes, "adopted_share", "D", "1", "§7.5", {"share that has adopted digital technology", "已采用数字技术的份额"},
       [](const P& p, I i) { return over(p.classes[i].adopted, p.classes[i].firms); }},
      {FirmTable::size_classes, "survivors", "n", "1", "§7.6", {"survivors that were of this size a year ago", "一年前属于该规模组的存续企业数"},
       [](const P& p, I i) { return p.classes[i].survivors; }},
      {FirmTable::size_classes, "past_size", "s(t-1)", "1", "§7.6", {"their mean log size a year ago", "其一年前规模对数的均值"},
       [](const P& p, I i) { return over(p.classes[i].past_size, p.classes[i].survivors); }},
      {FirmTable::size_classes, "growth_mean", "", "1/year", "§7.6", {"mean of their growth", "其增长率的均值"},
       [](const P& p, I i) { return over(p.classes[i].growth, p.classes[i].survivors); }},
      {FirmTable::size_classes, "growth_sd", "", "1/year", "§7.6", {"standard deviation of their growth", "其增长率的标准差"},
       [](const P& p, I i) {
         const double mean = over(p.classes[i].growth, p.classes[i].survivors);
         return root_of(over(p.classes[i].growth_squared, p.classes[i].survivors) - mean * mean);
       }}};
  return all;
}
// clang-format on

Description FirmStatistic::description() const { return {std::string(name), symbol, unit, source, meaning}; }

}  // namespace suanli
