// One replication, period by period.
#pragma once

#include <cstdint>

#include "agents/series.hpp"
#include "engine/bytes.hpp"

namespace suanli {

/// A replication under way: the country at a date, and what has been recorded up to it. What throws SimulationError names
/// the replication and the year.
class Replication {
 public:
  /// Before its first date, or, if firms live through no years before it, there. Throws SimulationError.
  Replication(const Model& model, const Recorder& recorder, std::uint32_t number, Threads threads);
  /// Goes on from a checkpoint of this replication. Throws WrongBytes if it is one of another.
  Replication(const Model& model, const Recorder& recorder, std::uint32_t number, Threads threads,
              const ByteSource& checkpoint);

  bool is_complete() const { return !country_.before_start() && country_.period >= country_.model->periods; }
  const Country& country() const { return country_; }

  /// Goes on to the next period and measures it if it is recorded. Throws SimulationError.
  void advance();

  /// Writes a checkpoint, from which the replication can go on.
  void save(const ByteSink& sink) const;

  /// What it leaves behind when it is complete.
  Record take_record() { return std::move(record_); }

 private:
  void open();
  void measure();

  const Recorder* recorder_;
  Record record_;
  FirmWitness witness_;
  Country country_;
};

}  // namespace suanli
