#include "output/parts.hpp"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <bit>
#include <csignal>
#include <cstring>
#include <limits>

#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

namespace fs = std::filesystem;

const RunOfParts run{"version: 1\nseed: 7\n", {1, 0, 2}};
RunOfParts other_run(const std::string& identity) { return {identity, run.widths}; }

Rows sample_rows(std::size_t first) {
  Rows rows{.first = first, .count = 2, .columns = {{1.0 / 3, -0.0}, {}, {1, 2, 3, 4}}, .failed = {}};
  rows.columns[0][0] += static_cast<double>(first);
  return rows;
}

std::vector<std::uint64_t> bits_of(const Rows& rows) {
  std::vector<std::uint64_t> all{rows.first, rows.count};
  for (const std::vector<double>& column : rows.columns) {
    all.push_back(column.size());
    for (const double value : column) all.push_back(std::bit_cast<std::uint64_t>(value));
  }
  return all;
}

/// Names of the files in the parts of out.h5, sorted.
std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

void write_state(Parts& parts, std::size_t row, std::uint64_t state) {
  parts.write_state(row, [&](const ByteSink& sink) { ByteWriter{sink}(state); });
}

TEST_CASE("rows of finished batches and states of rows under way are found again, bit for bit") {
  const TemporaryDirectory directory;
  Rows with_failure = sample_rows(4);
  with_failure.columns[0][1] = std::numeric_limits<double>::quiet_NaN();
  with_failure.failed = {{5, {"year 2030: no prices", "2030 年：无价格"}}};
  {
    Parts parts(directory / "out.h5", run);
    CHECK(parts.finished().empty());
    parts.write(with_failure);
    parts.write(sample_rows(0));
    write_state(parts, 7, 77);
    write_state(parts, 7, 78);
    write_state(parts, 2, 22);
    parts.write(sample_rows(2));
  }
  const Parts parts(directory / "out.h5", run);
  REQUIRE(parts.finished().size() == 3);
  CHECK((bits_of(parts.read(parts.finished()[1])) == bits_of(sample_rows(2))));
  const Rows found = parts.read(parts.finished()[2]);
  CHECK((bits_of(found) == bits_of(with_failure)));
  CHECK((found.failed == with_failure.failed));
  CHECK(parts.begun() == std::vector<std::size_t>{7});  // row 2 is finished
  std::uint64_t state = 0;
  parts.read_state(7, [&](const ByteSource& source) { ByteReader{source}(state); });
  CHECK(state == 78);
  CHECK(parts.broken().empty());
  CHECK(names_in(directory / "out.h5.parts") == std::vector<std::string>{"000000000000.rows", "000000000002.rows",
                                                                         "000000000004.rows", "000000000007.state",
                                                                         "identity", "lock"});
}

TEST_CASE("a part with any bit flipped, or cut anywhere, is found broken, named and not taken") {
  const TemporaryDirectory directory;
  Parts(directory / "out.h5", run).write(sample_rows(0));
  const fs::path part = directory / "out.h5.parts/000000000000.rows";
  const std::string bytes = output::test::bytes_of(part);
  const auto is_broken = [&](const std::string& damaged) {
    set_bytes(part, damaged);
    const Parts parts(directory / "out.h5", run);
    return parts.finished().empty() && parts.broken().size() == 1 &&
           parts.broken()[0].en.starts_with(part.string() + ": it ") && !fs::exists(part);
  };
  std::size_t noticed = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    noticed += is_broken(damaged);
  }
  CHECK(noticed == 8 * bytes.size());
  for (std::size_t size = 0; size < bytes.size(); ++size) noticed += is_broken(bytes.substr(0, size));
  CHECK(noticed == 9 * bytes.size());
  CHECK(is_broken(bytes + '\0'));
  CHECK_FALSE(is_broken(bytes));
}

TEST_CASE(
    "a part whose checksum fits, but whose values have another shape than the run writes, is broken and not taken") {
  const TemporaryDirectory directory;
  Parts(directory / "out.h5", run).write(sample_rows(0));
  const fs::path part = directory / "out.h5.parts/000000000000.rows";
  const Rows sound = sample_rows(0);
  using Columns = std::vector<std::vector<double>>;
  const auto said = [&](std::uint64_t count, const auto&... content) {
    write_part(part, {.identity = checksum_of(run.identity), .first = 0, .count = count},
               [&](const ByteSink& sink) { ByteWriter{sink}(content...); });
    CHECK(PartsInView(directory / "out.h5", run, Looking::at_every_byte).broken().size() <= 1);
    const std::string reading = refusal([&] { read_rows(directory / "out.h5", run, {0, count}); });
    const Parts parts(directory / "out.h5", run);
    CHECK(parts.finished().size() + parts.broken().size() == 1);
    CHECK(fs::exists(part) == parts.broken().empty());
    if (parts.broken().empty()) return std::string();
    CHECK(parts.broken()[0].en == reading);
    return reading.substr(part.string().size() + 2);
  };
  constexpr std::uint64_t none = 0, huge = std::uint64_t{1} << 60;
  const std::string shape = "it holds values of another shape than this run writes", early = "it ends too early";
  CHECK(said(2, sound.columns, none) == "");
  CHECK(said(2, none, none) == shape);
  CHECK(said(2, Columns{{1}}, none) == shape);
  CHECK(said(2, Columns{{1, 2}, {}, {1, 2, 3}}, none) == shape);
  CHECK(said(2, Columns{{1, 2}, {1, 2}, {1, 2, 3, 4}}, none) == shape);
  CHECK(said(2, Columns{{1, 2}, {}, {1, 2, 3, 4}, {}}, none) == shape);
  CHECK(said(std::uint64_t{1} << 63, sound.columns, none) == shape);
  CHECK(said(2, huge, sound.columns) == shape);
  CHECK(said(2, std::uint64_t{1} << 30, sound.columns) == shape);
  CHECK(said(2, std::uint64_t{3}, huge, 1.0) == early);
  CHECK(said(huge, std::uint64_t{3}, huge, 1.0) == early);
  CHECK(said(2, sound.columns, huge) == early);
  CHECK(said(2, sound.columns, std::uint64_t{1}, std::uint64_t{1}, huge, 'x') == early);
  CHECK(said(2, sound.columns, none, none) == "it holds more than is read");
  const auto failed = [&](std::uint64_t first, std::uint64_t second) {
    const std::string why = "why";
    return said(2, sound.columns, std::uint64_t{2}, first, why, why, second, why, why);
  };
  CHECK(failed(0, 1) == "");
  CHECK(failed(0, 2) == shape);
  CHECK(failed(1, 0) == shape);
  CHECK(failed(1, 1) == shape);
}

TEST_CASE("a part under another name, of another run, or that repeats rows is broken") {
  const TemporaryDirectory directory;
  const auto at = [&](const char* name) { return directory / (std::string("out.h5.parts/") + name).c_str(); };
  Parts(directory / "out.h5", run).write(sample_rows(0));
  fs::copy(at("000000000000.rows"), at("000000000002.rows"));
  fs::copy(at("000000000000.rows"), at("000000000003.state"));
  Parts(directory / "other.h5", other_run(run.identity + "more: 1\n")).write(sample_rows(4));
  fs::copy(directory / "other.h5.parts/000000000004.rows", at("000000000004.rows"));
  Parts(directory / "third.h5", run).write(sample_rows(1));
  fs::copy(directory / "third.h5.parts/000000000001.rows", at("000000000001.rows"));
  const Parts parts(directory / "out.h5", run);
  REQUIRE(parts.finished().size() == 1);
  CHECK(parts.finished()[0].first == 0);
  std::vector<std::string> said;
  for (const Text& line : parts.broken()) said.push_back(line.en);
  CHECK(said == std::vector<std::string>{at("000000000002.rows").string() + ": it was given another name",
                                         at("000000000003.state").string() + ": it was given another name",
                                         at("000000000004.rows").string() + ": it belongs to another run",
                                         at("000000000001.rows").string() + ": it repeats rows of another part"});
}

TEST_CASE("whatever lies where parts go and is no directory is refused before any work") {
  const TemporaryDirectory directory;
  const fs::path output = directory / "out.h5", parts = directory / "out.h5.parts";
  const auto refused = [&] { return refusal([&] { expect_place_for_parts(output); }); };
  const std::string why = parts.string() +
                          ": is not a directory, and that is where a run keeps what it has finished: move it away, or "
                          "give another output";
  CHECK(refused() == "");
  set_bytes(parts, "mine");
  CHECK(refused() == why);
  CHECK(bytes_of(parts) == "mine");
  fs::remove(parts);
  fs::create_symlink("nowhere", parts);
  CHECK(refused() == why);
  fs::remove(parts);
  fs::create_directory(parts);
  CHECK(refused() == "");
}

TEST_CASE("half-written files of a killed run are removed, others stay") {
  const TemporaryDirectory directory;
  Parts(directory / "out.h5", run).write(sample_rows(0));
  const fs::path parts = directory / "out.h5.parts";
  set_bytes(parts / "000000000002.rows.0123abcd.partial", "half");
  set_bytes(parts / "notes.txt", "mine");
  Parts again(directory / "out.h5", run);
  CHECK(names_in(parts) == std::vector<std::string>{"000000000000.rows", "identity", "lock", "notes.txt"});
  again.remove();
  CHECK(names_in(parts) == std::vector<std::string>{"notes.txt"});
}

TEST_CASE("parts of another run are refused with every line that differs, and nothing is changed") {
  const TemporaryDirectory directory;
  Parts(directory / "out.h5", run).write(sample_rows(0));
  const auto before = names_in(directory / "out.h5.parts");
  CHECK_THROWS_AS(Parts(directory / "out.h5", other_run("version: 1\nseed: 8\nmore: 2\n")), ForeignParts);
  CHECK(refusal([&] { Parts(directory / "out.h5", other_run("version: 1\nseed: 8\nmore: 2\n")); }) ==
        (directory / "out.h5.parts").string() +
            ": holds what a run left that was another one (-) than this (+):\n- seed: 7\n+ seed: 8\n+ more: 2\n"
            "give --fresh to start over without it, the same scenario to go on, or another output");
  CHECK(names_in(directory / "out.h5.parts") == before);
  CHECK(Parts(directory / "out.h5", run).finished().size() == 1);
  CHECK(Parts(directory / "out.h5", other_run("seed: 8\n"), Parts::Earlier::discard).finished().empty());
  CHECK(Parts(directory / "out.h5", other_run("seed: 8\n")).finished().empty());
}

TEST_CASE("two runs at once on the same output are refused") {
  const TemporaryDirectory directory;
  const auto second = [&] { Parts(directory / "out.h5", run, Parts::Earlier::discard); };
  Parts first(directory / "out.h5", run);
  first.write(sample_rows(0));
  CHECK_THROWS_AS(second(), ForeignParts);
  CHECK(refusal(second) == (directory / "out.h5.parts").string() +
                               ": another process is at work on this output: wait for it, or give another output");
  CHECK((bits_of(first.read({0, 2})) == bits_of(sample_rows(0))));
  first.remove();
  CHECK(refusal(second) == "");
}

TEST_CASE("who only looks sees what is there, broken or not, changes nothing and keeps nobody out") {
  const TemporaryDirectory directory;
  const auto seen = [&](const RunOfParts& of, Looking looking) {
    return PartsInView(directory / "out.h5", of, looking);
  };
  CHECK(seen(run, Looking::at_size).run() == "");
  {
    Parts parts(directory / "out.h5", run);
    parts.write(sample_rows(0)), parts.write(sample_rows(2)), write_state(parts, 5, 1);
    CHECK(seen(run, Looking::at_size).at_work());
  }
  CHECK_FALSE(seen(run, Looking::at_size).at_work());
  CHECK((bits_of(read_rows(directory / "out.h5", run, {2, 2})) == bits_of(sample_rows(2))));
  const fs::path part = directory / "out.h5.parts/000000000002.rows";
  std::string bytes = output::test::bytes_of(part);
  set_bytes(directory / "out.h5.parts/000000000004.rows.0123abcd.partial", "half");
  const auto before = names_in(directory / "out.h5.parts");
  bytes[60] ^= 1;
  set_bytes(part, bytes);  // its size does not tell
  CHECK(seen(run, Looking::at_size).finished().size() == 2);
  CHECK(seen(run, Looking::at_every_byte).finished().size() == 1);
  set_bytes(part, bytes.substr(0, bytes.size() - 1));
  const PartsInView view = seen(run, Looking::at_size);
  CHECK(view.finished().size() == 1);
  CHECK(view.begun() == std::vector<std::size_t>{5});
  REQUIRE(view.broken().size() == 1);
  CHECK(view.broken()[0].en == part.string() + ": it was cut short or changed: the checksum does not match");
  CHECK(seen(other_run("seed: 8\n"), Looking::at_size).broken().size() == 3);
  CHECK(seen(other_run("seed: 8\n"), Looking::at_size).run() == run.identity);
  CHECK(names_in(directory / "out.h5.parts") == before);
}

TEST_CASE("a complete run's parts are gone") {
  const TemporaryDirectory directory;
  Parts parts(directory / "out.h5", run);
  parts.write(sample_rows(0));
  write_state(parts, 3, 1);
  parts.remove();
  CHECK(directory.files().empty());
}

TEST_CASE("a state that is read as something larger or smaller is refused") {
  const TemporaryDirectory directory;
  Parts parts(directory / "out.h5", run);
  write_state(parts, 3, 1);
  const std::string name = (directory / "out.h5.parts/000000000003.state").string();
  const auto reading = [&](auto value) {
    return refusal([&] { parts.read_state(3, [&](const ByteSource& source) { ByteReader{source}(value); }); });
  };
  CHECK(reading(std::array<std::uint64_t, 2>{}) == name + ": it ends too early");
  CHECK(reading(std::uint32_t{}) == name + ": it holds more than is read");
  CHECK(reading(std::vector<double>(3)) == name + ": a list has another size than the values it is read into");
  CHECK(reading(std::uint64_t{}) == "");
}

TEST_CASE("a part that does not fit on the disk is refused by name, and earlier parts stay whole") {
  const TemporaryDirectory directory;
  Parts parts(directory / "out.h5", run);
  parts.write(sample_rows(0));
  Rows large = sample_rows(2);
  large.columns[2].resize(100000);
  rlimit usual{};
  getrlimit(RLIMIT_FSIZE, &usual);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{1000, usual.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  const std::string message = refusal([&] { parts.write(large); });
  setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, handler);
  CHECK(message == (directory / "out.h5.parts/000000000002.rows").string() + ": cannot be written: File too large");
  CHECK((bits_of(parts.read({0, 2})) == bits_of(sample_rows(0))));
  CHECK(names_in(directory / "out.h5.parts") == std::vector<std::string>{"000000000000.rows", "identity", "lock"});
}

// Opening one would wait for somebody who writes.
TEST_CASE("a pipe in place of a part is found broken, and in place of the name of the run it is refused") {
  const TemporaryDirectory directory;
  const fs::path part = directory / "out.h5.parts/000000000000.rows", name = directory / "out.h5.parts/identity";
  Parts(directory / "out.h5", run).write(sample_rows(0));
  fs::remove(part);
  REQUIRE(mkfifo(part.c_str(), 0600) == 0);
  {
    const Parts parts(directory / "out.h5", run);
    REQUIRE(parts.broken().size() == 1);
    CHECK(parts.broken()[0].en == part.string() + ": it is not a regular file");
  }
  fs::remove(name);
  REQUIRE(mkfifo(name.c_str(), 0600) == 0);
  CHECK(refusal([&] { Parts(directory / "out.h5", run); }) ==
        name.string() + ": cannot be written: it is not a regular file");
}

TEST_CASE("what only claims to be large is refused before it is read") {
  const TemporaryDirectory directory;
  Parts(directory / "out.h5", run).write(sample_rows(0));
  const fs::path part = directory / "out.h5.parts/000000000000.rows", name = directory / "out.h5.parts/identity";
  std::string bytes = output::test::bytes_of(part);
  constexpr std::uint64_t much = std::uint64_t{1} << 42, of_tail = 16;  // a day's reading
  const auto grown = [&](std::uint64_t said) {
    std::string tail = bytes.substr(bytes.size() - of_tail);
    std::memcpy(tail.data(), &said, sizeof said);
    set_bytes(part, bytes.substr(0, bytes.size() - of_tail));
    fs::resize_file(part, much - of_tail);
    std::ofstream(part, std::ios::binary | std::ios::app) << tail;
    const Parts parts(directory / "out.h5", run);
    return parts.broken().size() == 1 &&
           parts.broken()[0].en == part.string() + ": it was cut short or changed: the checksum does not match";
  };
  CHECK(grown(bytes.size() - of_tail));
  CHECK(grown(much - of_tail));
  fs::resize_file(name, much);
  CHECK(refusal([&] { Parts(directory / "out.h5", run); }) ==
        name.string() +
            ": cannot be read: it has 4398046511104 bytes, and what the program writes there at most 16777216");
}

TEST_CASE("lines that only one of two texts has are shown, as often as it has them more") {
  CHECK(differing_lines("a\nb\nb\nc\n", "b\nc\nd") == "- a\n- b\n+ d\n");
  CHECK(differing_lines("a\n", "a\n") == "");
}

}  // namespace
}  // namespace suanli::output::test
