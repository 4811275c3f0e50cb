import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../../src/borne/web/static",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    // Data addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    // The Rules page (editor and graph) is loaded on demand.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { "/api": { target: "http://127.0.0.1:8099", ws: true } },
  },
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    // They run beside the other tests.
    testTimeout: 60_000,
  },
});
