export type Rgb = readonly [number, number, number];

/**
 * Reads "#rgb", "#rrggbb" and "rgb(…)"; null for what it does not know. One that is not opaque is
 * seen over what is `under` it.
 */
export function parseColour(text: string, under?: Rgb): Rgb | null {
  const value = text.trim().toLowerCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  if (short) return triple(short.slice(1).map((digit) => parseInt(digit + digit, 16)));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/.exec(value);
  if (long) {
    const opacity = long[4] ? parseInt(long[4], 16) / 255 : 1;
    return laid(triple(long.slice(1, 4).map((digits) => parseInt(digits, 16))), opacity, under);
  }
  const rgb = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)(?:\s*[,/]\s*([\d.]+)(%?))?/.exec(value);
  if (!rgb) return null;
  const opacity = rgb[4] ? Number(rgb[4]) / (rgb[5] ? 100 : 1) : 1;
  return laid(triple(rgb.slice(1, 4).map(Number)), opacity, under);
}

function laid(colour: Rgb, opacity: number, under: Rgb | undefined): Rgb {
  return under ? mix(under, colour, opacity) : colour;
}

function triple(parts: number[]): Rgb {
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** Relative luminance (WCAG 2.2), 0 to 1. */
export function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio (WCAG 2.2), 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => (a[i] ?? 0) * (1 - share) + (b[i] ?? 0) * share) as unknown as Rgb;
}

/** The colour nearest to `colour` on the way to `towards` that reads well on every ground. */
export function readable(colour: Rgb, grounds: Rgb[], towards: Rgb, ratio = 4.6): Rgb {
  for (let share = 0; share <= 1; share += 0.05) {
    const candidate = mix(colour, towards, share);
    if (grounds.every((ground) => contrast(candidate, ground) >= ratio)) return candidate;
  }
  return towards;
}
