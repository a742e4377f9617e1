import { page } from "../../report/page.js";
import type { Evaluation } from "../evaluation.js";
import type { PredictionTime } from "../predict.js";
import type { ModelFacts } from "../tested-model.js";
import { humanSections } from "./human-sections.js";
import { jitterSections } from "./jitter-sections.js";
import { labelSections } from "./label-sections.js";
import { dataTable, note, section } from "./table.js";

const STYLE = `body { max-width: 960px; } section > svg, .axis, .legend { max-width: 720px; }
.note { margin: .25rem 0 .75rem; font-size: 13px; opacity: .75; max-width: 75ch; }
.wide { overflow-x: auto; margin: .5rem 0; }
.data { font-variant-numeric: tabular-nums; font-size: 13px; }
.data th, .data td { padding: .2rem .9rem .2rem 0; opacity: 1; white-space: nowrap; border-bottom: 1px solid light-dark(#eee, #2a2a2a); }
.data td, .data thead th:not(:first-child) { text-align: right; }
.data thead th { opacity: .65; vertical-align: bottom; }
details summary { cursor: pointer; font-size: 13px; opacity: .75; }
.faces { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: .75rem; }
.faces figure { margin: 0; font-size: 12px; } .faces svg { border-radius: 4px; display: block; }
.faces figcaption { margin-top: .2rem; } .faces span { opacity: .6; overflow-wrap: anywhere; }
.faces path { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.faces .label { stroke: #fff; stroke-width: 2.6; } .faces .answer { stroke: #e11d48; stroke-width: 1.5; }
`;

/** The evaluation as one page that needs no other file, pictures and charts in it. */
export function evaluationHtml(evaluation: Evaluation): string {
  const { made, versions, labels, human, jitter } = evaluation;
  const models: readonly (ModelFacts & { readonly time?: PredictionTime })[] =
    labels?.models ?? human?.models ?? jitter?.models ?? [];
  const madeWith = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const sections = [
    section(
      "Models",
      note(
        `Made ${made} with ${madeWith.join(", ")}. Times on this machine, one thread: all looks at a face, and one run of the network.`,
      ),
      dataTable(
        ["model", "MB as ONNX", "ms a face", "ms the network", "SHA-256"],
        models.map(({ model, bytes, sha256, time }) => [
          model,
          (bytes / 1e6).toFixed(2),
          time?.face.toFixed(1) ?? "",
          time?.network.toFixed(2) ?? "",
          sha256,
        ]),
      ),
    ),
    ...(labels ? labelSections(labels) : []),
    ...(human ? humanSections(human) : []),
    ...(jitter ? jitterSections(jitter) : []),
  ];
  return page(`Evaluation: ${models.map(({ model }) => model).join(", ")}`, sections.join("\n"), STYLE);
}
