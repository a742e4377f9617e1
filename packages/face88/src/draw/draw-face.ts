import { CONTOURS, POINTS } from "@face88/points";
import type { Face } from "../face.js";
import { meshEdges } from "./mesh-edges.js";
import { BOX_COLOUR, MESH_COLOUR, PART_COLOURS, RIM_COLOUR } from "./palette.js";

/** What can be drawn of a face: its points, the triangles between them, its box. */
export type DrawStyle = "points" | "mesh" | "box";

/** All styles, as `--draw` takes them. */
export const DRAW_STYLES: readonly DrawStyle[] = ["points", "mesh", "box"];

/** The part of `CanvasRenderingContext2D` that drawing needs; canvases of the browser and of Node have it. */
export interface DrawContext {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  fill(): void;
  stroke(): void;
}

/** Options of {@link drawFace}. */
export interface DrawOptions {
  /** What to draw; default the points. */
  readonly styles?: readonly DrawStyle[];
  /** Canvas pixels in a pixel of the image; default 1. */
  readonly scale?: number;
}

/**
 * Draws one face onto a canvas. Points and lines are sized by the face, so that a small one is not covered by them.
 * A face with a coordinate that is no finite number is left out.
 * A canvas counts pixels from their edge and results from their centre; the half pixel between is added here.
 */
export function drawFace(context: DrawContext, face: Face, options: DrawOptions = {}): void {
  const { styles = ["points"], scale = 1 } = options;
  const at = Float64Array.from(face.points.data, (value) => (value + 0.5) * scale);
  // Canvases differ in what they do with these: the browser's leaves them out, that of Node ends the process.
  if (![...at, ...face.box].every(Number.isFinite)) return;
  const side = Math.max(face.box[2], face.box[3]) * scale;
  for (const style of styles) {
    switch (style) {
      case "points":
        drawContours(context, at, side);
        drawPoints(context, at, side);
        break;
      case "mesh":
        drawMesh(context, at, side);
        break;
      case "box":
        context.strokeStyle = BOX_COLOUR;
        context.lineWidth = thickness(side) * 2;
        context.beginPath();
        context.rect(
          (face.box[0] + 0.5) * scale,
          (face.box[1] + 0.5) * scale,
          face.box[2] * scale,
          face.box[3] * scale,
        );
        context.stroke();
        break;
      default:
        style satisfies never;
    }
  }
}

function thickness(side: number): number {
  return Math.max(0.6, side / 320);
}

function drawContours(context: DrawContext, at: Float64Array, side: number): void {
  context.lineWidth = thickness(side);
  for (const { part, indices, closed } of CONTOURS) {
    context.strokeStyle = PART_COLOURS[part];
    context.beginPath();
    indices.forEach((index, i) => {
      if (i === 0) context.moveTo(at[index * 2], at[index * 2 + 1]);
      else context.lineTo(at[index * 2], at[index * 2 + 1]);
    });
    if (closed) context.closePath();
    context.stroke();
  }
}

function drawPoints(context: DrawContext, at: Float64Array, side: number): void {
  const radius = Math.max(1, side / 150);
  context.strokeStyle = RIM_COLOUR;
  context.lineWidth = thickness(side) / 2;
  for (const [index, { part }] of POINTS.entries()) {
    context.fillStyle = PART_COLOURS[part];
    context.beginPath();
    context.arc(at[index * 2], at[index * 2 + 1], radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

function drawMesh(context: DrawContext, at: Float64Array, side: number): void {
  context.strokeStyle = MESH_COLOUR;
  context.lineWidth = thickness(side);
  context.beginPath();
  for (const [from, to] of meshEdges()) {
    context.moveTo(at[from * 2], at[from * 2 + 1]);
    context.lineTo(at[to * 2], at[to * 2 + 1]);
  }
  context.stroke();
}
