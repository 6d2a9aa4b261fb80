#include "scenarios/schema_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "engine/ensemble.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

using output::Variable;
using Variables = std::vector<Variable>;

std::string code(std::string_view name) { return fmt::format("`{}`", name); }

/// A cell: an asterisk, as in g*, begins no emphasis.
std::string cell(std::string_view text) {
  std::string all;
  for (const char c : text) all += c == '*' ? "\\*" : std::string(1, c);
  return all;
}

std::string row(const std::vector<std::string>& cells) { return fmt::format("| {} |\n", fmt::join(cells, " | ")); }

std::string table(const std::vector<std::string>& header) {
  return row(header) + row(std::vector<std::string>(header.size(), "---"));
}

std::vector<std::string> words_of(const Description& d) {
  return {cell(d.meaning.en), cell(d.meaning.zh), cell(d.source)};
}

std::string dimensions() {
  std::string text = table({"dimension", "symbol", "unit", "coordinates", "坐标", "meaning", "含义", "equation"});
  for (const auto& [d, coordinates, unused] : result_dimensions()) {
    std::vector<std::string> cells{code(d.name), cell(d.symbol), cell(d.unit), std::string(coordinates.en),
                                   std::string(coordinates.zh)};
    std::ranges::move(words_of(d), std::back_inserter(cells));
    text += row(cells);
  }
  return text;
}

std::string attributes(std::span<const Fact> facts) {
  std::string text = table({"attribute", "meaning", "含义"});
  for (const Fact& fact : facts)
    text += row({code(fact.name), std::string(fact.meaning.en), std::string(fact.meaning.zh)});
  return text;
}

std::string describing_attributes() {
  std::string text = table({"attribute", "meaning", "含义"});
  for (const output::DescribingAttribute& attribute : output::describing_attributes())
    text += row({code(attribute.name), std::string(attribute.meaning.en), std::string(attribute.meaning.zh)});
  text += row({code("_FillValue"), "NaN, for a value that was never written; of variables over `replication` only",
               "NaN，表示未写入的值；仅限含 `replication` 维的变量"});
  return text;
}

Variables in_group(const Variables& all, const std::string& group) {
  Variables some;
  std::ranges::copy_if(all, std::back_inserter(some), [&](const Variable& v) { return v.group == group; });
  return some;
}

const Variable* find(const Variables& all, const Variable& variable) {
  const auto found = std::ranges::find(all, path_of(variable), output::path_of);
  return found == all.end() ? nullptr : &*found;
}

std::string listed(std::span<const std::string> names) {
  std::vector<std::string> all;
  std::ranges::transform(names, std::back_inserter(all), code);
  return fmt::format("{}", fmt::join(all, ", "));
}

/// "`time`; with regional markets also `region`", of a variable in files of regional and of national markets.
std::string dimensions_of(const Variable& regional, const Variable& national) {
  const std::size_t shared = national.dimensions.size();
  const std::string more = listed(std::span(regional.dimensions).subspan(shared));
  return listed(national.dimensions) +
         (more.empty() ? "" : fmt::format("{}with regional markets {}", shared == 0 ? "" : "; ", more));
}

/// A line on each of the groups that hold the same variables, and the table of these.
std::string section(const std::vector<output::Group>& groups, const Variables& regional, const Variables& national) {
  std::vector<std::string> names;
  std::string lines;
  for (const output::Group& group : groups) {
    names.push_back(group.name);
    const Variable first = in_group(national, group.name).front();
    lines += fmt::format("- {} ({}): {}. {}。\n", code(group.name), dimensions_of(*find(regional, first), first),
                         group.meaning.en, group.meaning.zh);
  }
  std::string text = fmt::format("### {}\n\n{}\n", listed(names), lines);
  text += table({"variable", "symbol", "unit", "meaning", "含义", "equation", "markets"});
  for (const Variable& variable : in_group(regional, groups.front().name)) {
    const Description& d = variable.description;
    std::vector<std::string> cells{code(d.name), cell(d.symbol), cell(d.unit)};
    std::ranges::move(words_of(d), std::back_inserter(cells));
    cells.push_back(find(national, variable) != nullptr ? "" : "regional only");
    text += row(cells);
  }
  return text + "\n";
}

/// Whether two groups hold the same variables, in files of regional and of national markets.
bool holds_the_same(const Variables& regional, const Variables& national, const std::string& a, const std::string& b) {
  return std::ranges::all_of(std::array{&regional, &national}, [&](const Variables* all) {
    const auto meaning = [](const Variable& v) { return std::pair(v.description.name, v.description.meaning.en); };
    return std::ranges::equal(in_group(*all, a), in_group(*all, b), {}, meaning, meaning);
  });
}

std::string variables() {
  const DesignParameters design{.method = {}, .points = 1, .varied = {{"<varied>", {}}}, .correlations = {}};
  const Variables regional = result_variables(CapitalMarket::regional, true, everything_recorded(), true, design),
                  national = result_variables(CapitalMarket::national, true, everything_recorded(), true, design);
  const std::vector<output::Group> groups = groups_of(regional);
  std::string text;
  std::set<std::string> told;
  for (const output::Group& group : groups) {
    std::vector<output::Group> same;
    for (const output::Group& other : groups)
      if (!told.contains(other.name) && holds_the_same(regional, national, group.name, other.name))
        same.push_back(other), told.insert(other.name);
    if (!same.empty()) text += section(same, regional, national);
  }
  return text;
}

constexpr std::string_view reading = R"(## Reading · 读取

Coordinates lie at the root, so a group is opened together with it. Replications are the slowest dimension; R, Julia and
MATLAB show dimensions in the reverse order.

坐标在根组中，因此需与所读的组一并打开。重复维变化最慢；R、Julia 与 MATLAB 按相反顺序显示各维。

```python
import xarray as xr                                      # engine "netcdf4" reads the same

root = xr.open_dataset("reference.h5", engine="h5netcdf")
quantiles = xr.open_dataset("reference.h5", group="national_quantiles", engine="h5netcdf").assign_coords(root.coords)
quantiles.output.sel(quantile=0.5, time=2030).item()     # the median of output
quantiles.output.to_series()                             # for pandas
```

```python
import h5py

file = h5py.File("reference.h5")
file["national/output"][0, :], file["national/output"].attrs["units"], file["region"].asstr()[:]
```

```r
library(ncdf4)                                           # not in one session with rhdf5: each brings its own HDF5
file <- nc_open("reference.h5")
ncvar_get(file, "national/output")                       # [time, replication]
ncatt_get(file, "national/output", "units")$value
```

```r
library(rhdf5)
h5read("reference.h5", "national/output")                # [time, replication]
h5read("reference.h5", "region")
```

```sh
ncdump -h reference.h5                                   # every name, unit and meaning
suanli summary reference.h5                              # one screen
suanli export reference.h5 --csv tables                  # CSV for Excel, pandas and R; columns.csv explains the columns
```

Tables are UTF-8, with a byte-order mark where they are not pure ASCII, by which Excel knows it. To get the very bits of the
file: `pandas.read_csv(path, float_precision="round_trip")`. In R: `read.csv(path, fileEncoding = "UTF-8-BOM")`, whose last
bit is now and then another.

表格为 UTF-8 编码，含非 ASCII 字符时带字节顺序标记，以便 Excel 识别。需逐位一致时，用
`pandas.read_csv(path, float_precision="round_trip")`。R 中用 `read.csv(path, fileEncoding = "UTF-8-BOM")`，其末位偶有出入。

Julia, untested · Julia（未经测试）:

```julia
using HDF5
h5read("reference.h5", "national/output")                # [time, replication]

using NCDatasets
NCDataset("reference.h5").group["national"]["output"][:, :]
```
)";

}  // namespace

std::string schema_as_markdown() {
  return fmt::format(
             R"(# Result files, schema {0} · 结果文件，模式版本 {0}

Generated from the declarations by `suanli describe --schema`; a test holds it against files.

由 `suanli describe --schema` 依据声明生成，并由测试与实际文件核对。

A result file is HDF5 and valid netCDF-4. Names of groups, variables and attributes are the same for every scenario; dates,
regions and industries are the scenario's.

结果文件是 HDF5 文件，同时是合法的 netCDF-4 文件。组、变量与属性的名称对任何情景都相同；时点、区域与行业取自情景。

## Dimensions · 维度

Datasets at the root under their own names, and HDF5 dimension scales; `replication` is unlimited.

根组下的同名数据集，也是 HDF5 维度标度；`replication` 为无限维。

{1}
## Groups and variables · 组与变量

All variables are 64-bit floating point. *regional only*: there only if `capital_market` is `regional`, where each region is
an economy of its own. A quantile is the number that xarray's `.quantile(q, "replication")`, numpy and R compute by default,
but NaN where one of the values is. What is recorded of firms (§7.6) is there only if the scenario's section `record` asks for
it: `snapshots` and `snapshot_firms` with `record.snapshots`, `panel` and `panel_firms` with `record.panel`, all other groups
with a dimension `year`, and `granularity`, with `record.distributions`.

全部变量为 64 位浮点数。*regional only*：仅当 `capital_market` 为 `regional`（各区域自成经济体）时存在。分位数即 xarray 的
`.quantile(q, "replication")`、numpy 与 R 默认算法的结果；但若任一值为 NaN，则为 NaN。
对企业的记录（§7.6）仅在情景的 `record` 节要求时存在：`snapshots` 与 `snapshot_firms` 对应 `record.snapshots`，`panel` 与
`panel_firms` 对应 `record.panel`，其余含 `year` 维的组及 `granularity` 对应 `record.distributions`。

{2}## Attributes · 属性

Of the file · 文件:

{3}
Of dimensions, variables and groups, left out where empty · 维度、变量与组，空则省略:

{4}
Of the group `provenance`, which the digest leaves out · `provenance` 组，不计入摘要:

{5}
)",
             schema_version, dimensions(), variables(), attributes(file_facts()), describing_attributes(),
             attributes(provenance_facts())) +
         fmt::format(
             R"(## Storage · 存储

- Chunks of {0} replications × everything else, cut along time where they would pass {1} MiB; shuffle, deflate (level {2}),
  Fletcher32 checksum. Scalars in one piece, under the seal. Texts are UTF-8 of variable length, numbers little-endian.
- The file ends in a seal of 32 bytes, which HDF5 counts as the file's but passes over: `SUANLI\r\n`, then three 64-bit
  integers: size of the file without the seal, size of its head, and the CRC-64/XZ of the head and of the seal before this
  number. The head is all that was laid out before the first value: every name, text and tie, and the scalars. `suanli` refuses
  a file whose seal does not fit; other programs need not look, and may open the file for writing as long as they write nothing.
- `suanli digest` is one number over names, types, shapes, attributes and values, without `provenance`: equal digests mean
  equal results.

以下为中文说明：

- 分块为 {0} 次重复 × 其余各维全部，超过 {1} MiB 时沿时间维切分；依次经 shuffle、deflate（{2} 级）与 Fletcher32 校验。标量
  整块存放，由封印校验。文本为变长 UTF-8，数字为小端序。
- 文件末尾有 32 字节的封印，HDF5 将其计入文件大小但不读取：`SUANLI\r\n`，随后三个 64 位整数：不含封印的文件大小、文件头部
  大小，以及头部与封印前部的 CRC-64/XZ。头部即写入第一个数值之前布置的全部内容：所有名称、文本与关联，以及标量。封印不符时
  `suanli` 拒绝读取；其他程序无需理会，只要不写入内容，以可写方式打开也无妨。
- `suanli digest` 对名称、类型、形状、属性与数值（不含 `provenance`）求摘要：摘要相同即结果相同。

## Versions · 版本

`schema_version` rises with every change of a name, a dimension, a unit or a meaning, and CHANGELOG.md says what changed. The
program reads files of its own schema only and says so of any other; `provenance` names the version to use.

名称、维度、单位或含义有任何改动，`schema_version` 都会加一，并记入 CHANGELOG.md。程序只读取自身模式版本的文件，遇到其他版本
会明确说明；`provenance` 记有应使用的程序版本。

)",
             replications_per_batch, output::largest_chunk >> 20, output::deflate_level) +
         std::string(reading);
}

}  // namespace suanli
