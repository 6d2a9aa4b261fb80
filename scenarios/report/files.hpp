// What `suanli report` is given: result files, and what each of them is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "output/report/page.hpp"
#include "output/result_file.hpp"

namespace suanli::report {

namespace page = output::report;

/// A file that is no result, or of which no page can be made; one line.
class NothingToShow : public WrongInput {
  using WrongInput::WrongInput;
};

/// A file of `suanli run` or `suanli merge`.
struct RunFile {
  std::string name;  ///< without folders and suffix
  std::filesystem::path path;
  output::ResultReader file;
  Parameters parameters;
};

/// A file that another command has written.
struct OtherFile {
  std::string name;
  output::ResultReader file;
};

/// A scenario, of which only theory can be shown.
struct ScenarioFile {
  std::string name;
  Parameters parameters;
};

struct ReportFiles {
  std::vector<RunFile> runs;
  std::vector<OtherFile> comparisons, distributions, findings;
  std::vector<ScenarioFile> scenarios;
};

/// Opens these files. Throws OutputError, NothingToShow, InputFaults.
ReportFiles open_files(const std::vector<std::string>& paths);

/// The whole page.
page::Page page_of(const ReportFiles& files);

// The sections, in the order of the page; each adds what the files have data for.
struct Sections {
  const ReportFiles& files;
  page::Page& page;
};
void add_verdicts(const Sections& to);
void add_growth(const Sections& to);
void add_figure_7(const Sections& to);
void add_places(const Sections& to);
void add_stress(const Sections& to);
void add_firms(const Sections& to);
void add_findings(const Sections& to);

}  // namespace suanli::report
