#!/usr/bin/env bash
# clean_root.sh BUILD: installs the packages below BUILD on roots of this Debian's smallest system: the .deb with what apt takes
# for it, the archive with nothing but the packages that hold the libraries which the program names. On each the program
# simulates, checks and reports, and its digest is that of the program below BUILD. On a third the library's .deb, a compiler
# and CMake build the program of tests/embedding. Needs root, debootstrap and Debian's mirror.
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/../.."
missing=()
((EUID == 0)) || missing+=('root')
command -v debootstrap >/dev/null || missing+=('debootstrap (Debian: debootstrap)')
if ((${#missing[@]})); then
  echo "clean root: not tried: missing: $(printf '%s, ' "${missing[@]}" | sed 's/, $//')" >&2
  exit 1
fi
deb=$(ls "$build"/suanli_*.deb)
library=$(ls "$build"/libsuanli-dev_*.deb)
archive=$(ls "$build"/suanli-*.tar.gz)
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
. /etc/os-release

base=$build/clean_root.tar
if [[ ! -e $base ]]; then
  debootstrap --variant=minbase "$VERSION_CODENAME" "$desk/base" >"$build/clean_root.log"
  cp /etc/resolv.conf /etc/hosts "$desk/base/etc"
  tar -C "$desk/base" -cf "$base.partial" .
  mv "$base.partial" "$base"
fi

# new_root <name>: its folder.
new_root() {
  mkdir "$desk/$1"
  tar -C "$desk/$1" -xf "$base"
  cp scenarios/quick.yaml "$desk/$1/root"
  echo "$desk/$1"
}
inside() { chroot "$1" /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root DEBIAN_FRONTEND=noninteractive "${@:2}"; }
install() {
  inside "$1" bash -c 'apt-get update && apt-get install -y --no-install-recommends "$@"' install "${@:2}" \
    >>"$build/clean_root.log" 2>&1
}

size=(--firms 500 --replications 8)
"$build/suanli" run scenarios/quick.yaml "${size[@]}" -o "$desk/a.h5" >/dev/null
expected=$("$build/suanli" digest "$desk/a.h5")

# try_out <root> <program> <what it is>
try_out() {
  inside "$1" "$2" run /root/quick.yaml "${size[@]}" -o /root/a.h5 >/dev/null
  [[ $(inside "$1" "$2" digest /root/a.h5) == "$expected" ]] || { echo "clean root: $3: another digest" >&2; exit 1; }
  inside "$1" "$2" check /root/a.h5 >/dev/null
  inside "$1" "$2" report /root/a.h5 -o /root/a.html >/dev/null
  [[ -s $1/root/a.html ]]
  echo "clean root: $3: installed, simulated, checked, reported; the digest is that of the build"
}

root=$(new_root deb)
cp "$deb" "$root/root/suanli.deb"
install "$root" /root/suanli.deb
try_out "$root" suanli "${deb##*/}"
inside "$root" apt-get purge -y suanli >>"$build/clean_root.log" 2>&1
left=$(find "$root/usr" "$root/etc" -path '*suanli*')
[[ -z $left ]] || { echo "clean root: left behind: $left" >&2; exit 1; }

root=$(new_root archive)
tar -C "$root/opt" -xf "$archive"
program=$(cd "$root" && ls opt/suanli-*/bin/suanli)
# The package that holds a library; dpkg may know it by its path without /usr.
package_of() {
  local file
  file=$(ldconfig -p | awk -v name="$1" '$1 == name && !found++ {print $NF}' | xargs realpath)
  { dpkg -S "$file" "${file#/usr}" 2>/dev/null || true; } | sed -n '1s/: .*//p'
}
packages=$(objdump -p "$root/$program" | awk '$1 == "NEEDED" {print $2}' |
  while read -r library; do package_of "$library"; done | sort -u)
install "$root" $packages
try_out "$root" "/$program" "${archive##*/} (with $(xargs <<<"$packages"))"

root=$(new_root library)
cp "$library" "$root/root/libsuanli-dev.deb"
install "$root" /root/libsuanli-dev.deb cmake make g++
inside "$root" bash -c 'cmake -S /usr/share/doc/suanli/examples/embedding -B /root/embedding && cmake --build /root/embedding' \
  >>"$build/clean_root.log" 2>&1 || { tail -n 20 "$build/clean_root.log" >&2; exit 1; }
inside "$root" /root/embedding/embedding /root/quick.yaml >"$desk/said"
grep -q '^growth of output until .* theory says ' "$desk/said" || { cat "$desk/said" >&2; exit 1; }
echo "clean root: ${library##*/}: installed, with g++ and CMake; tests/embedding built and run"
