#include "engine/alarm.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace suanli {

namespace {
constexpr std::chrono::milliseconds between_looks{20};
}

bool Alarm::heard(bool raise) {
  if (heard_) return true;
  if (!raise && Clock::now() < next_look_.load()) return false;
  std::unique_lock lock(looking_, std::defer_lock);
  if (raise) lock.lock();
  else if (!lock.try_lock()) return false;
  if (!heard_) look(raise);
  next_look_ = Clock::now() + between_looks;
  return heard_;
}

void Alarm::look(bool raise) {
  const bool told = ranks_.take_post();
  taken_ += told;
  if (!told && !raise) return;
  heard_ = true;
  if (ranks_.is_first()) {
    for (std::size_t rank = 1; rank < ranks_.size(); ++rank) ranks_.post(rank);
  } else if (!told) {
    ranks_.post(0);
    raised_ = true;
  }
}

// Words may still be under way: as many as have been sent are taken.
bool Alarm::settle(const std::function<bool()>& raise) {
  ranks_.wait([&] { heard(raise()); });
  const bool first_told_all = ranks_.is_first() && heard_;
  const std::vector<std::string> senders = ranks_.gather(raised_ || first_told_all ? "+" : "");
  const auto raisers = static_cast<std::size_t>(
      std::count_if(senders.begin() + 1, senders.end(), [](const std::string& sent) { return !sent.empty(); }));
  const std::size_t sent = ranks_.is_first() ? raisers : senders.front().size();
  while (taken_ < sent) taken_ += ranks_.take_post();
  const bool any = raisers > 0 || !senders.front().empty();
  heard_ = raised_ = false, taken_ = 0, next_look_ = Clock::time_point{};
  return any;
}

}  // namespace suanli
