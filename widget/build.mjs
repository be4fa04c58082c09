/**
 * Builds the programs of the widget, and the styles of the pages without script, into the service's static folder, under names that change with their content.
 *
 *   node widget/build.mjs             once
 *   node widget/build.mjs --watch     again whenever a source changes
 *   node widget/build.mjs --check     builds nothing: exits 1 when what was built is heavier than its budget
 *
 * `manifest.json` is what the service reads; every file is a name inside the static folder, every `gzip` a number of bytes:
 *
 *   { version, embed:   { file, integrity, gzip },
 *              open:    { file, integrity, gzip },                        the loader's second file, which the first one pins
 *              panel:   { script, styles: […], preload: […], gzip },      gzip: script + styles + preload, the first load
 *              console: { script, styles: […], preload: […], gzip },
 *              door:    { script, styles: […], preload: […], gzip },       the console's ways in
 *              everyone: { styles: […], gzip } }                           the pages without script
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STATIC = join(ROOT, "service", "parvis", "static");
const KB = 1024;
/** Bytes after gzip, first load, styles included. */
const BUDGETS = { embed: 6 * KB, open: 6 * KB, panel: 40 * KB };

/** The oldest that know `adoptedStyleSheets`, which the loader draws with. */
const BROWSERS = ["chrome100", "firefox101", "safari16.4"];

/**
 * Parts that are fetched later share one chunk with the shell. Left alone, esbuild makes a chunk for every set of parts that share
 * something, and the first load a dozen requests: so each part is told that it builds on the whole shell. Which files are such parts
 * is read from the sources first: one may be loaded before esbuild has met the `import()` that makes it one.
 */
const onTheShell = (...shell) => ({
  name: "on-the-shell",
  setup(build) {
    let later;
    build.onStart(async () => { later = await fetchedLater(); });
    build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (!later.has(path)) return undefined;
      const imports = shell.map((module) => `import ${JSON.stringify(join(ROOT, module))};`).join("");
      return { contents: `${await readFile(path, "utf8")}\n${imports}`, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
});

/** Every file that some source of the widget fetches by `import()`. */
async function fetchedLater() {
  const sources = (await readdir(join(ROOT, "widget"), { recursive: true })).filter((name) => /\.tsx?$/.test(name)).map((name) => join(ROOT, "widget", name));
  const found = await Promise.all(sources.map(async (source) =>
    [...(await readFile(source, "utf8")).matchAll(/\bimport\("(\.[^"]+)"\)/g)].map(([, wanted]) => join(dirname(source), wanted))));
  return new Set(found.flat());
}

/**
 * The loader's second file is built with the first, which holds its name and its hash: `pinned.ts` is written here.
 */
const pinning = {
  name: "pinning",
  setup(build) {
    build.onLoad({ filter: /loader[\\/]pinned\.ts$/ }, async () => {
      const result = await esbuild.build(OPEN);
      pinning.result = result;
      const { file, integrity } = describeLoader(result);
      const contents = `export const FILE = ${JSON.stringify(file)}; export const INTEGRITY = ${JSON.stringify(integrity)};`;
      return { contents, loader: "ts", watchFiles: Object.keys(result.metafile.inputs).map((input) => join(ROOT, input)) };
    });
    build.onEnd(({ outputFiles }) => {
      outputFiles?.push(...pinning.result.outputFiles);
    });
  },
};

const COMMON = {
  absWorkingDir: ROOT,
  outdir: STATIC,
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  target: BROWSERS,
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name].[hash]",
  chunkNames: "chunk.[hash]",
};
const MAIN = { embed: "widget/loader/boot.ts", open: "widget/loader/open/main.ts", panel: "widget/panel/main.tsx", console: "widget/console/main.tsx", door: "widget/door/main.ts", everyone: "widget/everyone/everyone.css" };
/** A module that gives one function: nothing runs before the first file calls it. */
const OPEN = { ...COMMON, entryPoints: { "embed-open": MAIN.open }, format: "esm", target: ["es2020", ...BROWSERS] };
/**
 * The loader is written so that older browsers can read it too, and step aside without an error in somebody's page.
 * Panel and console are built apart: nobody loads both, and a shared chunk would carry the one's code to the other's readers.
 */
const PROGRAMS = {
  embed: { ...COMMON, entryPoints: { embed: MAIN.embed }, format: "iife", target: ["es2020", ...BROWSERS], plugins: [pinning] },
  panel: { ...COMMON, entryPoints: { panel: MAIN.panel }, format: "esm", splitting: true, plugins: [onTheShell("widget/panel/app.tsx", "widget/panel/model.ts")] },
  console: { ...COMMON, entryPoints: { console: MAIN.console }, format: "esm", splitting: true, plugins: [onTheShell("widget/console/app.tsx", "widget/console/desk.ts")] },
  door: { ...COMMON, entryPoints: { door: MAIN.door }, format: "esm" },
  everyone: { ...COMMON, entryPoints: { everyone: MAIN.everyone } },
};

async function once() {
  const names = Object.keys(PROGRAMS);
  const results = await Promise.all(names.map((name) => esbuild.build(PROGRAMS[name])));
  await publish(Object.fromEntries(names.map((name, at) => [name, results[at]])));
}

/** Publishes when all programs stand, and again after each change; a program with an error leaves the last good one. */
async function watch() {
  const built = {};
  let publishing = Promise.resolve();
  for (const [name, options] of Object.entries(PROGRAMS)) {
    const onEnd = (result) => {
      if (result.errors.length > 0) return;
      built[name] = result;
      if (Object.keys(built).length < Object.keys(PROGRAMS).length) return;
      publishing = publishing.then(() => publish({ ...built }));
    };
    const plugin = { name: "publish", setup: (build) => build.onEnd(onEnd) };
    const context = await esbuild.context({ ...PROGRAMS[name], plugins: [...(PROGRAMS[name].plugins ?? []), plugin] });
    await context.watch();
  }
}

/** New files first, then the manifest in one step, then the old files go: whoever reads the manifest finds what it names. */
async function publish(results) {
  const files = Object.values(results).flatMap((result) => result.outputFiles);
  const manifest = await describe(results);
  await mkdir(STATIC, { recursive: true });
  await Promise.all(files.map((file) => writeFile(file.path, file.contents)));
  const draft = join(STATIC, `manifest.json.${process.pid}`);
  await writeFile(draft, JSON.stringify(manifest, null, 2) + "\n");
  await rename(draft, join(STATIC, "manifest.json"));
  const kept = new Set(["manifest.json", ...files.map((file) => basename(file.path))]);
  const old = (await readdir(STATIC)).filter((name) => !kept.has(name));
  await Promise.all(old.map((name) => rm(join(STATIC, name), { recursive: true })));
  console.log(figures(manifest));
}

async function describe(results) {
  const [, version] = /^version = "(.+)"$/m.exec(await readFile(join(ROOT, "pyproject.toml"), "utf8"));
  return {
    version,
    embed: describeLoader(results.embed),
    open: describeLoader(pinning.result),
    panel: describePage(MAIN.panel, results.panel),
    console: describePage(MAIN.console, results.console),
    door: describePage(MAIN.door, results.door),
    everyone: { styles: results.everyone.outputFiles.map((file) => basename(file.path)), gzip: gzipped(results.everyone.outputFiles[0]) },
  };
}

/** Each of the loader's two files must be one script, for it has one address and one hash. */
function describeLoader({ metafile, outputFiles }) {
  const [name, ...others] = Object.keys(metafile.outputs).map((output) => basename(output));
  if (others.length > 0) throw new Error(`A file of the loader must be one; esbuild also made ${others}.`);
  const file = outputFiles.find((output) => basename(output.path) === name);
  const integrity = "sha384-" + createHash("sha384").update(file.contents).digest("base64");
  return { file: name, integrity, gzip: gzipped(file) };
}

/** `preload`: the chunks that the script imports at once, and those that they import, not the ones it fetches when needed. */
function describePage(main, { metafile, outputFiles }) {
  const [script] = Object.entries(metafile.outputs).find(([path, { entryPoint }]) => entryPoint === main && path.endsWith(".js"));
  const styles = outputFiles.filter((file) => file.path.endsWith(".css")).map((file) => basename(file.path));
  const loadedByTheShell = metafile.outputs[script].cssBundle ? 1 : 0;
  if (styles.length > loadedByTheShell) throw new Error(`Styles must not hang on a part that is fetched later; ${main} has ${styles}.`);
  const preload = importedAtOnce(script, metafile.outputs).map((path) => basename(path));
  const firstLoad = new Set([basename(script), ...styles, ...preload]);
  const gzip = outputFiles.filter((file) => firstLoad.has(basename(file.path))).reduce((sum, file) => sum + gzipped(file), 0);
  return { script: basename(script), styles, preload, gzip };
}

function importedAtOnce(script, outputs) {
  const found = new Set();
  const follow = (path) => {
    for (const { path: next, kind } of outputs[path].imports) {
      if (kind !== "import-statement" || found.has(next)) continue;
      found.add(next);
      follow(next);
    }
  };
  follow(script);
  return [...found];
}

const gzipped = (file) => gzipSync(file.contents).length;

async function check() {
  const manifest = JSON.parse(await readFile(join(STATIC, "manifest.json"), "utf8"));
  console.log(figures(manifest));
  const heavy = Object.keys(BUDGETS).filter((name) => manifest[name].gzip > BUDGETS[name]);
  if (heavy.length > 0) throw new Error(`Over its budget: ${heavy.join(", ")}.`);
}

/** One line per program, such as "panel    21.3 KB of 40". */
function figures(manifest) {
  const line = (name) => {
    const budget = BUDGETS[name] ? ` of ${BUDGETS[name] / KB}` : "";
    return `${name.padEnd(8)} ${(manifest[name].gzip / KB).toFixed(1).padStart(5)} KB${budget}`;
  };
  return Object.keys(manifest).filter((name) => manifest[name].gzip).map(line).join("\n");
}

const commands = { "--watch": watch, "--check": check };
try {
  await (commands[process.argv[2]] ?? once)();
} catch (error) {
  // esbuild has already said what is wrong with a source, and where.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
