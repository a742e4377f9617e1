import { CONTOURS } from "@face88/points";
import { escaped } from "../../report/page.js";
import { SPECIMEN_SIDE, type Specimen } from "../specimen.js";
import { percent } from "./table.js";

/** Faces as pictures with the label (light) and the prediction (coloured) drawn over them. */
export function specimenGrid(specimens: readonly Specimen[]): string {
  return `<div class="faces">${specimens.map(figure).join("")}</div>`;
}

function figure({ id, error, jpeg, predicted, truth }: Specimen): string {
  const picture = `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
  // 0 is the centre of the first pixel, SVG begins at its edge.
  const view = `viewBox="-0.5 -0.5 ${SPECIMEN_SIDE} ${SPECIMEN_SIDE}"`;
  const image = `<image href="${picture}" x="-0.5" y="-0.5" width="${SPECIMEN_SIDE}" height="${SPECIMEN_SIDE}"/>`;
  return `<figure><svg ${view} role="img">${image}${lines(truth, "label")}${lines(predicted, "answer")}</svg><figcaption>${percent(error)} % <span>${escaped(id)}</span></figcaption></figure>`;
}

/** The contours of the 88 points; dots for points in another layout. */
function lines(points: readonly number[], kind: string): string {
  const at = (i: number) => `${points[2 * i]} ${points[2 * i + 1]}`;
  const paths = CONTOURS.map(({ indices, closed }) => `M${indices.map(at).join("L")}${closed ? "Z" : ""}`);
  // A line of no length with round ends is a dot.
  const dots = Array.from({ length: points.length / 2 }, (_, i) => `M${at(i)}h0`);
  return `<path class="${kind}" d="${(points.length === 176 ? paths : dots).join("")}"/>`;
}
