// `npm test`: runs vitest on every runtime that is here (Node, Chromium), then prints the totals. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromiumPath } from "./chromium.js";
import { REPORT, totalsLine } from "./totals.js";

rmSync(REPORT, { force: true });
const chromium = existsSync(chromiumPath());
if (!chromium) {
  const how = "apt-get install chromium, or name one in FACE88_CHROMIUM";
  console.error(`no Chromium at ${chromiumPath()}: the tests in the browser are left out (${how})`);
}
let status = 1;
// On a machine that checks submissions, what is left out has failed.
if (chromium || !process.env.CI) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const projects = chromium ? [] : ["--project=node"];
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const run = spawnSync(process.execPath, [vitest, "run", ...reporters, ...projects, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  status = run.status ?? 1;
}
const totals = totalsLine(status !== 0);
console.log(totals.line);
process.exitCode = totals.failed === 0 ? 0 : 1;
