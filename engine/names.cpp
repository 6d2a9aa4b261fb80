#include "engine/names.hpp"

#include <algorithm>
#include <numeric>

namespace suanli {

namespace {

constexpr std::size_t most_listed = 50;

// Insertions, deletions, substitutions and swaps of neighbours that turn one name into the other; `enough` if it takes as many.
std::size_t distance(const std::string& a, const std::string& b, std::size_t enough) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= enough) return enough;
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  std::size_t least_before = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t least = now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
      least = std::min(least, now[j]);
    }
    if (least >= enough && least_before + 1 >= enough) return enough;  // rows to come build on these two
    least_before = least;
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(const std::string& given, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const std::string& candidate : candidates)
    if (const std::size_t d = distance(given, candidate, least); d < least) least = d, best = candidate;
  return best;
}

Text suggestion(const std::string& meant) {
  return meant.empty() ? Text{} : text("; did you mean {}?", "；是否想写 {}？", meant);
}

Text instead_of(const std::string& given, const std::vector<std::string>& candidates) {
  if (const std::string meant = nearest(given, candidates); !meant.empty()) return suggestion(meant);
  std::string all;
  for (std::size_t i = 0; i < std::min(candidates.size(), most_listed); ++i)
    all += (i == 0 ? "" : ", ") + candidates[i];
  if (candidates.size() > most_listed) all += ", …";
  return text("; there are {}", "；可用者有 {}", all);
}

}  // namespace suanli
