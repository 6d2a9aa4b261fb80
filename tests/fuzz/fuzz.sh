#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: fuzzes the reading of scenarios, of result files, and of parts and states whose checksum fits, for so
# long each, from seeds that are the shipped scenarios, a small result and any words; what was worth keeping stays below
# BUILD/fuzz, for the next time. Fails if anything was found in our code, or nothing was tried. Crashes inside HDF5, of files
# that have been given a seal that fits them, are counted by place, unless they are over memory of ours: SECURITY.md.
set -euo pipefail
build=$(realpath "$1")
seconds=$2
cd "$(dirname "$0")/../.."
seeds=$build/fuzz/seeds
TMPDIR=$(mktemp -d --tmpdir=/dev/shm)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
mkdir -p "$seeds"/{scenario,result_bytes,result_structure,parts}

cp scenarios/*.yaml scenarios/*/*.yaml "$seeds/scenario"
grep -oh '[A-Za-z0-9_.]\+' scenarios/*.yaml | sort -u | sed 's/.*/"&"/' >"$build/fuzz/words"
for scenario in scenarios/*.yaml; do
  head -c 200 "$scenario" | tee "$seeds/parts/$(basename "$scenario")" >"$seeds/result_structure/$(basename "$scenario")"
done

# Frames of a stack that are neither a sanitizer's nor of a library but HDF5, one a line.
frames() {
  grep -E '^ *#[0-9]+ 0x' | grep -vE 'compiler-rt|sanitizer|__interceptor|__asan|fuzzer::|/libc/|\(\+0x' |
    grep -vE ' in (malloc|calloc|realloc|free|posix_memalign|operator (new|delete).*|mem(cpy|move|set)) ' |
    awk '/libhdf5/ || !/\.so/' || true
}

# Where a crash happened: the first of the calls that led to it.
culprit() { sed '/ is located \|allocated by thread\|freed by thread/,$d' "$1" | frames | sed -n 1p; }

# Whose memory was overrun or used: the first of the calls that allocated it, or the frame or variable where it lies.
owner() {
  sed -n '/allocated by thread/,/^ *$/p;/ is located in stack of thread/,/^ *$/p' "$1" | frames | sed -n 1p
  grep -m1 -E 'is located .* of global variable' "$1" || true
}

# Whether a crash is HDF5's own: in its code, and not over memory that we gave it.
is_of_hdf5() {
  local whose
  whose=$(owner "$1")
  [[ $(culprit "$1") == *libhdf5* && (-z $whose || $whose == *libhdf5*) ]]
}

# Reports of both kinds are told apart.
check_judgement() {
  local overrun='==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1
WRITE of size 80 at 0x1 thread T0
    #0 0x1 in __asan_memcpy (/b/fuzz_result_bytes+0x1)
    #1 0x2 in H5VM_memcpyvv (/usr/lib/libhdf5_serial.so.103+0x2)
    #2 0x3 in suanli::output::read() /s/output/hdf5.cpp:1:1

0x1 is located 0 bytes after 40-byte region [0x0,0x1)
allocated by thread T0 here:
    #0 0x4 in malloc (/b/fuzz_result_bytes+0x4)' stack='==1==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x1
    #0 0x2 in H5Aread (/usr/lib/libhdf5_serial.so.103+0x2)

Address 0x1 is located in stack of thread T0 at offset 96 in frame
    #0 0x3 in suanli::output::text() /s/output/hdf5.cpp:2:1
'
  echo "$overrun"$'\n    #1 0x5 in H5MM_malloc (/usr/lib/libhdf5_serial.so.103+0x5)' >"$TMPDIR/theirs"
  echo "$overrun"$'\n    #1 0x5 in std::vector<char>::resize(unsigned long) /usr/include/c++/vector:1:1' >"$TMPDIR/ours"
  echo "$stack" >"$TMPDIR/stack"
  printf '==1==ERROR: AddressSanitizer: SEGV\n    #0 0x2 in H5O_chunk (/usr/lib/libhdf5_serial.so.103+0x2)\n' >"$TMPDIR/wild"
  printf '==1== ERROR: libFuzzer: out-of-memory (malloc(922882056))\n    #0 0x1 in malloc (/b/fuzz+0x1)\n    #1 0x2 in %s\n' \
    'H5FL_blk_malloc (/usr/lib/libhdf5_serial.so.103+0x2)' >"$TMPDIR/much"
  if ! is_of_hdf5 "$TMPDIR/theirs" || ! is_of_hdf5 "$TMPDIR/wild" || ! is_of_hdf5 "$TMPDIR/much" ||
    is_of_hdf5 "$TMPDIR/ours" || is_of_hdf5 "$TMPDIR/stack"; then
    echo "fuzz: crashes of HDF5 and over memory of ours are not told apart"
    exit 1
  fi
}
check_judgement

# Within what SECURITY.md grants a result; who asks for more than half of it at once is named.
memory=(-rss_limit_mb=2048 -malloc_limit_mb=1024)

# fuzz <program> [option...]: the line with its figures; each finding is reproduced and named.
fuzz() {
  local program=$1 kept=$build/fuzz/$1 log=$build/fuzz/$1.log input place ours=0 in_hdf5=0 once=0
  shift
  mkdir -p "$kept" "$kept.found"
  rm -f "$kept.found"/*
  "$build/tests/fuzz_$program" "$kept" "$seeds/$program" -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 \
    -max_total_time="$seconds" -print_funcs=0 -artifact_prefix="$kept.found/" "${memory[@]}" "$@" >"$log" 2>&1 ||
    grep -c 'fuzzed for' "$log" >/dev/null || { tail -n 20 "$log"; exit 1; }  # after a finding it fails, too
  for input in "$kept.found"/*; do
    [[ -e $input ]] || continue
    if "$build/tests/fuzz_$program" "$input" "${memory[@]}" "$@" >"$TMPDIR/said" 2>&1; then
      once=$((once + 1))  # beside others, or after them
      echo "$input: not by itself"
    elif is_of_hdf5 "$TMPDIR/said"; then
      in_hdf5=$((in_hdf5 + 1))
      place=$(culprit "$TMPDIR/said" | grep -oE 'H5[A-Za-z0-9_]+') || place='a function without a name'
      echo "$(grep -oE -m1 'Sanitizer: [a-zA-Z-]+' "$TMPDIR/said") in $place" >>"$TMPDIR/in_hdf5"
    else
      ours=$((ours + 1))
      echo "$input: $(grep -m1 -E 'ERROR|runtime error' "$TMPDIR/said") $(culprit "$TMPDIR/said")"
    fi
  done
  echo "fuzz: $program: $(grep -oE '^#[0-9]+' "$log" | tail -n 1 | tr -d '#') inputs in $seconds s," \
    "$(find "$kept" -type f | wc -l) kept: $ours findings, $once that do not come up again, $in_hdf5 crashes inside HDF5"
  sort "$TMPDIR/in_hdf5" 2>/dev/null | uniq -c | sed 's/^/  inside HDF5:/'
  rm -f "$TMPDIR/in_hdf5"
  grep -cE '^#[0-9]+: cov: [1-9]' "$log" >/dev/null || { echo "fuzz: $program: no input was tried"; return 1; }
  return $((ours + once > 0))
}

status=0
fuzz scenario -dict="$build/fuzz/words" -max_len=16384 -timeout=2 || status=1
export ASAN_OPTIONS=detect_leaks=0  # HDF5 keeps what it read of broken files
# A seed that is cut, or refused, would let no input reach what is to be tried.
seed=$seeds/result_bytes/sample.h5
SUANLI_SEED=$seed "$build/tests/fuzz_result_bytes" "$seed" 2>&1 | grep -c 'the input was whole' >/dev/null ||
  { echo "fuzz: result_bytes: the seed is not read whole"; exit 1; }
fuzz result_bytes -max_len=$(($(wc -c <"$seed") + 4096)) -timeout=30 || status=1
fuzz result_structure -max_len=1024 -len_control=0 -timeout=30 || status=1
fuzz parts -max_len=256 -len_control=0 -timeout=30 || status=1
exit $status
