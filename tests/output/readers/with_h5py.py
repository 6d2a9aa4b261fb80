"""Reads FILE with h5py and holds it against EXPECTED."""
import sys

import h5py

from expected import read, same

expected = read(sys.argv[2])
with h5py.File(sys.argv[1]) as file:
    output = file["national/output"]
    same("first output", output[0, 0], expected["first"])
    same("units", output.attrs["units"], expected["units"])
    same("long_name_zh", output.attrs["long_name_zh"], expected["long_name_zh"])
    same("dimensions", [dimension.label or dimension[0].name for dimension in output.dims], ["/replication", "/time"])

    regions, industries = list(file["region"].asstr()), list(file["industry"].asstr())
    cell = file["by_cell/output"][2, -1, regions.index("south"), industries.index("finance")]
    same("output of finance in the south", cell, expected["cell"])

    median = list(file["quantile"]).index(0.5)
    same("median", file["national_quantiles/output"][median, -1], expected["median"])
    same("dates", list(file["time"]), [2022, 2022.25, 2022.5, 2022.75, 2023])
    same("version of the schema", file.attrs["schema_version"], int(expected["schema_version"]))
    assert "ensemble:" in file["provenance"].attrs["parameters"]
