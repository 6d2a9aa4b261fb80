// Result files made to do harm: what ends HDF5 ends the program in a line, and what a file must not contain is refused. How many
// such files were tried: tests/RELIABILITY.md.
#include "output/containment.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <vector>

#include "output/held_bytes.hpp"
#include "output/seal.hpp"
#include "output/summary.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

namespace fs = std::filesystem;

#ifndef SUANLI_SANITIZED  // which see crashes themselves
struct Ended {
  int status;
  std::string said;
};

/// How a process of its own ends in which `work` is done, and what it says on standard error.
Ended in_a_process(const fs::path& words, const std::function<void()>& work) {
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    const int file = open(words.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, STDERR_FILENO);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {status, bytes_of(words)};
}

TEST_CASE("a crash while HDF5 reads a file ends the program as wrong input does, with a line that names the file") {
  const TemporaryDirectory directory;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF}) {
    CAPTURE(signal);
    const Ended ended = in_a_process(directory / "said", [signal] {
      const Containment outer("results/a.h5"), inner("results/b.h5");
      std::cerr << "free(): invalid pointer" << std::endl;  // as the C library would
      raise(signal);
    });
    REQUIRE(WIFEXITED(ended.status));
    CHECK(WEXITSTATUS(ended.status) == 2);
    CHECK(ended.said == std::string("results/a.h5: HDF5 ") +
                            (signal == SIGPROF ? "does not come to an end of it" : "crashed on it") +
                            ": the file is damaged, or was made to do harm\n");
  }
}

TEST_CASE("the line is in the language of the program") {
  const TemporaryDirectory directory;
  const Ended ended = in_a_process(directory / "said", [] {
    name_crashes_in(Language::chinese);
    const Containment containment("a.h5");
    raise(SIGSEGV);
  });
  CHECK(ended.said == "a.h5: HDF5 读取时崩溃：文件已损坏，或蓄意有害\n");
}

TEST_CASE("a crash after HDF5 has read a file may be the work of either, and the line says so") {
  const TemporaryDirectory directory;
  const Ended ended = in_a_process(directory / "said", [] {
    { const Containment containment("a.h5"); }
    raise(SIGSEGV);
  });
  REQUIRE(WIFEXITED(ended.status));
  CHECK(WEXITSTATUS(ended.status) == 2);
  CHECK(ended.said ==
        "a.h5: suanli crashed after HDF5 had read it: the file was made to do harm, or suanli has a fault\n");
}

TEST_CASE("once HDF5 has done its work computing takes as long as it will") {
  struct sigaction before {
  }, after{};
  sigaction(SIGPROF, nullptr, &before);
  { const Containment containment("a.h5"); }
  sigaction(SIGPROF, nullptr, &after);
  CHECK((before.sa_handler == after.sa_handler));
}
#endif

/// A sample that was changed by HDF5's own functions and sealed again.
fs::path changed_sample(const TemporaryDirectory& directory, const std::function<void(hid_t)>& change) {
  const fs::path path = directory / "a.h5";
  write_sample(path);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access);
  REQUIRE(file >= 0);
  change(file);
  H5Fclose(file);
  H5Pclose(access);
  seal(path, fs::file_size(path));
  return path;
}

std::string refusal_of(const TemporaryDirectory& directory, const std::function<void(hid_t)>& change) {
  const fs::path path = changed_sample(directory, change);
  const std::string said = refusal([&] { ResultReader file(path); });
  return said.starts_with(path.string() + ": ") ? said.substr(path.string().size() + 2) : said;
}

void add_values(hid_t file, hid_t properties, std::vector<hsize_t> shape) {
  const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  H5Dclose(H5Dcreate2(file, "more", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  H5Sclose(space);
}

TEST_CASE("links to elsewhere, values elsewhere and more values than the file can hold are refused") {
  const TemporaryDirectory directory;
  CHECK(refusal_of(directory, [](hid_t) {}) == "");
  CHECK(refusal_of(directory, [](hid_t file) {
          H5Lcreate_external("/dev/zero", "/", file, "more", H5P_DEFAULT, H5P_DEFAULT);
        }) == "'more' is a link to elsewhere");
  CHECK(refusal_of(directory, [](hid_t file) {
          H5Lcreate_soft("/national", file, "more", H5P_DEFAULT, H5P_DEFAULT);
        }) == "'more' is a link to elsewhere");
  const hid_t elsewhere = H5Pcreate(H5P_DATASET_CREATE), chunked = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(elsewhere, "/etc/passwd", 0, 64);
  CHECK(refusal_of(directory, [&](hid_t file) { add_values(file, elsewhere, {8}); }) ==
        "more has its values in another file");
  const hsize_t chunk[] = {1024};
  H5Pset_chunk(chunked, 1, chunk);
  CHECK(refusal_of(directory, [&](hid_t file) { add_values(file, chunked, {hsize_t{1} << 50}); }) ==
        "more is said to have more values than the file can hold");
  CHECK(refusal_of(directory, [](hid_t file) {
          for (std::string path = "a"; path.size() < 20; path += "/a")
            H5Gclose(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        }).starts_with("its groups are nested too deeply"));
  H5Pclose(elsewhere), H5Pclose(chunked);
}

// Reading an object has half a minute; under many names it would have that often.
TEST_CASE("an object of two names is refused, a group inside itself, too") {
  const TemporaryDirectory directory;
  CHECK(refusal_of(directory, [](hid_t file) {
          H5Lcreate_hard(file, "national", file, "national/again", H5P_DEFAULT, H5P_DEFAULT);
        }) == "'national' has a second name");
  for (const char* object : {"national/output", "time", "cells"})
    CHECK(refusal_of(directory, [&](hid_t file) {
            H5Lcreate_hard(file, object, file, "z", H5P_DEFAULT, H5P_DEFAULT);
          }) == std::string("'") + object + "' has a second name");
}

TEST_CASE("a variable over one dimension twice is refused where tables are made") {
  const TemporaryDirectory directory;
  const ResultReader file(changed_sample(directory, [](hid_t changed) {
    const hsize_t shape[] = {3, 3};
    REQUIRE(H5LTmake_dataset_double(changed, "more", 2, shape, std::vector<double>(9).data()) >= 0);
    const hid_t more = H5Dopen2(changed, "more", H5P_DEFAULT), time = H5Dopen2(changed, "time", H5P_DEFAULT);
    for (unsigned axis = 0; axis < 2; ++axis) REQUIRE(H5DSattach_scale(more, time, axis) >= 0);
    H5Dclose(more), H5Dclose(time);
  }));
  CHECK(refusal([&] {
          summary_text(file, {.group = "root", .series = {"more"}, .time = {}}, Language::english);
        }).ends_with(": 'more' is over time, time: a dimension comes once"));
}

TEST_CASE("a variable that is longer or shorter than its dimension is refused") {
  const TemporaryDirectory directory;
  const ResultReader file(changed_sample(directory, [](hid_t changed) {
    const hid_t variable = H5Dopen2(changed, "national/output", H5P_DEFAULT),
                time = H5Dopen2(changed, "time", H5P_DEFAULT), other = H5Dopen2(changed, "industry", H5P_DEFAULT);
    REQUIRE(H5DSdetach_scale(variable, time, 1) >= 0);
    REQUIRE(H5DSattach_scale(variable, other, 1) >= 0);
    for (const hid_t dataset : {variable, time, other}) H5Dclose(dataset);
  }));
  CHECK(refusal([&] { file.dimensions_of("national/output"); }).find("and its dimension 'industry' is ") !=
        std::string::npos);
}

TEST_CASE("of a dimension that is not said to be one as it should, nothing stays open") {
  const TemporaryDirectory directory;
  const double number = 1;
  const auto say = [&](const char* attribute) {
    return [&number, attribute](hid_t file) {
      H5Adelete_by_name(file, "time", attribute, H5P_DEFAULT);
      REQUIRE(H5LTset_attribute_double(file, "time", attribute, &number, 1) >= 0);
    };
  };
  const auto expect_nothing_open = [] { CHECK(H5Fget_obj_count(hid_t{H5F_OBJ_ALL}, H5F_OBJ_ALL) == 0); };
  {
    const ResultReader without_class(changed_sample(directory, say("CLASS")));
    CHECK(std::ranges::count(without_class.dimensions(), "time") == 0);
  }
  expect_nothing_open();
  {
    const ResultReader without_name(changed_sample(directory, say("NAME")));
    CHECK(refusal([&] {
            without_name.dimensions_of("national/output");
          }).ends_with("'national/output' has no dimension on axis 1"));
  }
  expect_nothing_open();
}

TEST_CASE("control characters of a file are shown, not obeyed") {
  const TemporaryDirectory directory;
  const fs::path titled =
      changed_sample(directory, [](hid_t file) { H5LTset_attribute_string(file, "/", "title", "\x1b[2J\a"); });
  CHECK(ResultReader(titled).text_attribute("", "title") == "\\x1b[2J\\x07");
  for (const char* name : {"\x1b[2J", "two\nlines", "\xC2\x85"})
    CHECK(refusal_of(directory, [&](hid_t file) {
            H5Gclose(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
          }) == "it has a name that cannot be printed");
  for (const char* name : {"\x1b[2J", "two\nlines"}) {
    const fs::path named = changed_sample(
        directory, [&](hid_t file) { H5LTset_attribute_string(file, "national/output", name, "anything"); });
    CHECK(refusal([&] {
            ResultReader(named).attributes("national/output");
          }).ends_with(": it has a name that cannot be printed"));
  }
  const fs::path labelled = changed_sample(directory, [](hid_t file) {
    const hid_t labels = H5Dopen2(file, "industry", H5P_DEFAULT), type = H5Dget_type(labels);
    const char* const words[] = {"finance", "two\nlines"};
    H5Dwrite(labels, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, words);
    H5Tclose(type), H5Dclose(labels);
  });
  CHECK(refusal([&] {
          ResultReader(labelled).coordinates("industry");
        }).ends_with(": it has a name that cannot be printed"));
}

TEST_CASE("a file of holes counts for what it holds, and what its seal says of them is not read") {
  const TemporaryDirectory directory;
  const fs::path path = directory / "a.h5";
  write_sample(path);
  constexpr std::uint64_t claimed = std::uint64_t{1} << 40;  // reading it takes minutes
  fs::resize_file(path, claimed);
  CHECK(held_bytes(path) < 1 << 20);
  std::string seal = "SUANLI\r\n";
  for (const std::uint64_t word : {claimed, claimed, std::uint64_t{0}})
    seal.append(reinterpret_cast<const char*>(&word), sizeof word);
  std::ofstream(path, std::ios::binary | std::ios::app) << seal;
  CHECK(refusal([&] { ResultReader{path}; }).find(": it does not end as a result file does") != std::string::npos);
  CHECK(held_bytes(directory / "none.h5") == 0);
}

}  // namespace
}  // namespace suanli::output::test
