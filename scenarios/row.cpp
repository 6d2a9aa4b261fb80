#include "scenarios/row.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>

#include "agents/replay.hpp"
#include "agents/replication.hpp"

namespace suanli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes between_states{10};
constexpr std::chrono::seconds long_time{1};  // a record that took longer is worth a file of its own

// What a state holds after its first word.
enum class Stage : std::uint64_t { under_way, finished, failed };

using Begun = std::variant<std::monostate, Replication, Record, Text>;

void save(output::Parts& parts, std::size_t row, const Replication& replication) {
  parts.write_state(row, [&](const ByteSink& sink) {
    ByteWriter{sink}(Stage::under_way);
    replication.save(sink);
  });
}

void keep_failure(output::Parts& parts, std::size_t row, const Text& why) {
  parts.write_state(row, [&](const ByteSink& sink) { ByteWriter{sink}(Stage::failed, why.en, why.zh); });
}

// What an interrupted run left of the row; a state that cannot be used is one that is not there.
Begun begun(const RowSource& source, Threads threads, output::Parts& parts, const RowWatch& watch) {
  Begun found;
  if (!std::ranges::binary_search(parts.begun(), source.row)) return found;
  try {
    parts.read_state(source.row, [&](const ByteSource& bytes) {
      Stage stage{};
      ByteReader{bytes}(stage);
      if (stage == Stage::under_way) {
        found.emplace<Replication>(*source.model, *source.recorder, source.replication, threads, bytes);
      } else if (stage == Stage::failed) {
        Text why;
        ByteReader{bytes}(why.en, why.zh);
        found = std::move(why);
      } else if (stage == Stage::finished) {
        Record record = source.recorder->new_record();
        ByteReader{bytes}(record.values, record.largest_residuals);
        found = std::move(record);
      } else {
        throw WrongBytes("a state of no stage that there is");
      }
    });
  } catch (const output::OutputError& unusable) {
    watch.say(unusable.text());
    parts.drop_state(source.row);
    found = Begun{};
  }
  return found;
}

Replication to_go_on_with(const RowSource& source, Threads threads, Begun& begun) {
  if (auto* const under_way = std::get_if<Replication>(&begun)) return std::move(*under_way);
  return {*source.model, *source.recorder, source.replication, threads};
}

// Why the row failed, in its own words and those of the firm that stopped it, if one did; none if it is to stop before.
std::optional<Text> reason(const SimulationError& error, const RowSource& source, Threads threads,
                           const RowWatch& watch) {
  if (!error.firm()) return error.text();
  const std::optional<Text> firm = replayed(*error.firm(), *source.model, source.replication, threads, watch.stop);
  if (!firm) return std::nullopt;
  return text("{}; {}", "{}；{}", error.text(), *firm);
}

}  // namespace

RowEnd simulate_row(const RowSource& source, Threads threads, output::Parts& parts, const RowWatch& watch) {
  if (watch.stop()) return RowStopped{};
  Begun found = begun(source, threads, parts, watch);
  if (auto* const record = std::get_if<Record>(&found)) return std::move(*record);
  if (auto* const why = std::get_if<Text>(&found)) return std::move(*why);
  const Clock::time_point start = Clock::now();
  Clock::time_point saved = start;
  try {
    Replication replication = to_go_on_with(source, threads, found);
    while (!replication.is_complete()) {
      const bool stop = watch.stop();
      if (stop || Clock::now() - saved > between_states) save(parts, source.row, replication), saved = Clock::now();
      if (stop) return RowStopped{};
      replication.advance();
      watch.after_period();
    }
    Record record = replication.take_record();
    if (watch.keep || Clock::now() - start > long_time) keep_record(parts, source.row, record);
    return record;
  } catch (const SimulationError& error) {
    const std::optional<Text> why = reason(error, source, threads, watch);
    if (!why || watch.keep) keep_failure(parts, source.row, why.value_or(error.text()));
    if (!why) return RowStopped{};
    return *why;
  }
}

void keep_record(output::Parts& parts, std::size_t row, const Record& record) {
  parts.write_state(
      row, [&](const ByteSink& sink) { ByteWriter{sink}(Stage::finished, record.values, record.largest_residuals); });
}

Record record_of_failure(const Recorder& recorder) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Record record = recorder.new_record();
  std::ranges::fill(record.values, nan);
  record.largest_residuals.fill(nan);
  return record;
}

}  // namespace suanli
