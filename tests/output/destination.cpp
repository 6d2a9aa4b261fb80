#include "output/destination.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "output/text_file.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

namespace fs = std::filesystem;

/// Not the superuser, whom no permission stops.
class Unprivileged {
 public:
  Unprivileged() {
    if (geteuid() == 0 && seteuid(65534) != 0) throw std::runtime_error("cannot give up privileges");
  }
  ~Unprivileged() {
    if (seteuid(saved_) != 0) std::abort();
  }

 private:
  uid_t saved_ = geteuid();
};

/// What `work` says was kept, as the place cannot be written to for this reason.
template <class Work> std::string kept_instead(const fs::path& path, const std::string& reason, const Work& work) {
  const std::string message = refusal(work);
  const std::string start = path.string() + ": cannot be written: " + reason + "; the finished file is kept as '";
  CAPTURE(message);
  REQUIRE(message.starts_with(start));
  return message.substr(start.size(), message.size() - start.size() - 1);
}

TEST_CASE("a destination that cannot be written is named, with the reason, before any work") {
  const TemporaryDirectory directory;
  set_bytes(directory / "file", "text");
  fs::create_directory(directory / "folder");
  const std::string place = (directory / "").parent_path().string();
  const auto expect_kept = [](const fs::path& path, const std::string& reason) {
    CHECK(refusal([&] { expect_place(path, only_results); }) == path.string() + ": cannot be written: " + reason);
  };
  const auto expect = [&](const fs::path& path, const std::string& reason) {
    expect_kept(path, reason);
    CHECK(refusal([&] { ResultWriter(path, sample_schema()); }) == path.string() + ": cannot be written: " + reason);
  };
  expect(directory / "nowhere/a.h5", "directory '" + place + "/nowhere' does not exist");
  expect(directory / "file/a.h5", "'" + place + "/file' is not a directory");
  expect(directory / "folder", "it is a directory");
  expect(directory / "folder/", "it names no file");
  set_bytes(directory / "notes.txt", "not to be lost");
  expect_kept(directory / "notes.txt", "a file of another kind is there; only result files are replaced");
  const std::string signature = "\x89HDF\r\n\x1a\n", own = "SUANLI\r\n" + std::string(24, '\0');
  const std::string cut =
      "an HDF5 file is there that does not end as a result file does: it was cut short, changed, or "
      "written by another program; only result files are replaced: remove it if it is not needed";
  for (const std::string& foreign : {signature, signature + std::string(64, 'x'), signature + own + "x"}) {
    set_bytes(directory / "foreign.h5", foreign);
    expect_kept(directory / "foreign.h5", cut);
  }
  set_bytes(directory / "broken.h5", signature + own);  // ours, whatever became of the rest
  expect_place(directory / "broken.h5", only_results);
  expect("", "it names no file");
  expect("/dev/null", "it is not a regular file");
  expect(directory / std::string(300, 'a').c_str(), "no file can be created in '" + place + "': File name too long");
}

TEST_CASE("a file that is read is not written to, by whatever name it is called") {
  const TemporaryDirectory directory;
  const fs::path read = directory / "a.h5";
  set_bytes(read, old_result);
  fs::create_directory(directory / "folder");
  fs::create_hard_link(read, directory / "hard.h5");
  fs::create_symlink(read, directory / "soft.h5");
  fs::create_directory_symlink(directory / "", directory / "folder/up");
  for (const char* const name : {"a.h5", "folder/../a.h5", "./a.h5", "hard.h5", "soft.h5", "folder/up/a.h5"})
    CHECK(refusal([&] {
            expect_apart(directory / name, {directory / "none.h5", read});
          }) == (directory / name).string() + ": cannot be written: it is '" + read.string() +
                    "', which is read: give another name");
  set_bytes(directory / "b.h5", old_result);
  expect_apart(directory / "b.h5", {read});
  expect_apart(directory / "none.h5", {read});
}

TEST_CASE("a chart replaces charts, a table texts, and each an empty file") {
  const TemporaryDirectory directory;
  const auto why = [&](const std::string& kind) {
    return (directory / "a").string() + ": cannot be written: a file of another kind is there; only " + kind +
           " are replaced";
  };
  const auto of_chart = [&] {
    return refusal([&] { expect_place(directory / "a", only_texts_that_begin("<svg ", both("charts"))); });
  };
  const auto of_table = [&] { return refusal([&] { expect_place(directory / "a", only_tables); }); };
  for (const std::string text : {"<sv", "notes\n", "title: x\n", "<svgs>"}) {
    set_bytes(directory / "a", text);
    CHECK(of_chart() == why("charts"));
    CHECK(of_table() == "");
  }
  set_bytes(directory / "a", std::string("PK\0\0", 4));
  CHECK(of_table() == why("tables"));
  set_bytes(directory / "a", "<svg xmlns=\"\">");
  CHECK(of_chart() == "");
  set_bytes(directory / "a", "");
  CHECK(of_chart() + of_table() == "");
}

TEST_CASE("a directory without permission to write is named") {
  const TemporaryDirectory directory;
  REQUIRE(chmod((directory / "").c_str(), 0555) == 0);
  const Unprivileged user;
  const std::string place = (directory / "").parent_path().string();
  CHECK(refusal([&] { expect_place(directory / "a.h5", only_results); }) ==
        place + "/a.h5: cannot be written: no file can be created in '" + place + "': Permission denied");
}

TEST_CASE("a check of the destination leaves no trace") {
  const TemporaryDirectory directory;
  set_bytes(directory / "old.h5", old_result);
  expect_place(directory / "new.h5", only_results);
  expect_place(directory / "old.h5", only_results);
  CHECK(directory.files() == std::vector<std::string>{"old.h5"});
  CHECK(bytes_of(directory / "old.h5") == old_result);
}

TEST_CASE("a finished file that cannot be renamed is kept and named") {
  const TemporaryDirectory directory;
  ResultWriter writer(directory / "a.h5", sample_schema());
  write_batch(writer, 0, 4);
  write_theory(writer);
  fs::create_directory(directory / "a.h5");
  const std::string kept = kept_instead(directory / "a.h5", "it is a directory", [&] { writer.publish(); });
  CHECK(ResultReader(kept).read("wealth").values == sample_values(4, 0, 4));
}

TEST_CASE("behind a symbolic link lies the file, and the link stays") {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "scratch");
  fs::create_symlink("b.h5", directory / "scratch/a.h5");
  fs::create_symlink("scratch/a.h5", directory / "a.h5");
  for (int i = 0; i < 2; ++i) {  // to nothing, and to the file that is there then
    expect_place(directory / "a.h5", only_results);
    write_sample(directory / "a.h5");
    CHECK(fs::is_symlink(directory / "a.h5"));
    CHECK(fs::is_regular_file(fs::symlink_status(directory / "scratch/b.h5")));
  }
  PendingFile table(directory / "a.h5", any_file);
  CHECK(table.path() == directory / "scratch/b.h5");
  fs::create_symlink("again.h5", directory / "again.h5");
  CHECK(refusal([&] { expect_place(directory / "again.h5", only_results); }) ==
        (directory / "again.h5").string() + ": cannot be written: Too many levels of symbolic links");
  fs::create_symlink("none/a.h5", directory / "astray.h5");
  CHECK(refusal([&] { expect_place(directory / "astray.h5", only_results); }).ends_with("/none' does not exist"));
}

TEST_CASE("a file that is protected from being written to during the work stays") {
  const TemporaryDirectory directory;
  const fs::path file = directory / "a.csv";
  set_bytes(file, "old\n");
  fs::permissions(directory / "", fs::perms::all);
  if (geteuid() == 0) REQUIRE(chown(file.c_str(), 65534, 65534) == 0);
  const Unprivileged nobody;
  PendingFile table(file, only_tables);
  table.write("new\n");
  table.finish();
  fs::permissions(file, fs::perms(0444));
  CHECK(bytes_of(kept_instead(file, "Permission denied", [&] { table.publish(); })) == "new\n");
  CHECK(bytes_of(file) == "old\n");
}

TEST_CASE("what is behind a link is judged by the name of the link") {  // a scenario finds its base by it
  const TemporaryDirectory directory;
  fs::create_directory(directory / "scratch");
  fs::create_symlink("scratch/a.yaml", directory / "a.yaml");
  std::vector<fs::path> judged;
  write_output(directory / "a.yaml", "tau: 0.1\n", [&](const fs::path& path) { judged.push_back(path); });
  CHECK(judged == std::vector<fs::path>{directory / "a.yaml"});
  CHECK(bytes_of(directory / "scratch/a.yaml") == "tau: 0.1\n");
}

TEST_CASE("a file has the permissions of the one that it replaces") {
  const TemporaryDirectory directory;
  const mode_t mask = umask(022);
  for (const mode_t mode : {0640, 0664, 0600}) {
    write_sample(directory / "a.h5");
    REQUIRE(chmod((directory / "a.h5").c_str(), mode) == 0);
    write_sample(directory / "a.h5");
    CHECK(fs::status(directory / "a.h5").permissions() == fs::perms(mode));
  }
  if (geteuid() == 0) {  // who writes over the file of somebody else leaves it theirs
    constexpr uid_t other = 65534;
    REQUIRE(chown((directory / "a.h5").c_str(), other, other) == 0);
    write_sample(directory / "a.h5");
    struct stat now;
    REQUIRE(stat((directory / "a.h5").c_str(), &now) == 0);
    CHECK(now.st_uid == other);
    CHECK(now.st_gid == other);
    CHECK((now.st_mode & 0777) == 0600);
  }
  umask(mask);
}

TEST_CASE("temporary files of killed processes are removed, those of living ones and other files are not") {
  const TemporaryDirectory directory;
  const auto lists = [&](const std::string& name) {
    const std::vector<std::string> names = directory.files();
    return std::ranges::find(names, name) != names.end();
  };
  for (const char* name : {"out.h5.0123abcd.partial", "out.h5.0123abcg.partial", "other.h5.0123abcd.partial", "out.h5",
                           "out.csv.0123abcd.partial"})
    set_bytes(directory / name, old_result);
  ResultWriter living(directory / "out.h5", sample_schema());
  CHECK_FALSE(lists("out.h5.0123abcd.partial"));
  PendingFile table(directory / "out.csv", only_tables);
  CHECK(lists("out.csv.0123abcd.partial"));
  write_output(directory / "out.csv", "x\n", only_tables);
  CHECK_FALSE(lists("out.csv.0123abcd.partial"));
  table.finish();
  const ResultWriter second(directory / "out.h5", sample_schema());
  const PendingFile other(directory / "out.csv", only_tables);
  CHECK(directory.files().size() == 4 + 4);
  write_batch(living, 0, 4), write_theory(living);
  living.publish();
  table.publish();
  CHECK(ResultReader(directory / "out.h5").read("wealth").values == sample_values(4, 0, 4));
}

TEST_CASE("what came to its place during the work is not replaced, and the finished file is kept") {
  const TemporaryDirectory directory;
  ResultWriter writer(directory / "a.h5", sample_schema());
  write_batch(writer, 0, 4);
  write_theory(writer);
  PendingFile table(directory / "a.csv", only_tables);
  table.write("time,x\n");
  table.finish();
  set_bytes(directory / "a.h5", "notes\n");
  set_bytes(directory / "a.csv", std::string("PK\0\0", 4));
  const std::string why = "a file of another kind is there; only ";
  CHECK(ResultReader(kept_instead(directory / "a.h5", why + "result files are replaced", [&] { writer.publish(); }))
            .read("wealth")
            .values == sample_values(4, 0, 4));
  CHECK(bytes_of(kept_instead(directory / "a.csv", why + "tables are replaced", [&] { table.publish(); })) ==
        "time,x\n");
  CHECK(bytes_of(directory / "a.h5") == "notes\n");

  // Nothing clears away what was kept.
  fs::remove(directory / "a.h5");
  write_sample(directory / "a.h5");
  const std::vector<std::string> names = directory.files();
  CHECK(std::ranges::count_if(names, [](const std::string& name) { return name.ends_with(".kept"); }) == 2);
  CHECK(bytes_of(directory / "a.csv") == std::string("PK\0\0", 4));
}

}  // namespace
}  // namespace suanli::output::test
