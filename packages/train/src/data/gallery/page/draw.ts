import type { GalleryEdge } from "../gallery-data.js";

/** The part of a picture that a canvas shows: its top left corner, and pixels of the canvas for one of the picture. */
export interface Sight {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

/** The sight that shows a square of the picture in a square canvas. */
export function sightOf([centreX, centreY, side]: readonly [number, number, number], size: number): Sight {
  // A pixel's centre is a whole number; its edge lies half before.
  return { left: centreX - side / 2 + 0.5, top: centreY - side / 2 + 0.5, zoom: size / side };
}

/** Draws a picture, or only its ground while there is none. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement | undefined,
  sight: Sight,
): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  if (picture === undefined) return;
  context.imageSmoothingEnabled = sight.zoom < 6;
  context.imageSmoothingQuality = "high";
  const { zoom, left, top } = sight;
  context.drawImage(picture, -left * zoom, -top * zoom, picture.naturalWidth * zoom, picture.naturalHeight * zoom);
}

/** Place of a point on the canvas. */
export function toCanvas(x: number, y: number, { left, top, zoom }: Sight): [number, number] {
  return [(x + 0.5 - left) * zoom, (y + 0.5 - top) * zoom];
}

/** The way back. */
export function fromCanvas(x: number, y: number, { left, top, zoom }: Sight): [number, number] {
  return [x / zoom + left - 0.5, y / zoom + top - 0.5];
}

/** How points are drawn. */
export interface PointStyle {
  readonly edges: readonly GalleryEdge[];
  readonly colours: readonly string[];
  /** Radius of a point, pixels of the canvas. */
  readonly radius: number;
}

/**
 * Draws points and the lines between them, with a dark rim that keeps them visible on light skin. What has one colour is
 * one path: a path for each line takes ten times as long, and scrolling draws thousands of them.
 */
export function drawPoints(
  context: CanvasRenderingContext2D,
  points: Float64Array,
  sight: Sight,
  { edges, colours, radius }: PointStyle,
): void {
  const places = colours.map((_, i) => toCanvas(points[2 * i], points[2 * i + 1], sight));
  const lines = (wanted: string | undefined) => {
    const path = new Path2D();
    for (const [from, to, colour] of edges) {
      if (wanted !== undefined && colour !== wanted) continue;
      path.moveTo(...places[from]);
      path.lineTo(...places[to]);
    }
    return path;
  };
  const dots = (wanted: string | undefined) => {
    const path = new Path2D();
    places.forEach(([x, y], i) => {
      if (wanted !== undefined && colours[i] !== wanted) return;
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 2 * Math.PI);
    });
    return path;
  };
  context.strokeStyle = "rgba(0, 0, 0, 0.5)";
  context.lineWidth = radius * 1.6;
  context.stroke(lines(undefined));
  const each = new Set(colours);
  context.lineWidth = radius * 0.8;
  for (const colour of each) {
    context.strokeStyle = colour;
    context.stroke(lines(colour));
  }
  context.strokeStyle = "rgba(0, 0, 0, 0.7)";
  context.lineWidth = radius * 0.7;
  context.stroke(dots(undefined));
  for (const colour of each) {
    context.fillStyle = colour;
    context.fill(dots(colour));
  }
}
