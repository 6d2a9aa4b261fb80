#!/usr/bin/env bash
# lint.sh [folder...]: what clang-tidy (.clang-tidy) and cppcheck find in the sources of these folders, all by themselves.
# Nothing is built: Clang reads the sources with kernels for one processor.
set -euo pipefail
cd "$(dirname "$0")/../.."
(($#)) || set -- engine agents output scenarios
mkdir -p build
cmake -B build/lint -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DSUANLI_PRECOMPILE=OFF -DSUANLI_USE_HIGHWAY=OFF >build/lint.log 2>&1 || { cat build/lint.log; exit 1; }
cmake --build build/lint --target suanli_build_info >>build/lint.log

# To follow every path through scenarios/read.cpp, where templates meet every parameter, takes longer than anybody has waited.
tidy() {
  local depth=()
  [[ $1 != scenarios/read.cpp ]] || depth=(--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow)
  clang-tidy --quiet --warnings-as-errors='*' -p build/lint "${depth[@]}" "$1"
}
export -f tidy

status=0
find "$@" -name '*.cpp' -print0 | xargs -0 -P "$(nproc)" -n 1 bash -c 'tidy "$1"' tidy 2>build/lint/tidy.log || status=1
cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr \
  --suppressions-list=tests/support/cppcheck.txt -j "$(nproc)" -I . --error-exitcode=1 "$@" || status=1
((status)) || echo "lint: nothing found in $*"
exit $status
