import { contrast, hex, luminance, mix, parseColour, readable, type Rgb } from "./colour";

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Follows Home Assistant's theme where the page stands inside it, else the system's. */
export function startTheme(): void {
  const root = parentRoot();
  if (!root || !follow(root)) {
    followSystem();
    return;
  }
  new MutationObserver(() => follow(root)).observe(root, {
    attributes: true,
    attributeFilter: ["style", "class"],
  });
}

function parentRoot(): HTMLElement | null {
  if (window.parent === window) return null;
  try {
    return window.parent.document.documentElement;
  } catch {
    return null; // Another origin.
  }
}

function followSystem(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => setDark(dark.matches);
  dark.addEventListener("change", show);
  show();
}

function setDark(dark: boolean): void {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

function follow(root: HTMLElement): boolean {
  const style = getComputedStyle(root);
  const properties = homeAssistantTheme((name) => style.getPropertyValue(name));
  if (!properties) return false;
  setDark(properties.dark);
  for (const [name, value] of Object.entries(properties.values)) {
    document.documentElement.style.setProperty(name, value);
  }
  return true;
}

export interface Theme {
  dark: boolean;
  values: Record<string, string>;
}

/** Our own colours from Home Assistant's; each text colour is moved until it reads well. */
export function homeAssistantTheme(read: (name: string) => string): Theme | null {
  const ground = parseColour(read("--primary-background-color"));
  const text = parseColour(read("--primary-text-color"));
  if (!ground || !text) return null;
  const card =
    parseColour(read("--ha-card-background")) ??
    parseColour(read("--card-background-color")) ??
    ground;
  const dark = luminance(ground) < 0.4;
  const away = dark ? WHITE : BLACK;
  const inset = mix(card, text, dark ? 0.07 : 0.05);
  const grounds = [ground, card, inset];
  const accent = parseColour(read("--primary-color")) ?? [11, 122, 91];
  const second = parseColour(read("--secondary-text-color")) ?? mix(text, ground, 0.35);
  const line = parseColour(read("--divider-color"), card) ?? mix(card, text, 0.14);
  const button = readable(accent, [WHITE], BLACK);
  return {
    dark,
    values: {
      "--ground": hex(ground),
      "--card": hex(card),
      "--inset": hex(inset),
      "--text": hex(readable(text, grounds, away)),
      "--text-2": hex(readable(second, grounds, away)),
      "--line": hex(contrast(line, card) > 1.1 ? line : mix(card, text, 0.14)),
      "--accent": hex(accent),
      "--accent-text": hex(readable(accent, [...grounds, mix(card, accent, 0.14)], away)),
      "--accent-soft": hex(mix(card, accent, 0.14)),
      "--button": hex(button),
      "--on-button": hex(WHITE),
    },
  };
}
