import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** Version of an installed package, `?` when it cannot be told. */
export function versionOf(name: string): string {
  // Packages whose "exports" hide their package.json still have it beside their entry.
  const paths = require.resolve.paths(name) ?? [];
  for (const folder of paths) {
    try {
      return (require(join(folder, name, "package.json")) as { version: string }).version;
    } catch {
      // Looked for further up.
    }
  }
  return "?";
}
