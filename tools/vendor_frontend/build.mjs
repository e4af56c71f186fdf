// Writes the vendored front-end files into the package: a slim USWDS, the icons and fonts the pages use, and htmx.
// Everything is pinned in package.json; every file written is listed in manifest.json with its sha256.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const USWDS = join(MODULES, "@uswds", "uswds");
const HTMX = join(MODULES, "htmx.org");
const OUT = join(HERE, "..", "..", "src", "belltown_site", "web", "static", "web", "vendor");

const ICONS = [
  "account_circle", "arrow_back", "arrow_forward", "calendar_today", "campaign", "cancel", "check", "check_circle",
  "chevron_right", "close", "content_copy", "directions_car", "directions_walk", "do_not_disturb", "edit", "error",
  "event", "expand_more", "file_download", "flag", "groups", "help", "history", "home", "hourglass_empty", "info", "launch",
  "list", "location_on", "lock", "logout", "login", "mail", "map", "notifications", "notifications_active", "pause_circle",
  "people", "person", "phone", "print", "radio_button_unchecked", "schedule", "search", "security", "send", "support_agent",
  "timer", "undo", "update", "verified_user", "visibility_off", "warning", "work",
];
const OWN_ICONS = {
  bell: "M12 2.2a1.3 1.3 0 0 0-1.3 1.3v.9C7.9 5 6 7.4 6 10.3c0 3.6-.9 5.2-2.1 6.4-.4.4-.1 1.1.5 1.1h15.2c.6 0 .9-.7.5-1.1-1.2-1.2-2.1-2.8-2.1-6.4 0-2.9-1.9-5.3-4.7-5.9v-.9A1.3 1.3 0 0 0 12 2.2zM9.6 19.3a2.45 2.45 0 0 0 4.8 0z",
  pause_circle: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM9 8h2v8H9zm4 0h2v8h-2z",
};
const FONTS = ["Regular", "Italic", "SemiBold", "Bold"].map((weight) => `PublicSans-${weight}.woff2`);

const version = (folder) => JSON.parse(readFileSync(join(folder, "package.json"))).version;
const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

function put(path, content) {
  const file = join(OUT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function copy(from, to) {
  mkdirSync(dirname(join(OUT, to)), { recursive: true });
  cpSync(from, join(OUT, to));
}

function compile() {
  const options = { style: "compressed", loadPaths: [join(USWDS, "packages")], quietDeps: true, logger: sass.Logger.silent };
  const { css } = sass.compile(join(HERE, "uswds.scss"), options);
  // The layer lets Belltown's own rules win without a race of specificity; our own stylesheet names the fonts.
  const rules = css.replace(/^\uFEFF|@charset "UTF-8";/g, "").replace(/@font-face\{[^}]*\}/g, "");
  return `@layer uswds{${rules}}\n`;
}

function copyImages(css) {
  const named = [...css.matchAll(/url\(["']?(?:\.\.\/)*img\/([^"')]+)["']?\)/g)].map((match) => match[1]);
  for (const name of new Set(named)) copy(join(USWDS, "dist", "img", name), join("uswds", "img", name));
}

function iconPath(name) {
  if (OWN_ICONS[name]) return `<path d="${OWN_ICONS[name]}"/>`;
  const svg = readFileSync(join(USWDS, "dist", "img", "usa-icons", `${name}.svg`), "utf8");
  return svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
}

function sprite() {
  const names = [...new Set([...ICONS, ...Object.keys(OWN_ICONS)])].sort();
  const symbols = names.map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${iconPath(name)}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

function filesUnder(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

function manifest() {
  const files = filesUnder(OUT).map((file) => [relative(OUT, file), sha256(file)]);
  const packages = {
    uswds: { version: version(USWDS), licence: "CC0-1.0; icons Apache-2.0; normalize MIT", licence_file: "uswds/LICENSE.md" },
    "public-sans": { version: version(USWDS), licence: "OFL-1.1 (carried by USWDS)", licence_file: "uswds/LICENSE.md" },
    htmx: { version: version(HTMX), licence: "0BSD", licence_file: "htmx/LICENSE" },
  };
  return `${JSON.stringify({ packages, files: Object.fromEntries(files) }, null, 2)}\n`;
}

rmSync(OUT, { recursive: true, force: true });
const css = compile();
put("uswds/uswds.css", css);
copyImages(css);
for (const font of FONTS) copy(join(USWDS, "dist", "fonts", "public-sans", font), join("uswds", "fonts", font));
copy(join(USWDS, "LICENSE.md"), "uswds/LICENSE.md");
put("icons.svg", sprite());
copy(join(HTMX, "dist", "htmx.min.js"), "htmx/htmx.min.js");
copy(join(HTMX, "LICENSE"), "htmx/LICENSE");
put("manifest.json", manifest());
