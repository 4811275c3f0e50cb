import { expect, test } from "vitest";
import { contrast, parseColour } from "../src/lib/colour";
import { homeAssistantTheme } from "../src/lib/theme";

const rgb = (text: string) => parseColour(text)!;

test("colours are read as themes write them", () => {
  expect(parseColour(" #fff ")).toEqual([255, 255, 255]);
  expect(parseColour("#03a9f4")).toEqual([3, 169, 244]);
  expect(parseColour("rgba(0, 0, 0, 0.12)")).toEqual([0, 0, 0]);
  expect(parseColour("rebeccapurple")).toBeNull();
});

test("a line that is not opaque stays as faint as in Home Assistant", () => {
  const white = [255, 255, 255] as const;
  expect(parseColour("#0000001f", white)!.map(Math.round)).toEqual([224, 224, 224]);
  expect(parseColour("rgba(0, 0, 0, 0.12)", white)!.map(Math.round)).toEqual([224, 224, 224]);
  expect(parseColour("rgb(0 0 0 / 12%)", white)!.map(Math.round)).toEqual([224, 224, 224]);
  expect(parseColour("#000", white)).toEqual([0, 0, 0]);
});

const LIGHT: Record<string, string> = {
  "--primary-background-color": "#fafafa",
  "--card-background-color": "#ffffff",
  "--primary-text-color": "#212121",
  "--secondary-text-color": "#727272",
  "--primary-color": "#03a9f4",
  "--divider-color": "rgba(0, 0, 0, 0.12)",
};
const DARK: Record<string, string> = {
  "--primary-background-color": "#111111",
  "--card-background-color": "#1c1c1c",
  "--primary-text-color": "#e1e1e1",
  "--secondary-text-color": "#9b9b9b",
  "--primary-color": "#03a9f4",
};

test.each([
  ["light", LIGHT, false],
  ["dark", DARK, true],
])("Home Assistant's %s theme gives texts that read well", (_name, theme, dark) => {
  const found = homeAssistantTheme((name) => theme[name] ?? "")!;
  expect(found.dark).toBe(dark);
  for (const text of ["--text", "--text-2", "--accent-text"]) {
    for (const ground of ["--ground", "--card", "--inset"]) {
      const ratio = contrast(rgb(found.values[text]!), rgb(found.values[ground]!));
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(
    contrast(rgb(found.values["--on-button"]!), rgb(found.values["--button"]!)),
  ).toBeGreaterThan(4.5);
});

test("a parent without a theme changes nothing", () => {
  expect(homeAssistantTheme(() => "")).toBeNull();
});
