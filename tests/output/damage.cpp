#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <random>

#include "output/digest.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

constexpr const char* no_seal =
    "it does not end as a result file does: it was cut short, changed, or written by another program";

TEST_CASE("what is not a result file is refused in one line") {
  const TemporaryDirectory directory;
  const auto expect = [](const std::filesystem::path& path, const std::string& reason) {
    CHECK(refusal([&] { ResultReader file(path); }) == path.string() + ": " + reason);
  };
  set_bytes(directory / "empty.h5", "");
  set_bytes(directory / "text.h5", "year,output\n2025,1.0\n");
  set_bytes(directory / "other.h5", "\x89HDF\r\n\x1a\n" + std::string(500, '\0'));
  expect(directory / "missing.h5", "there is no such file");
  expect(directory / "", "it is not a regular file");
  expect(directory / "empty.h5", "it is not an HDF5 file");
  expect(directory / "text.h5", "it is not an HDF5 file");
  expect(directory / "other.h5", no_seal);
}

TEST_CASE("a truncated file is refused, wherever it ends") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const std::string bytes = bytes_of(directory / "a.h5");
  const std::filesystem::path cut = directory / "cut.h5";
  for (std::size_t size = 8; size < bytes.size(); size += 97) {
    set_bytes(cut, bytes.substr(0, size));
    CHECK(refusal([&] { ResultReader file(cut); }) == cut.string() + ": " + no_seal);
  }
}

TEST_CASE("a flipped byte in a chunk of values is refused by its checksum") {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  schema.replications_per_chunk = 4000;
  ResultWriter writer(directory / "a.h5", schema);
  write_theory(writer);
  std::vector<double> values(12000);
  std::mt19937_64 random(1);  // incompressible: nearly the whole file is chunks
  for (double& value : values) value = static_cast<double>(random());
  const std::vector<double> share(24000), wealth(4000);
  writer.write_replications(0, 4000, std::vector<std::span<const double>>{values, share, wealth});
  writer.publish();

  std::string bytes = bytes_of(directory / "a.h5");
  bytes[bytes.size() / 2] ^= 1;
  set_bytes(directory / "a.h5", bytes);
  const ResultReader file(directory / "a.h5");
  CHECK(refusal([&] { file.read("national/output"); }) ==
        (directory / "a.h5").string() + ": cannot read national/output: data error detected by Fletcher32 checksum");
}

TEST_CASE("a flipped byte is refused or changes nothing, wherever it lies") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const std::string expected = digest(directory / "a.h5"), bytes = bytes_of(directory / "a.h5");
  const std::filesystem::path damaged = directory / "damaged.h5";
  std::size_t refused = 0;
  for (std::size_t position = 0; position < bytes.size(); position += 3) {
    CAPTURE(position);
    std::string copy = bytes;
    copy[position] = static_cast<char>(~copy[position]);
    set_bytes(damaged, copy);
    std::string found = expected;  // as in the gaps that HDF5 leaves
    refused += refusal([&] { found = digest(damaged); }).empty() ? 0 : 1;
    CHECK(found == expected);
  }
  CHECK(refused > bytes.size() / 3 / 2);
}

TEST_CASE("a damaged text is refused before HDF5 sees it") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  std::string bytes = bytes_of(directory / "a.h5");
  bytes[bytes.find("final output")] = 'F';
  set_bytes(directory / "a.h5", bytes);
  CHECK(refusal([&] { ResultReader file(directory / "a.h5"); }) ==
        (directory / "a.h5").string() + ": its head is damaged: the checksum does not match");
}

/// Writes until `limit` bytes of file are full, in a process of its own: what it then says, "" if it does not end well.
std::string message_on_a_full_disk(const std::filesystem::path& path, rlim_t limit) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::cout.flush();  // or the child would say it again
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{limit, limit};
    setrlimit(RLIMIT_FSIZE, &full);
    const std::string message = refusal([&] {
      ResultWriter writer(path, sample_schema());
      write_theory(writer);
      for (std::size_t first = 0;; first += 4) write_batch(writer, first, 4);
    });
    const bool told = write(ends[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
    std::exit(told ? 0 : 1);  // through HDF5's own end, if it had one
  }
  close(ends[1]);
  std::string message(1000, '\0');
  const ssize_t length = read(ends[0], message.data(), message.size());
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  message.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return message;
}

TEST_CASE("a full disk ends the writing with its cause, wherever it happens, and leaves no file and no crash") {
  const TemporaryDirectory directory;
  for (const rlim_t limit : {100, 3000, 10000, 30000, 100000}) {
    const std::string message = message_on_a_full_disk(directory / "a.h5", limit);
    CAPTURE(message);
    CHECK(message.starts_with((directory / "a.h5").string() + ": cannot "));
    CHECK(message.ends_with(": File too large"));
    CHECK(directory.files().empty());
  }
}

}  // namespace
}  // namespace suanli::output::test
