// Builds service/web/static/: style sheets and scripts under names with their digest, manifest.json, the licences.
// Every file directly under scss/ (without _) and js/ is an entry.  Run it with: make run, make test, or node build.mjs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const target = join(here, "..", "static");
const fresh = `${target}.new`;
const FORBIDDEN = /GDS Transport|govuk-crest|govuk-logo/; // licensed for GOV.UK's own services

// All rules of bpmnlint in one module: {name: rule}.
const lintRules = {
  name: "bpmnlint-rules",
  setup(build) {
    build.onResolve({ filter: /^virtual:bpmnlint-rules$/ }, () => ({ path: "rules", namespace: "bpmnlint" }));
    build.onLoad({ filter: /.*/, namespace: "bpmnlint" }, () => ({ contents: rulesModule(), resolveDir: here }));
  },
};
// Browsers that read SVG fonts read .woff2 as well.
const noSvgFonts = {
  name: "no-svg-fonts",
  setup: (build) => build.onLoad({ filter: /[\\/]font[\\/][a-z]+\.svg$/ }, () => ({ contents: "", loader: "empty" })),
};

// Both halves of form-js draw one tree: they must share one preact, and the editor's half is the one that is particular.
const onePreact = {
  name: "one-preact",
  setup(build) {
    build.onResolve({ filter: /^preact(\/|$)/ }, ({ path, kind, importer, pluginData }) => {
      if (pluginData === "one-preact" || !importer.includes("form-js-viewer")) return undefined;
      return build.resolve(path, { kind, resolveDir: join(packages, "@bpmn-io", "form-js-editor"), pluginData: "one-preact" });
    });
  },
};

const manifest = {};
const used = new Set();

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
for (const name of entries("scss", ".scss")) await styleSheet(name);
await scripts(entries("js", ".js"));
for (const name of entries("images", "")) place(name, readFileSync(join(here, "images", name)));
writeFileSync(join(fresh, "licences.txt"), licences());
writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 1)}\n`);
exchange();

function entries(folder, ending) {
  return readdirSync(join(here, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.name.startsWith("_") && !entry.name.includes(".test."))
    .map((entry) => entry.name)
    .sort();
}

async function styleSheet(name) {
  const compiled = sass.compile(join(here, "scss", name), { loadPaths: [packages], quietDeps: true, style: "compressed" });
  compiled.loadedUrls.forEach((url) => usePackage(fileURLToPath(url)));
  const { code } = await esbuild.transform(compiled.css, { loader: "css", minify: true, target: "es2022" });
  place(name.replace(".scss", ".css"), Buffer.from(code));
}

async function scripts(names) {
  const { metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: names.map((name) => `js/${name}`),
    bundle: true, splitting: true, format: "esm", minify: true, metafile: true, legalComments: "none", target: "es2022",
    outdir: fresh, entryNames: "[name]-[hash]", chunkNames: "part-[hash]", assetNames: "[name]-[hash]",
    loader: { ".woff": "empty", ".woff2": "file", ".ttf": "empty", ".eot": "empty", ".svg": "dataurl" },
    plugins: [lintRules, noSvgFonts, onePreact],
    logLevel: "warning",
  });
  for (const [path, output] of Object.entries(metafile.outputs)) {
    Object.keys(output.inputs).forEach((input) => usePackage(join(here, input)));
    if (!names.includes(relative("js", output.entryPoint ?? ""))) continue; // parts are found by the entries themselves
    const name = basename(output.entryPoint, ".js");
    list(`${name}.js`, basename(path));
    if (output.cssBundle) list(`${name}.css`, basename(output.cssBundle));
  }
}

function rulesModule() {
  const names = readdirSync(join(packages, "bpmnlint", "rules")).filter((file) => file.endsWith(".js") && file !== "helper.js");
  const imports = names.map((file, index) => `import r${index} from "bpmnlint/rules/${file}";`);
  return `${imports.join("\n")}\nexport default { ${names.map((file, index) => `"${basename(file, ".js")}": r${index}`).join(", ")} };`;
}

function place(name, bytes) {
  if (FORBIDDEN.test(bytes.toString("latin1"))) throw new Error(`${name} names something that only GOV.UK services may use`);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const file = `${basename(name, extname(name))}-${digest}${extname(name)}`;
  writeFileSync(join(fresh, file), bytes);
  list(name, file);
}

function list(name, file) {
  if (manifest[name]) throw new Error(`Two sources make ${name}`);
  manifest[name] = file;
}

// The package is the last one on the way: some packages bring others of their own.
function usePackage(file) {
  const [outside, ...inside] = relative(packages, file).split(/(?:^|[\\/])node_modules[\\/]/);
  if (outside.startsWith("..")) return;
  const folders = [outside, ...inside].map((path, index, all) => (index < all.length - 1 ? path : packageOf(path)));
  used.add(folders.join("/node_modules/"));
}

function packageOf(path) {
  const parts = path.split(/[\\/]/);
  return parts[0].startsWith("@") ? `${parts[0]}/${parts[1]}` : parts[0];
}

function licences() {
  const told = new Set([...used].sort().map(licence));
  return `${[...told].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function licence(path) {
  const folder = join(packages, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!license && !file) throw new Error(`${name} says nothing of its licence`);
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Its package has no text of the licence.`;
  return `${name} ${version} (${license ?? "as told here"})\n\n${text}`;
}

function exchange() {
  const old = `${target}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}
