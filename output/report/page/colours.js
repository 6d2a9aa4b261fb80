// Colours that the colour-blind tell apart (Okabe and Ito 2008), lightened a little for dark paper.
const palettes = {
  light: {
    ink: "#222222", orange: "#e69f00", skyBlue: "#56b4e9", green: "#009e73", blue: "#0072b2", vermilion: "#d55e00",
    purple: "#cc79a7", grey: "#7a7a7a", paper: "#ffffff", soft: "#5c5c5c", rule: "#e4e4e0", axis: "#9a9a94",
  },
  dark: {
    ink: "#ececea", orange: "#f0b132", skyBlue: "#7cc6f0", green: "#2fbf97", blue: "#4aa3df", vermilion: "#ef8244",
    purple: "#dd98bf", grey: "#a0a09c", paper: "#16181b", soft: "#b4b4ae", rule: "#2d3035", axis: "#6c6c68",
  },
};
const colours = () => palettes[state.onPaper ? "light" : state.theme];
const colourNames = ["blue", "vermilion", "green", "orange", "purple", "skyBlue", "ink", "grey"];

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const mixed = (a, b, share) =>
  "#" + channels(a).map((c, i) => Math.round(c + (channels(b)[i] - c) * share).toString(16).padStart(2, "0")).join("");
const faint = (hex, opacity) => `rgba(${channels(hex).join(",")},${opacity})`;

/// From least to most: paper to blue; or on both sides of zero: vermilion, paper, blue.
const ramp = (aroundZero) => {
  const c = colours();
  const pale = mixed(c.paper, c.ink, 0.04);
  return aroundZero ? [c.vermilion, mixed(pale, c.vermilion, 0.45), pale, mixed(pale, c.blue, 0.45), c.blue]
                    : [pale, mixed(pale, c.blue, 0.35), mixed(pale, c.blue, 0.7), c.blue];
};
/// The colour of a share in [0, 1] of the way from least to most.
const along = (steps, share) => {
  const at = Math.min(Math.max(share, 0), 1) * (steps.length - 1);
  const i = Math.min(Math.floor(at), steps.length - 2);
  return mixed(steps[i], steps[i + 1], at - i);
};
