/**
 * Runs the widget's tests, `*.test.ts` and `*.test.tsx`, under `node --test`; a path such as `widget/client` narrows.
 * Node 20 reads no TypeScript, so esbuild translates each test, with what it imports, into a folder that lives as long as the run.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CACHE = join(ROOT, ".cache");

/** Paths from the root, such as "widget/client/state.test.ts". */
function testsUnder(path) {
  return readdirSync(join(ROOT, "widget"), { recursive: true })
    .map((name) => `widget/${name}`)
    .filter((name) => /\.test\.tsx?$/.test(name) && name.startsWith(path))
    .sort();
}

/** Packages stay outside: Node finds them in node_modules, above the folder, as the sources do. */
function translate(tests, folder) {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: tests,
    outdir: folder,
    outbase: "widget",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".css": "empty" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  return tests.map((test) => join(folder, test.replace(/^widget\//, "").replace(/\.tsx?$/, ".mjs")));
}

function main(path = "widget") {
  const tests = testsUnder(path);
  if (tests.length === 0) {
    console.error(`No test of the widget is under ${path}.`);
    return 1;
  }
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "widget-tests-"));
  try {
    const programs = translate(tests, folder);
    const options = ["--enable-source-maps", "--test", "--test-reporter=spec"];
    return spawnSync(process.execPath, [...options, ...programs], { cwd: ROOT, stdio: "inherit" }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main(process.argv[2]);
