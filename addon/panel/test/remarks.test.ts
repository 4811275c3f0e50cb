import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { frenchRemark } from "../src/lib/remarks";

test("what was remarked of a frame is told in French", () => {
  expect(frenchRemark("N alone is taken as L1")).toBe("N seul est pris pour L1");
  expect(frenchRemark("Error is taken as OtherError")).toBe("Error est pris pour OtherError");
  expect(frenchRemark("12,0 is no whole number; left out")).toBe(
    "12,0 n’est pas un nombre entier\u00a0; écarté",
  );
  expect(frenchRemark("has 22 characters where OCPP has 20; cut")).toBe(
    "a 22 caractères au lieu de 20\u00a0; coupé",
  );
  expect(frenchRemark("what nobody says")).toBeNull();
});

test("every remark that the link makes of a frame has its French", () => {
  const files = ["frame", "repair", "sample", "schedule", "times", "v16_calls"];
  const code = files
    .map((name) =>
      readFileSync(new URL(`../../../src/borne/ocpp/${name}.py`, import.meta.url), "utf8"),
    )
    .join("\n");
  const said = [
    ...code.matchAll(/(?:_note\([^,]+, |Problem\([^,]+, |Broken\(\w+, "\w+", )f?"([^"]+)"/g),
    ...code.matchAll(/return \S+, (?:problem or )?"([^"]+)"|words = f"([^"]+)"/g),
  ].map((found) =>
    (found[1] ?? found[2] ?? "").replace("{wanted}", "text").replace(/\{[^}]*\}/g, "7"),
  );
  const kinds = [...code.matchAll(/_left_out\(path, value, "([^"]+)"/g)];
  said.push(...kinds.map(([, kind]) => `7 is no ${kind}; left out`));
  const sentences = said.filter((text) => text.includes(" "));
  expect(sentences.length).toBeGreaterThan(30);
  expect(sentences.filter((text) => frenchRemark(text) === null)).toEqual([]);
});
