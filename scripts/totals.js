// The closing line of a test run, `N passed, N failed`, from the report that vitest wrote.
// As a script, for .ci/run: `node scripts/totals.js FAILED_STEPS`.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where vitest's JSON reporter writes. */
export const REPORT = fileURLToPath(new URL("../out/test-report.json", import.meta.url));

/**
 * @typedef {object} Report  what is used of vitest's JSON report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults  one for each file
 */

/**
 * Counts tests, and as one failure each: a file that failed without a failed test (it did not load, or a hook threw).
 * @param {Report} report
 */
export function countTests({ numPassedTests, numFailedTests, testResults }) {
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/**
 * @param {boolean} stepFailed  whether anything else went wrong; it shows as one failure when no test shows it, as does
 *   a run in which no test passed
 */
export function totalsLine(stepFailed) {
  const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, "utf8")) : undefined;
  const { passed, failed } = report === undefined ? { passed: 0, failed: 0 } : countTests(report);
  const shown = failed === 0 && (stepFailed || passed === 0) ? 1 : failed;
  return { line: `${passed} passed, ${shown} failed`, failed: shown };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(totalsLine(process.argv[2] !== "0").line);
