#!/usr/bin/env bash
# reproducible.sh: builds the program and its packages from two copies of the last commit, in folders of different names and at
# different times, without a cache of compiled files, and compares every byte. Packages bear the time of the commit.
set -euo pipefail
cd "$(dirname "$0")/../.."
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH CCACHE_DISABLE=1
places=("$desk/a" "$desk/another place/b")

for place in "${places[@]}"; do
  mkdir -p "${place%/*}"
  git clone --quiet . "$place"
  (cd "$place" && cmake --preset release -DSUANLI_BUILD_TESTS=OFF && cmake --build --preset release -j "$(nproc)" \
    --target suanli && cd build/release && cpack -G TGZ && cpack -G DEB) >"$desk/log" 2>&1 ||
    { tail -n 20 "$desk/log"; exit 1; }
done

different=0
compared=0
while read -r file; do
  compared=$((compared + 1))
  cmp "${places[@]/%//build/release/$file}" || different=$((different + 1))
done < <(cd "${places[0]}/build/release" && ls suanli ./*/libsuanli_*.a ./*.deb ./*.tar.gz)
echo "reproducible: $compared files from two places, $different of them different"
exit $((different > 0))
