#!/usr/bin/env bash
# fuzz.sh BUILD SUANLI SECONDS: fuzzes the reading of scenarios and of result files for so long each, from seeds that are the
# shipped scenarios and a small result; what was worth keeping stays below BUILD/fuzz, for the next time. Fails if anything was
# found in our code. Crashes inside HDF5, of files that have been given a seal that fits them, are counted: SECURITY.md.
set -euo pipefail
build=$(realpath "$1")
suanli=$(realpath "$2")
seconds=$3
cd "$(dirname "$0")/../.."
seeds=$build/fuzz/seeds
TMPDIR=$(mktemp -d --tmpdir=/dev/shm)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
mkdir -p "$seeds"/{scenario,result_bytes,result_structure}

cp scenarios/*.yaml scenarios/*/*.yaml "$seeds/scenario"
grep -oh '[A-Za-z0-9_.]\+' scenarios/*.yaml | sort -u | sed 's/.*/"&"/' >"$build/fuzz/words"
export SUANLI_RESULT=$build/fuzz/seeds/result_bytes/result.h5
[[ -e $SUANLI_RESULT ]] || "$suanli" run scenarios/quick.yaml --firms 200 --replications 3 --set time.end=2022.5 \
  -o "$SUANLI_RESULT" >/dev/null

# Where a crash happened: the first of the calls that led to it that is no sanitizer's and no C library's.
culprit() {
  grep -E '^ *#[0-9]+ 0x' "$1" | grep -vE 'compiler-rt|sanitizer|__interceptor|__asan|fuzzer::|libc\.so|/libc/|\(\+0x' | sed -n 1p
}

# fuzz <program> [option...]: the line with its figures; each finding is reproduced and named.
fuzz() {
  local program=$1 kept=$build/fuzz/$1 log=$build/fuzz/$1.log input ours=0 in_hdf5=0 once=0
  shift
  mkdir -p "$kept" "$kept.found"
  rm -f "$kept.found"/*
  "$build/tests/fuzz_$program" "$kept" "$seeds/$program" -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 \
    -max_total_time="$seconds" -print_funcs=0 -artifact_prefix="$kept.found/" -rss_limit_mb=1024 "$@" >"$log" 2>&1 ||
    { tail -n 20 "$log"; exit 1; }
  for input in "$kept.found"/*; do
    [[ -e $input ]] || continue
    if "$build/tests/fuzz_$program" "$input" -rss_limit_mb=1024 "$@" >"$TMPDIR/said" 2>&1; then
      once=$((once + 1))  # beside others, or after them
      echo "$input: not by itself"
    elif [[ $(culprit "$TMPDIR/said") == *libhdf5* ]]; then
      in_hdf5=$((in_hdf5 + 1))
    else
      ours=$((ours + 1))
      echo "$input: $(grep -m1 -E 'ERROR|runtime error' "$TMPDIR/said") $(culprit "$TMPDIR/said")"
    fi
  done
  echo "fuzz: $program: $(grep -oE '^#[0-9]+' "$log" | tail -n 1 | tr -d '#') inputs in $seconds s: $ours findings," \
    "$once that do not come up again, $in_hdf5 crashes inside HDF5"
  return $((ours + once > 0))
}

status=0
fuzz scenario -dict="$build/fuzz/words" -max_len=16384 -timeout=2 || status=1
export ASAN_OPTIONS=detect_leaks=0  # HDF5 keeps what it read of broken files
fuzz result_bytes -max_len=65536 -timeout=30 || status=1
fuzz result_structure -max_len=1024 -len_control=0 -timeout=30 || status=1
exit $status
