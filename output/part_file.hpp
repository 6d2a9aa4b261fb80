// One part of a run as a file: a head with its identity and its rows, numbers as they are in memory, the checksum of all of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/bytes.hpp"
#include "engine/ensemble.hpp"
#include "output/checksum.hpp"

namespace suanli::output {

/// Finished rows of a batch; the state of a row under way.
enum class PartKind : std::uint32_t { rows = 1, state = 2 };
inline constexpr std::uint32_t format_of_parts = 1;

struct PartHead {
  std::array<char, 8> name{'S', 'U', 'A', 'N', 'L', 'I', 'P', '\n'};
  std::uint32_t format = format_of_parts;
  PartKind kind = PartKind::rows;
  std::uint64_t identity = 0;  ///< its checksum
  std::uint64_t first = 0, count = 0;
};

/// How much of a part is looked at before it is believed: its size finds what was cut short, all bytes what was changed.
enum class Looking { at_size, at_every_byte };

/// A part that is read: its head is known, its bytes are those that were written. Every function throws Failure.
class PartReader {
 public:
  PartReader(const std::filesystem::path& path, std::uint64_t identity, Looking looking = Looking::at_every_byte);

  const PartHead& head() const { return head_; }
  std::uint64_t left() const { return left_; }  ///< bytes to be read
  void read(std::span<std::byte> bytes);
  void expect_end() const;

 private:
  void check_bytes(std::uint64_t count);

  std::ifstream file_;
  PartHead head_;
  Checksum sum_;
  std::uint64_t left_ = 0;
};

/// Writes a part, which appears when it is complete; `fill` gives what follows the head to the sink. Throws WriteError.
void write_part(const std::filesystem::path& path, const PartHead& head,
                const std::function<void(const ByteSink&)>& fill);

/// The checksum of a text, by which parts name the run that they belong to.
std::uint64_t checksum_of(const std::string& text);

/// Name of the part whose first row is this, "000000000016.rows".
std::string name_of_part(PartKind kind, std::size_t first);
/// The kind that a name is of, if it is one of a part.
std::optional<PartKind> kind_of_part(const std::filesystem::path& file);

/// The rows of a part that is where its name says. Throws Failure.
Batch batch_of_part(const std::filesystem::path& file, PartKind kind, const PartReader& part);

}  // namespace suanli::output
