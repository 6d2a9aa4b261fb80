#include "scenarios/ending.hpp"

#include <algorithm>
#include <concepts>
#include <new>
#include <type_traits>
#include <vector>

#include "agents/economy.hpp"
#include "engine/byte_string.hpp"
#include "output/parts.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/run.hpp"

namespace suanli {

template <class Bytes, class E>
requires std::same_as<std::remove_const_t<E>, Ending>
static void members(Bytes& bytes, E& ending) { bytes(ending.code, ending.words.en, ending.words.zh, ending.at_once); }

namespace {

template <class Error> bool is(const std::exception& error) { return dynamic_cast<const Error*>(&error) != nullptr; }

}  // namespace

Ending ending_of(const std::exception& error, const std::string& file) {
  if (const auto* const known = dynamic_cast<const Ended*>(&error)) return known->ending();
  const Text words = is<std::bad_alloc>(error) ? text("there is not enough memory", "内存不足") : text_of(error);
  if (!file.empty() && is<std::bad_alloc>(error)) return {failed_while_working, text("{}: {}", "{}: {}", file, words)};
  if (!file.empty() && (is<Infeasible>(error) || is<NotEnoughMemory>(error)))
    return {wrong_input, text("{}: {}", "{}: {}", file, words)};
  if (is<WrongInput>(error) || is<output::ForeignParts>(error)) return {wrong_input, words};
  if (is<Stopped>(error)) return {stopped, words};
  return {failed_while_working, words, is<output::WriteError>(error)};
}

void together(const Communicator& ranks, const std::function<void()>& work, const std::string& file) {
  if (ranks.is_alone()) return work();
  std::string mine;
  try {
    work();
  } catch (const std::exception& error) {
    mine = in_bytes(ending_of(error, file));
  }
  const std::vector<std::string> all = ranks.gather(mine);
  const auto first = std::ranges::find_if(all, [](const std::string& bytes) { return !bytes.empty(); });
  if (first == all.end()) return;
  Ending ending;
  from_bytes(*first, ending);
  ending.at_once |= ending.code == failed_while_working;  // a file that all have open cannot be closed by some
  if (!ranks.is_first()) ending.words = {};
  else if (first != all.begin())
    ending.words = text("process {}: {}", "进程 {}：{}", first - all.begin(), ending.words);
  throw Ended(std::move(ending));
}

}  // namespace suanli
