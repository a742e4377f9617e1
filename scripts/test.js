// `npm test`: runs vitest on every runtime (Node, Chromium), then prints the totals. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromiumPath } from "./chromium.js";
import { REPORT, totalsLine } from "./totals.js";

rmSync(REPORT, { force: true });
let status = 1;
if (existsSync(chromiumPath())) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const run = spawnSync(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  status = run.status ?? 1;
} else {
  console.error(
    `no Chromium at ${chromiumPath()}, which the browser tests need: apt-get install chromium, or name one in FACE88_CHROMIUM`,
  );
}
const totals = totalsLine(status !== 0);
console.log(totals.line);
process.exitCode = totals.failed === 0 ? 0 : 1;
