#!/usr/bin/env bash
# mpich.sh SUANLI SCENARIO: builds the program with MPICH and its HDF5 below build/mpich, and holds what one to four ranks of
# it write against what SUANLI, which knows no MPI, writes alone.
set -euo pipefail
suanli=$(realpath "$1")
scenario=$(realpath "$2")
cd "$(dirname "$0")/../.."

for tool in mpicc.mpich mpiexec.mpich h5pcc.mpich; do
  if ! command -v $tool >/dev/null; then
    echo "mpich: skipped: no $tool (Debian: mpich libmpich-dev libhdf5-mpich-dev)"
    exit 0
  fi
done
mkdir -p build
cmake -B build/mpich -DCMAKE_BUILD_TYPE=Release -DSUANLI_MPI=ON -DSUANLI_BUILD_TESTS=OFF -DMPI_C_COMPILER=mpicc.mpich \
  -DHDF5_C_COMPILER_EXECUTABLE="$(command -v h5pcc.mpich)" >build/mpich.log
cmake --build build/mpich --parallel "$(nproc)" --target suanli >>build/mpich.log

desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
program=$PWD/build/mpich/suanli
cd "$desk"
size=(--firms 1000 --replications 37 --set record.panel=3)
"$suanli" run "$scenario" "${size[@]}" -o alone.h5 >/dev/null
for ranks in 1 2 3 4; do
  for threads in 1 2; do
    rm -f shared.h5
    mpiexec.mpich -n $ranks "$program" run "$scenario" "${size[@]}" --threads $threads -o shared.h5 >/dev/null
    if [[ $("$suanli" digest shared.h5) != $("$suanli" digest alone.h5) ]]; then
      echo "mpich: $ranks ranks of $threads threads: another digest than a single run" >&2
      exit 1
    fi
  done
done
echo "mpich: one to four ranks of one and two threads: the digest of a single run"
