#!/usr/bin/env python3
"""Breaks the model's equations one at a time and checks that the theory tests notice; writes tests/MUTATIONS.md. With
arguments ("V4 agents/checkpoint.cpp V9:agents/siting.cpp") only the breaks of these rows, files, or rows and files, and
only their lines of the table; with --own before them only a row's own tests are run. With --texts it only looks whether
every text to be broken is in the source once. An argument that names no break is refused.

Works on a copy of the tree in the temporary directory, whose build is kept between runs. Fails if a break passes unnoticed,
or if the text to be broken is no longer in the source.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = pathlib.Path(tempfile.gettempdir()) / f"suanli-mutations-{os.getuid()}"
TREE, BUILD = WORK / "tree", WORK / "build"
PROGRAMS = ("test_steady_state", "test_agents")


@dataclass
class Break:
    row: str  # of the V-table, MODEL.md §10, or a section
    words: str
    file: str
    old: str
    new: str
    long: str = ""  # a [long] case that is run for this break alone, by the words that it begins with


BREAKS = [
    Break("V1", "The household that should see average products sees what the market pays",
          "agents/theory/steady_state.cpp",
          "case EulerReturn::report: return on_capital + on_compute;",
          "case EulerReturn::report: return alpha_bar * on_capital + at.compute_income * on_compute;"),
    Break("V1", "Capital does not wear out, though the household reckons that it does",
          "agents/equations.hpp",
          "return stock + dt * (inflow - depreciation * stock);",
          "return stock + dt * inflow;"),
    Break("V2", "The household consumes c*W even where wealth is out of proportion",
          "agents/household.cpp",
          "arms->consumption(economy.capital / wealth, ",
          "arms->consumption(1 - country.model->economies[e].tau, "),
    Break("V2", "The planner overlooks that new capital changes the proportion of old",
          "agents/theory/steady_state.cpp",
          "return at.net() + (1 - tau - at.kappa) * at.net_slope();",
          "return at.net();"),
    Break("V3", "Under the report's pricing every industry pays the average markup",
          "agents/technology.cpp",
          "case PricingRule::report: return 1 / xi;",
          "case PricingRule::report: return 1 / xi_bar;"),
    Break("V4", "The correction for dispersion forgets that services flow to whoever is productive",
          "agents/firms/dispersion.cpp",
          "alpha_plus_beta * dispersion.log_mean_power(1 / alpha_plus_beta)",
          "dispersion.log_mean_power(1)"),
    Break("V5", "Common shocks are not corrected for half their variance: risk alone raises output",
          "agents/model.cpp",
          "return sum / 2;",
          "return 0 * sum;"),
    Break("V6", "What leavers leave behind is lost where entrants do not take it",
          "agents/entry_exit.cpp",
          "return {all / entrants, freed + pool - all};",
          "return {all / entrants, pool};"),
    Break("V7", "The growth-maximising share of compute forgets synergy",
          "agents/theory/steady_state.cpp",
          "return trend.compute_power() / (trend.compute_power() + trend.alpha_bar);",
          "return 1 - trend.alpha_bar;"),
    Break("V8", "The hurdle forgets that returns drift",
          "agents/equations.hpp",
          "return (s + a) * (s + d) / (2 * (rho - mu));",
          "return (s + v / 2) * (s + v / 2) / (2 * rho);"),
    Break("V8", "A step along Bass' curve is a straight line",
          "agents/equations.hpp",
          "return (z - innovation) / (z + imitation);",
          "return share + dt * (innovation + imitation * share) * (1 - share) + 0 * z;"),
    Break("V8", "Firms leave half as often as stated: the tail of sizes is that of another exponent",
          "agents/production.cpp",
          "1 - exp(-p.exit_rate * model.parameters.time.step)",
          "1 - exp(-p.exit_rate / 2 * model.parameters.time.step)",
          long="V8: exit and entry"),
    Break("§7.4", "Entrants are as large as their cell's mean firm",
          "agents/equations.hpp",
          "std::min(entrants * fraction * total / firms, available)",
          "std::min(entrants * total / firms + 0 * fraction, available)"),
    Break("V10", "Firms are summed up in portions that depend on the number of threads",
          "agents/firms/firms.hpp",
          "inline constexpr std::size_t firms_per_task = 4096;",
          "#define firms_per_task (4096 / threads_in_use())"),
    Break("V10", "Whoever goes on from a checkpoint finds times calm",
          "agents/checkpoint.cpp",
          "bytes(period, first_period, shocks, uncertainty, occurrences,",
          "bytes(period, first_period, shocks, occurrences,"),
    Break("V11", "Every region feels the whole nation's synergy",
          "agents/production.cpp",
          "synergy.spillover);",
          "1);"),
    Break("§1", "The level of productivity is calibrated at the scenario's τ, where synergy is not 1",
          "agents/technology.cpp",
          "nation.tau = p.synergy.reference;",
          "nation.tau = p.tau;"),
    Break("§2.3", "Growing synergy brings infinite wealth as if it did not feed on itself",
          "agents/theory/steady_state.cpp",
          "-std::log1p(-delta / gross) / (alpha * delta)",
          "-std::log1p(-delta / gross) / delta"),
    Break("§3.2", "The household takes for trend whatever it sees today",
          "agents/equations.hpp",
          "return seen + (1 - exp(-dt / delay)) * (shift - seen);",
          "return shift;"),
    Break("§3.2", "A shift of the trend moves consumption away from rest as much as at rest",
          "agents/theory/saddle_paths.cpp",
          "* exp(log_bend);",
          "* exp(0 * log_bend);"),
    Break("§4.2", "Households of infinite utility are let through",
          "agents/theory/steady_state.cpp",
          "rho <= (1 - sigma) * s.g)",
          "rho <= 0)"),
    Break("§4.3", "Imbalance decays at a rate that takes no account of the step",
          "agents/theory/steady_state.cpp",
          "s.decay_rate = (s.g + delta) / (1 + s.g * dt);",
          "s.decay_rate = s.g + delta;"),
    Break("§6.1", "What a data centre yields is shocked around its mean: risk alone raises output",
          "agents/equations.hpp",
          "exp(xi_bar * variance / 2 - x)",
          "exp(-x)"),
    Break("§6.1", "A regime gives way at the rate of the other one",
          "agents/equations.hpp",
          "return leaving / (leaving + returning)",
          "return returning / (leaving + returning)"),
    Break("§6.2", "Laplace innovations count as normal ones of the same variance",
          "agents/firms/dispersion.cpp",
          "k == 1 || distribution == Distribution::laplace",
          "k == 1"),
    Break("§7", "Firms expect today's productivity to last for ever",
          "agents/production.cpp",
          "bundle.by_productivity * model.parameters.productivity.persistence",
          "bundle.by_productivity"),
    Break("§7.1", "Turbulent times leave the hurdle where it was",
          "agents/firm_investment.cpp",
          "log(cell.hurdle / t.calm_hurdle)",
          "0"),
    Break("§7.2", "Demand is calibrated to depreciation alone, as if the economy did not grow",
          "agents/burn_in.cpp",
          "scales.push_back((growth + p.technology.depreciation)",
          "scales.push_back((0 * growth + p.technology.depreciation)"),
    Break("§7.3", "Investment in compute follows returns half as much as stated",
          "agents/equations.hpp",
          "return stock * pow(relative_return, elasticity);",
          "return stock * pow(relative_return, elasticity / 2);"),
    Break("§7.5", "Firms weigh the cost of adoption against all of their output",
          "agents/equations.hpp",
          "return alpha_plus_beta * (exp(gain / alpha_plus_beta) - 1);",
          "return 1 + 0 * gain * alpha_plus_beta;"),
    Break("§6.2", "Turbulent times do not widen the dispersion that is corrected for",
          "agents/shocks.cpp",
          "now.dispersion.advance(model.firm.persistence, model.firm.innovation * now.volatility,",
          "now.dispersion.advance(model.firm.persistence, model.firm.innovation,"),
    Break("V9", "Each part of a location that is cut in two weighs as much as the whole",
          "agents/siting.cpp",
          "return log(regions_share / static_cast<double>(same));",
          "return log(regions_share + 0 * static_cast<double>(same));"),
    Break("V9", "A single location has the weight of its own region only, and services cost more than its price",
          "agents/siting.cpp",
          "      served += spending[m];",
          "      served += 1;"),
    Break("V9", "A market counts as cleared while a millionth of what is wanted finds no site",
          "agents/markets/service_market.cpp",
          "clearing.solve(market.dispersion, std::clamp(rounding, 1e-12, guaranteed), budget)",
          "clearing.solve(market.dispersion, std::clamp(rounding, 1e-6, 1e-6), budget)"),
    Break("V9", "Buyers in the market mind what delivery costs half as much as what sites ask",
          "agents/markets/clearing.cpp",
          "attraction[l] = log_weight_[l] - dispersion * log_delivery_[m * sites_ + l];",
          "attraction[l] = log_weight_[l] - dispersion / 2 * log_delivery_[m * sites_ + l];"),
    Break("V9", "At rest buyers do not mind what delivery costs",
          "agents/markets/equal_returns.cpp",
          "siting_.sites[l].log_weight - siting_.dispersion * d",
          "siting_.sites[l].log_weight - 0 * d"),
    Break("V2", "Slopes overlook that dearer compute makes dearer services",
          "agents/theory/steady_state.cpp",
          "const double bearing = (beta_bar * income_slope + slope.log_price) / per_level;",
          "const double bearing = (beta_bar * income_slope + xi_bar * slope.log_return) / per_level;"),
    Break("V1", "Providers' income counts what energy costs them",
          "agents/markets/equal_returns.cpp",
          "e.value.provider_share = income / markup_,",
          "e.value.provider_share = xi_bar_ / markup_,"),
    Break("V3", "Carbon tax uses up output instead of being given back",
          "agents/location_market.cpp",
          "economy.energy_cost += location.services() * (location.energy_cost - location.carbon_tax);",
          "economy.energy_cost += location.services() * location.energy_cost;"),
    Break("V6", "Rents of links are nobody's income",
          "agents/location_market.cpp",
          "economy.link_rents += paid * rent / (prices.price[market.links[i].site] + rent);",
          "economy.link_rents += 0 * paid;"),
    Break("§8.3", "Posted prices do not cover energy",
          "agents/siting.hpp",
          "price_floor * (capital_cost + energy_cost)",
          "price_floor * capital_cost"),
    Break("§8.4", "To steer data centres is to build fewer of them",
          "agents/markets/equal_returns.cpp",
          "weighed += need * s_rho, weighed_d += need * s_rho_d;",
          "weighed += s_rho + 0 * need, weighed_d += s_rho_d;"),
    Break("§8.4", "What finds no place under a ceiling is lost",
          "agents/investment.cpp",
          "location.investment += most, pool -= most;",
          "location.investment += most;"),
    Break("§8.4", "Outages move the map: locations are valued at what they earn while others are out",
          "agents/location_market.cpp",
          "location.valued = country.conditions.disrupted() ? earned(country, l, country.undisturbed_prices) : location.earned;",
          "location.valued = location.earned;"),
    Break("§9", "Programmes that exhaust investment take more than there is",
          "agents/investment.cpp",
          "const double share = std::min(1.0, pool / wanted);",
          "const double share = 1;"),
    Break("§9", "An event is felt in full until it has faded",
          "agents/conditions.cpp",
          "return event.duration + fading - (recovery > 0 ? fading * fading / (2 * recovery) : 0);",
          "return event.duration + fading;"),
    Break("§9", "A surge of demand changes what firms can make of their inputs",
          "agents/prevailing.cpp",
          "if (cell.xi != was.xi) cell.log_productivity +=",
          "if (cell.xi != was.xi) cell.log_productivity += 0 *"),
    Break("§9", "An event comes once a period at most",
          "agents/events.cpp",
          "for (std::uint32_t number = 0;; ++number) {",
          "for (std::uint32_t number = 0; number < 1; ++number) {"),
    Break("§7", "Drag favours small cells, not small firms",
          "agents/firm_investment.cpp",
          "cell.perception.drag * mean_size - mean_return - waiting",
          "-cell.perception.drag * mean_size - mean_return - waiting"),
    Break("§7", "A firm's return is held against none",
          "agents/firm_investment.cpp",
          "const double mean_return = log(cell.expected_bundle / total);",
          "const double mean_return = 0 * total;"),
    Break("§7.1", "Investment beyond the floor counts from nothing, not from the hurdle",
          "agents/firm_investment.cpp",
          "return {capital_scale, compute_scale, floor - 1, floor, floor + p.firms.ceiling};",
          "return {capital_scale, compute_scale, floor, floor, floor + p.firms.ceiling};"),
    Break("§7.2", "What compute earns is held against what capital earns",
          "agents/firm_investment.cpp",
          "level(cell.compute_return, p)",
          "level(economy.rental_rate, p)"),
    Break("§7.4", "Entrants are attracted as if they were of the cell's mean size",
          "agents/firms/replacing.cpp",
          "perceived_return_to_compute(later, log2_h, p.drag)",
          "perceived_return_to_compute(later, 0 * log2_h, p.drag)"),
    Break("§9", "Posted prices do not learn of the share of compute",
          "agents/prevailing.cpp",
          "p.tau = conditions.tau.front();",
          "p.tau = 1 * p.tau;"),
]


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess:
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    return done


def copy_tree() -> None:
    """Brings the copy up to date; a file that has not changed keeps its date, and so its object."""
    wanted = {path.relative_to(ROOT)
              for top in ("CMakeLists.txt", "LICENSE", ".ci", "engine", "agents", "output", "scenarios", "tests", "benchmarks")
              for path in [ROOT / top, *(ROOT / top).rglob("*")] if path.is_file()}
    for path in [p for p in TREE.rglob("*") if p.is_file() and p.relative_to(TREE) not in wanted]:
        path.unlink()
    for path in wanted:
        source, copy = ROOT / path, TREE / path
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)


def failing_cases(program: str, filters: tuple[str, ...]) -> tuple[str, list[str]]:
    """("ok", cases of a test program that fail), or why there is no list of them."""
    try:
        done = subprocess.run([BUILD / "tests" / program, *filters, "--reporters=xml"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=1200)
        listed = xml.fromstring(done.stdout).iter("TestCase")
    except subprocess.TimeoutExpired:
        return "does not end", []
    except xml.ParseError:
        return f"{program} ended with {done.returncode}", []
    results = [(case.get("name"), case.find("OverallResultsAsserts")) for case in listed]  # excluded cases have none
    return "ok", [name for name, of in results if of is not None and of.get("test_case_success") == "false"]


def failing_tests(long_cases: list[str], names: str = "*") -> tuple[str, list[str]]:
    """("ok", cases of these names that fail, these long ones among them), or why there is no list of them."""
    built = run("cmake", "--build", str(BUILD), "-j", str(os.cpu_count()), "--target", *PROGRAMS, check=False)
    if built.returncode != 0:
        return "does not compile:\n" + "\n".join(re.findall(r".*error.*", built.stdout)[:5]), []
    failed = []
    with concurrent.futures.ThreadPoolExecutor() as workers:
        filters = [(f"--test-case={names}", "--test-case-exclude=*[long]*"), *((f"--test-case={case}*",) for case in long_cases)]
        for state, cases in workers.map(failing_cases, *zip(*((p, f) for f in filters for p in PROGRAMS))):
            if state != "ok":
                return state, []
            failed += cases
    return "ok", failed


def misplaced(text: str, broken: Break) -> list[str]:
    count = text.count(broken.old)
    return [] if count == 1 else [f"{broken.row}: {broken.file} holds `{broken.old}` {count} times, not once"]


def is_named(broken: Break, word: str) -> bool:
    return word in (broken.row, broken.file, f"{broken.row}:{broken.file}")


def main() -> int:
    if sys.argv[1:] == ["--texts"]:
        wrong = [line for broken in BREAKS for line in misplaced((ROOT / broken.file).read_text(encoding="utf-8"), broken)]
        print(*wrong, f"{len(BREAKS) - len(wrong)} of {len(BREAKS)} texts are in their place", sep="\n")
        return 1 if wrong else 0
    own = sys.argv[1:2] == ["--own"]
    words = sys.argv[1 + own:]
    if unknown := [word for word in words if not any(is_named(broken, word) for broken in BREAKS)]:
        rows = ", ".join(dict.fromkeys(broken.row for broken in BREAKS))
        sys.exit(f"no break is of {', '.join(unknown)}: rows are {rows}, and files are those of the table")
    if own and not words:
        sys.exit("--own takes rows or files: of all, a row's own tests are not enough")
    breaks = [broken for broken in BREAKS if not words or any(is_named(broken, word) for word in words)]
    copy_tree()
    run("cmake", "-S", str(TREE), "-B", str(BUILD), "-DCMAKE_BUILD_TYPE=Release", "-DSUANLI_USE_HIGHWAY=OFF",
        "-DCMAKE_CXX_FLAGS=-march=native")  # kernels once, with the bits of all others
    print("unbroken …", flush=True)
    state, red_before = failing_tests([broken.long for broken in breaks if broken.long],
                                      ",".join(sorted({f"{broken.row}:*" for broken in breaks})) if own else "*")
    if state != "ok":
        sys.exit(f"The unbroken tree: {state}")
    for case in red_before:
        print(f"  fails already, not counted below: {case}")

    wrong, rows = [], []
    for broken in breaks:
        print(f"{broken.row}: {broken.words} …", flush=True)
        file = TREE / broken.file
        text = file.read_text(encoding="utf-8")
        if lines := misplaced(text, broken):
            wrong += lines
            continue
        try:
            file.write_text(text.replace(broken.old, broken.new), encoding="utf-8")
            state, failed = failing_tests([broken.long] if broken.long else [], f"{broken.row}:*" if own else "*")
        finally:
            file.write_text(text, encoding="utf-8")
        caught = [case for case in failed if case not in red_before]
        for case in caught:
            print(f"  {case}")
        if state != "ok":
            wrong.append(f"{broken.row}: {broken.words}: {state}")
        elif not caught:
            wrong.append(f"{broken.row}: {broken.words}: no test noticed")
        elif broken.row.startswith("V") and not any(re.match(rf"{broken.row}\b", case) for case in caught):
            wrong.append(f"{broken.row}: {broken.words}: noticed, but not by a test of {broken.row}")
        rows.append((broken, caught, state))

    write_table(rows, own)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(breaks) - len(wrong)} of {len(breaks)} breaks noticed")
    return 1 if wrong else 0


def write_table(rows: list, own_only: bool) -> None:
    """The table, in which breaks that were not made keep the lines that they have."""
    table = ROOT / "tests" / "MUTATIONS.md"
    start = {broken.words: f"| {broken.row} | {broken.words}: " for broken in BREAKS}
    kept = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    by_words = {words: line for words, begin in start.items() for line in kept if line.startswith(begin)}
    lines = [
        "# Breaks that the theory tests notice",
        "",
        "Written by `make mutations`, which breaks one line of the model's source at a time and runs the tests of theory and of",
        "agents/ (a long one only where the break is to be noticed by it). Rows are those of `agents/MODEL.md` §10, or its",
        "sections; names are the test cases that failed, a row's own first.",
        "",
        "| row | the break | file | noticed by |",
        "|---|---|---|---|",
    ]
    for broken, caught, state in rows:
        own = [case for case in caught if re.match(rf"{broken.row}\b", case)]
        others = [case for case in caught if case not in own]
        names = "<br>".join(case.replace("|", "\\|") for case in own + others[:3])
        if len(others) > 3:
            names += f"<br>and {len(others) - 3} more"
        if own_only:
            names += "<br>(others were not run)"
        by_words[broken.words] = (
            f"{start[broken.words]}`{broken.old}` → `{broken.new}` | `{broken.file}` | "
            f"{names or '**nothing**' if state == 'ok' else '**' + state.splitlines()[0] + '**'} |")
    lines += [by_words[broken.words] for broken in BREAKS if broken.words in by_words]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
