# `make` lists the targets. .ci/setup makes the machine ready (NO_INSTALL=1: without installing anything), CMake builds.
SHELL := bash
MAKEFLAGS += --no-print-directory
BUILD := cmake --build --preset release -j "$$(nproc)"

.PHONY: help run stress pictures test test-long trials-long build package check-theory draws bench soak mutations \
  clean-root fuzz sanitize coverage lint reproducible clean
.NOTPARALLEL:

help:
	@echo 'make run            build, simulate scenarios/baseline.yaml into results/baseline.h5, print the verdict, make its'
	@echo '                    page (SCENARIO=reference for another)'
	@echo 'make stress         build, hold every scenario of scenarios/stress against the baseline, smaller, make their page'
	@echo 'make test           build and run every test'
	@echo 'make test-long      put every promise of tests/RELIABILITY.md to the test: hostile files, damage, lost disks,'
	@echo '                    stops, memory, 24000 replications; check-theory and all from soak to reproducible: a'
	@echo '                    night; says at the end what failed'
	@echo 'make build          build build/release/suanli'
	@echo 'make pictures       draw the pictures of README.md again, of results/baseline.h5 and results/stress.h5'
	@echo 'make package        build an archive (.tar.gz) and, on Debian, packages (.deb) below build/release'
	@echo 'make check-theory   run the long comparisons of simulation and theory'
	@echo 'make draws          hold 10^8 random draws against their distributions, and neighbouring streams, interleaved,'
	@echo '                    against dieharder'
	@echo 'make bench          measure what a period, a draw, the market and starting cost, the pace of ensembles, and what'
	@echo '                    threads and processes gain; figures: build/release/benchmarks.json'
	@echo 'make soak           kill runs at every write and 300 times at random, let Slurm limit, preempt and cancel jobs,'
	@echo '                    and look for what is lost; try MPICH'
	@echo 'make mutations      check that the tests notice wrong equations'
	@echo 'make clean-root     install the packages on an empty Debian, and simulate there (as root)'
	@echo 'make fuzz           read scenarios and result files of any bytes, 60 s each (SECONDS=3600 for longer), sanitized'
	@echo 'make sanitize       run the test cases under the sanitizers of addresses, undefined behaviour and threads'
	@echo 'make coverage       say which lines of engine/ and agents/ the test cases run, at least 90 %'
	@echo 'make lint           look for faults with clang-tidy and cppcheck'
	@echo 'make reproducible   build in two places, and compare the bytes'
	@echo 'make clean          remove build/ (results/ stays)'
	@echo
	@echo 'On Debian and Ubuntu missing packages are listed and installed; with NO_INSTALL=1 they are only listed.'

SCENARIO := baseline
run: build
	@mkdir -p "$$(dirname results/$(SCENARIO))"
	build/release/suanli run scenarios/$(SCENARIO).yaml -o results/$(SCENARIO).h5
	@build/release/suanli check results/$(SCENARIO).h5
	@build/release/suanli report results/$(SCENARIO).h5 || (($$? == 2))  # a build without npm says so, and has no page

# A tenth of the baseline's firms, a quarter of its replications: a few minutes, intervals twice as wide.
stress: build
	@mkdir -p results
	build/release/suanli compare scenarios/baseline.yaml scenarios/stress/*.yaml --firms 10000 --replications 16 \
	  -o results/stress.h5
	@build/release/suanli report results/stress.h5

# After `make run` and `make stress`: the pictures of README.md and README.zh-CN.md.
pictures:
	@bash .ci/setup test
	@$(BUILD) --target suanli
	build/release/suanli report results/baseline.h5 results/stress.h5 -o results/pictures.html
	@for language in en zh; do node output/report/pictures.mjs build/release/report "$$(command -v chromium)" \
	  results/pictures.html output/report/pictures $$language growth-by-year places-sankey=0,8 stress-ranking || exit 1; done

build:
	@bash .ci/setup build
	@$(BUILD) --target suanli

package: build
	@umask 022; cd build/release && cpack -G TGZ
	@umask 022; ! command -v dpkg-shlibdeps >/dev/null || (cd build/release && cpack -G DEB)

test:
	@bash .ci/setup test
	@bash .ci/test

# What they print are the figures of tests/RELIABILITY.md.
PARTS := soak check-theory trials-long fuzz reproducible clean-root lint coverage sanitize mutations
test-long:
	@failed=; for part in $(PARTS); do $(MAKE) $$part || failed+=" $$part"; done; echo; \
	  if [[ -n $$failed ]]; then echo "test-long: failed:$$failed; of: $(PARTS)"; exit 1; fi; \
	  echo 'test-long: all passed: $(PARTS)'

trials-long:
	@bash .ci/setup test
	@$(BUILD)
	@ctest --test-dir build/release --label-regex '^trials-long$$' --no-tests=error --verbose

check-theory:
	@bash .ci/setup test
	@$(BUILD)
	ctest --preset theory-long

draws:
	@bash .ci/setup all
	@$(BUILD) --target test_engine suanli_interleaved_words
	build/release/tests/test_engine --test-case='*hundred million*'
	python3 tests/support/draws.py build/release/tests/suanli_interleaved_words

bench:
	@bash .ci/setup test
	@$(BUILD) --target suanli benchmarks
	@python3 benchmarks/bench.py build/release
	@! $(BUILD) --target suanli_mpi 2>/dev/null || python3 benchmarks/ranks.py build/release scenarios/reference.yaml

soak:
	@bash .ci/setup test
	@$(BUILD) --target suanli suanli_killat
	@$(BUILD) --target suanli_mpi 2>/dev/null || true
	@cd build/release && rm -f durability.log && for mode in points "kills 300"; do set -- $$mode; \
	  python3 ../../tests/support/durability.py $$1 $$PWD/suanli $$PWD/tests/libsuanli_killat.so \
	    $$PWD/../../scenarios/quick.yaml $$2 || exit 1; done
	@echo 'Every kill: build/release/durability.log'
	@python3 tests/support/slurm_jobs.py long $$PWD/build/release/suanli $$PWD/scenarios/quick.yaml \
	  $$(ls $$PWD/build/release/tests/suanli_mpi 2>/dev/null)
	@bash tests/support/mpich.sh build/release/suanli scenarios/quick.yaml

mutations:
	@bash .ci/setup test
	python3 tests/support/mutations.py

clean-root: package
	@bash .ci/setup all
	@bash tests/support/clean_root.sh build/release

SECONDS := 60
fuzz:
	@bash .ci/setup all
	@cmake --preset fuzz >build/fuzz.log || { cat build/fuzz.log; exit 1; }
	@cmake --build --preset fuzz -j "$$(nproc)" --target fuzzers
	@bash tests/fuzz/fuzz.sh build/fuzz $(SECONDS)

CASES := $(patsubst %,test_%_cases,engine agents steady_state output scenarios)
sanitize:
	@bash .ci/setup all
	@for preset in asan tsan; do cmake --preset $$preset >build/$$preset.log && \
	  cmake --build --preset $$preset -j "$$(nproc)" --target $(CASES) && ctest --preset $$preset || exit 1; done

coverage:
	@bash .ci/setup all
	@cmake --preset coverage >build/coverage.log
	@cmake --build --preset coverage -j "$$(nproc)" --target $(CASES)
	@ctest --preset coverage
	@gcovr --gcov-ignore-parse-errors --root . --filter engine/ --filter agents/ --fail-under-line 90 \
	  build/coverage/engine build/coverage/agents 2>build/coverage/gcovr.log || \
	  { tail -n 3 build/coverage/gcovr.log; exit 1; }  # gcov's -1 for a branch is no number to it

lint:
	@bash .ci/setup all
	@bash tests/support/lint.sh

reproducible:
	@bash .ci/setup build
	@bash tests/support/reproducible.sh

clean:
	rm -rf build
