"""Reads FILE with xarray, once with each of its engines, and holds it against EXPECTED."""
import sys

import numpy
import xarray

from expected import read, same

expected = read(sys.argv[2])


def near(a, b, values):
    """a + f(b - a) is rounded three times, by half a unit of at most twice, twice and once the larger neighbour: 2.5 units
    (eps) of it; two such interpolations differ by at most 5."""
    largest = numpy.abs(values).max("replication")
    return bool(((numpy.abs(a - b) <= 5 * numpy.finfo(float).eps * largest) | (a.isnull() & b.isnull())).all())


for engine in ["h5netcdf", "netcdf4"]:
    root = xarray.open_dataset(sys.argv[1], engine=engine)
    groups = {
        name: xarray.open_dataset(sys.argv[1], group=name, engine=engine).assign_coords(root.coords)
        for name in ["national", "by_cell", "national_quantiles", "by_cell_quantiles", "theory", "steady_state",
                     "firms", "firms_quantiles", "growth_histogram", "snapshots", "snapshot_firms", "panel"]
    }
    national, by_cell = groups["national"], groups["by_cell"]
    same("first output", national.output.sel(replication=0, time=2022).item(), expected["first"])
    cell = by_cell.output.sel(replication=2, time=2023, region="south", industry="finance")
    same("output of finance in the south", cell.item(), expected["cell"])
    median = groups["national_quantiles"].output.sel(quantile=0.5, time=2023)
    same("median", median.item(), expected["median"])
    same("output at rest", groups["steady_state"].y.ndim, 0)
    same("dates of theory", groups["theory"].output.dims, ("time",))
    same("dimensions", by_cell.output.dims, ("replication", "time", "region", "industry"))
    same("units", national.output.attrs["units"], expected["units"])
    same("long_name_zh", national.output.attrs["long_name_zh"], expected["long_name_zh"])
    same("units of time", root.time.attrs["units"], "year")
    same("title_zh", root.attrs["title_zh"][:2], "算力")
    assert groups["national_quantiles"].attrs["long_name"] == "the nation, quantiles over replications"

    histogram, snapshots = groups["growth_histogram"].survivors, groups["snapshots"]
    survivors = groups["firms"].survivors.sel(year=2023)
    assert (histogram.sel(year=2023).sum("growth_bin") == survivors).all() and (survivors == 2400).all()
    assert bool((abs(snapshots.sales.sel(snapshot=2022).sum("firm") / national.output.sel(time=2022) - 1) < 1e-12).all())
    same("a firm of the panel", groups["panel"].capital.sel(panel_firm=1200, time=2023, replication=1).item(),
         snapshots.capital.sel(firm=1200, snapshot=2023, replication=1).item())
    by_industry = snapshots.sales.groupby(groups["snapshot_firms"].industry_number).sum()
    same("industries of a snapshot", by_industry.sizes["industry_number"], 2)

    probabilities = root["quantile"].values
    for group in ["national", "by_cell", "firms"]:
        for name, values in groups[group].data_vars.items():
            ours = groups[group + "_quantiles"][name]
            theirs = values.quantile(probabilities, "replication")
            same("dimensions of quantiles", ours.dims, theirs.dims)
            assert near(ours, theirs, values), f"quantiles of {group}/{name}"
