import type { Decision } from "../../clean/cleaning-file.js";
import type { GalleryData, GalleryFace } from "../gallery-data.js";

/** What is shown, and in which order. */
export interface Query {
  /** Name of a score. */
  readonly sort: string;
  /** The worst first. */
  readonly worstFirst: boolean;
  /** Name of a source; empty for all. */
  readonly source: string;
  /** Name of a rule, `removed`, `kept`; empty for all. */
  readonly rule: string;
  /** `keep`, `drop`, `fix`, `any`, `none`; empty for all. */
  readonly decision: string;
  /** Part of an id; empty for all. */
  readonly text: string;
}

/** The faces that a query asks for, in its order. Those without a figure come last. */
export function queryFaces(
  data: GalleryData,
  query: Query,
  decisionOf: (id: string) => Decision | undefined,
): readonly GalleryFace[] {
  const column = data.scores.findIndex(({ name }) => name === query.sort);
  const { worst } = data.scores[column];
  const sign = (worst === "high") === query.worstFirst ? -1 : 1;
  const text = query.text.trim().toLowerCase();
  const shown = data.faces.filter((face) => {
    const action = decisionOf(face.id)?.action;
    return (
      (query.source === "" || data.sources[face.source] === query.source) &&
      (query.rule === "" || ruleMatches(face, query.rule, data.rules)) &&
      (query.decision === "" || decisionMatches(action, query.decision)) &&
      (text === "" || face.id.toLowerCase().includes(text))
    );
  });
  const figure = (face: GalleryFace) => {
    const value = face.scores[column];
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  };
  return shown.sort((a, b) => figure(a) - figure(b) || 0);
}

function ruleMatches({ rule }: GalleryFace, wanted: string, rules: readonly string[]): boolean {
  if (wanted === "kept") return rule < 0;
  return wanted === "removed" ? rule >= 0 : rules[rule] === wanted;
}

function decisionMatches(action: string | undefined, wanted: string): boolean {
  if (wanted === "none") return action === undefined;
  return wanted === "any" ? action !== undefined : action === wanted;
}
