#include "agents/replication.hpp"

#include "agents/checkpoint.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

template <class Work> auto naming_replication(std::uint32_t number, const Work& work) {
  try {
    return work();
  } catch (const SimulationError& error) {
    throw SimulationError(text("replication {}, {}", "第 {} 次重复，{}", number, error.text()), error.firm());
  }
}

}  // namespace

Replication::Replication(const Model& model, const Recorder& recorder, std::uint32_t number, Threads threads)
    : recorder_(&recorder),
      record_(recorder.new_record()),
      witness_(recorder.firms()),
      country_(place_country(model, number, threads)) {
  if (!country_.before_start()) open();
}

Replication::Replication(const Model& model, const Recorder& recorder, std::uint32_t number, Threads threads,
                         const ByteSource& checkpoint)
    : recorder_(&recorder),
      record_(recorder.new_record()),
      witness_(recorder.firms()),
      country_(place_stocks(model, number, threads)) {
  read_checkpoint(country_, witness_, record_, checkpoint);
}

void Replication::advance() {
  if (!country_.before_start()) {
    naming_replication(country_.replication, [&] { step(country_); });
    return measure();
  }
  naming_replication(country_.replication, [&] { burn_in(country_); });
  if (!country_.before_start()) open();
}

void Replication::open() {
  naming_replication(country_.replication, [&] { open_first_date(country_); });
  measure();
}

void Replication::measure() {
  recorder_->measure(country_, record_);
  witness_.observe(country_, std::span(record_.values).subspan(recorder_->firm_offset(0)));
}

void Replication::save(const ByteSink& sink) const { write_checkpoint(country_, witness_, record_, sink); }

}  // namespace suanli
