#!/usr/bin/env bash
# reproducible.sh: builds the program and its packages from two copies of the last commit, in folders of different names, at
# different times, in another time zone and language and for a user whose new files nobody else may read, without a cache of
# compiled files, and compares every byte.
set -euo pipefail
cd "$(dirname "$0")/../.."
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
unset SOURCE_DATE_EPOCH
export CCACHE_DISABLE=1
places=("$desk/a" "$desk/another place/b")
expected=8  # the program, four libraries, two .deb, the archive

# The language of one of them, which few machines have.
unset LC_ALL LANGUAGE
localedef -i zh_CN -f UTF-8 "$desk/zh_CN.UTF-8" >"$desk/log" 2>&1 ||
  { echo "reproducible: not tried: missing: the sources of languages (Debian: locales)" >&2; exit 1; }
export LOCPATH=$desk
[[ -z $(LANG=zh_CN.UTF-8 locale 2>&1 >/dev/null) ]] || { echo "reproducible: zh_CN.UTF-8 is not to be had" >&2; exit 1; }

# surroundings <place>: those of the user who builds there.
surroundings() {
  if [[ $1 == "${places[0]}" ]]; then
    umask 022
    export TZ=UTC LANG=C.UTF-8
  else
    umask 077
    export TZ=Asia/Shanghai LANG=zh_CN.UTF-8
  fi
}

for place in "${places[@]}"; do
  mkdir -p "${place%/*}"
  (surroundings "$place" && git clone --quiet . "$place" && make -C "$place" package) >"$desk/log" 2>&1 ||
    { tail -n 20 "$desk/log"; exit 1; }
done

different=0
compared=0
while read -r file; do
  compared=$((compared + 1))
  cmp "${places[@]/%//build/release/$file}" || different=$((different + 1))
done < <(cd "${places[0]}/build/release" && ls suanli ./*/libsuanli_*.a ./*.deb ./*.tar.gz)
echo "reproducible: $compared files from two places, $different of them different"
if ((compared < expected)); then
  echo "reproducible: at least $expected files are to be compared" >&2
  exit 1
fi
exit $((different > 0))
