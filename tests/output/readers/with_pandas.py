"""Reads FILE through xarray and the tables in TABLES and CHINESE with pandas, and holds all against EXPECTED and h5py."""
import sys
from pathlib import Path

import h5py
import numpy
import pandas
import xarray

from expected import read, same

file, expected = sys.argv[1], read(sys.argv[2])
tables, chinese = Path(sys.argv[3]), Path(sys.argv[4])


def same_bits(a, b):
    return numpy.array_equal(numpy.isnan(a), numpy.isnan(b)) and numpy.array_equal(
        a[~numpy.isnan(a)].view("int64"), b[~numpy.isnan(b)].view("int64"))


root = xarray.open_dataset(file, engine="h5netcdf")
quantiles = xarray.open_dataset(file, group="national_quantiles", engine="h5netcdf").assign_coords(root.coords)
series = quantiles.output.to_series()
same("median", series.loc[(0.5, 2023.0)], expected["median"])

# Tables: every number of every group, bit for bit.
with h5py.File(file) as h5:
    groups = [name for name in h5 if isinstance(h5[name], h5py.Group) and name != "provenance"]
    same("tables", sorted(path.stem for path in tables.glob("*.csv")), sorted(groups + ["columns"]))
    for group in groups:
        table = pandas.read_csv(tables / f"{group}.csv", float_precision="round_trip")
        values = {name: h5[group][name] for name in h5[group]}
        first = next(iter(values.values()))
        dimensions = [dimension[0].name[1:] for dimension in first.dims] if first.shape else []
        same(f"columns of {group}", list(table.columns), dimensions + sorted(values))
        for name, dataset in values.items():
            column = table[name].to_numpy(dtype=float)  # pandas takes a column of whole numbers for integers
            assert same_bits(numpy.ravel(dataset[()]), column), f"{group}/{name}"
        for axis, dimension in enumerate(dimensions):
            points = h5[dimension].asstr()[:] if h5[dimension].dtype == object else h5[dimension][:]
            here = [1] * len(dimensions)
            here[axis] = len(points)
            expected_column = numpy.broadcast_to(points.reshape(here), first.shape).ravel()
            assert numpy.array_equal(table[dimension].to_numpy(), expected_column), f"{group}: {dimension}"

columns = pandas.read_csv(tables / "columns.csv").set_index(["table", "column"])
same("first columns", columns.index.names, ["table", "column"])
output = columns.loc[("national", "output")]
same("unit", output.unit, expected["units"])
same("meaning", output.meaning_zh, expected["long_name_zh"])
same("path", output.variable, "national/output")

national = pandas.read_csv(chinese / "national.csv", float_precision="round_trip")
same("Chinese headers", list(national.columns[:2]), ["重复编号", "期初时间 [year]"])
header = f"{expected['long_name_zh']} [{expected['units']}]"
same("first output", national[header][0], expected["first"])
same("headers that were made unique", [name for name in national.columns if name.endswith(".1")], [])
