import { afterEach, expect, test, vi } from "vitest";
import { parsed } from "../src/lib/http";

const speak = (lang: string) => vi.stubGlobal("document", { documentElement: { lang } });
afterEach(() => vi.unstubAllGlobals());

const SAID = JSON.stringify({ why: "Sun : 13 A", text: "a : b", chargers: [{ why: "« Nuit »" }] });

test("sentences of the server are set as French is, and nothing else is touched", () => {
  speak("fr");
  expect(parsed(SAID)).toEqual({
    why: "Sun\u00a0: 13 A",
    text: "a : b",
    chargers: [{ why: "«\u00a0Nuit\u00a0»" }],
  });
  speak("en");
  expect(parsed(SAID)).toEqual(JSON.parse(SAID));
});
