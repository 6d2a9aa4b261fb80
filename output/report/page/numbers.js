// Numbers for people. Charts and CSV hold them as they are.
const superscripts = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const minus = (text) => text.replace("-", "−");

/// A number with so many significant digits: 121,800 · 0.0372 · 1.2×10⁻⁶.
const plain = (x, digits = 4) => {
  if (x === null || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) {
    const [head, power] = x.toExponential(Math.max(0, digits - 2)).split("e");
    const short = String(Number(head));
    const ten = "10" + [...String(Number(power))].map((c) => superscripts[c]).join("");
    return minus(short === "1" ? ten : short === "-1" ? "-" + ten : short + "×" + ten);
  }
  return minus(new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).format(x));
};

/// A number of an axis or a column: a share as a percentage, a year without separators.
const shown = (x, axis, digits = 4) => {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (axis.form === "percent") return Number.isFinite(x) ? plain(100 * x, digits) + " %" : plain(x);
  if (axis.form === "year") return String(Number(x.toFixed(3)));
  return plain(x, digits);
};

/// Decimals that give the largest of some numbers three digits.
const decimalsOf = (numbers, axis) => {
  const largest = Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs)) * (axis.form === "percent" ? 100 : 1);
  return largest > 0 ? Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(largest)))) : 0;
};
/// A number with so many decimals, so that it can be compared with others at sight.
const shownWith = (x, axis, decimals) => {
  if (!Number.isFinite(x)) return shown(x, axis);
  const percent = axis.form === "percent";
  const text = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals,
                                                signDisplay: "negative" }).format(percent ? 100 * x : x);
  return minus(text) + (percent ? " %" : "");
};

/// A name of a named axis, or a number.
const pointOf = (axis, x) => (axis.scale === "named" ? say(axis.names[x] ?? "") : shown(x, axis));
