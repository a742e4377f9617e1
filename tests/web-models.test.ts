import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ModelFile, webDetectors, webModels } from "../packages/face88/src/web/model-files.js";

const all: [string, ModelFile][] = [
  ...Object.entries(webModels),
  ...Object.values(webDetectors)
    .flat()
    .map((file): [string, ModelFile] => [file.kind, file]),
];

test.each(all)("the file of %s has the length and the digest that browsers are told", (_, { url, bytes, sha256 }) => {
  const file = readFileSync(fileURLToPath(url));
  expect(file.length).toBe(bytes);
  expect(createHash("sha256").update(file).digest("hex")).toBe(sha256);
});

test("there is a description beside each network of our own", () => {
  for (const [name, { kind, url }] of all) {
    if (kind !== "net") continue;
    const description = JSON.parse(readFileSync(fileURLToPath(String(url).replace(/\.onnx$/, ".json")), "utf8"));
    expect(description.name).toBe(name);
  }
});
