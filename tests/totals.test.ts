import { expect, test } from "vitest";
import { countTests } from "../scripts/totals.js";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
});

test.each([
  ["all passed", 3, 0, [file("passed", "passed", "passed"), file("passed", "passed")], { passed: 3, failed: 0 }],
  ["a failed test", 1, 1, [file("failed", "passed", "failed")], { passed: 1, failed: 1 }],
  ["a file that did not load", 1, 0, [file("passed", "passed"), file("failed")], { passed: 1, failed: 1 }],
  ["a hook that threw after the tests", 1, 0, [file("failed", "passed")], { passed: 1, failed: 1 }],
  ["a skipped test counts as neither", 1, 0, [file("passed", "passed", "pending")], { passed: 1, failed: 0 }],
])("totals: %s", (_name, numPassedTests, numFailedTests, testResults, counts) => {
  expect(countTests({ numPassedTests, numFailedTests, testResults })).toEqual(counts);
});
