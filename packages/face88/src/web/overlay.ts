import { type DrawStyle, drawFace } from "../draw/draw-face.js";
import { type ObjectFit, type Placement, placePicture, type Size } from "../draw/object-fit.js";
import type { Face } from "../face.js";

/** Options of {@link FaceOverlay}. */
export interface OverlayOptions {
  /** What to draw of each face; default the points. */
  readonly styles?: readonly DrawStyle[];
  /** Whether the picture is shown mirrored, as a camera's is by `transform: scaleX(-1)`; default false. */
  readonly mirror?: boolean;
}

/**
 * Draws faces over the element that shows them. The canvas lies over the element, wherever that is on the page; it gets
 * as many pixels as the screen has there, and points land where the element shows them, whatever its `object-fit`,
 * `object-position`, border, padding and size.
 * @example
 * const overlay = new FaceOverlay(canvas, video, { mirror: true });
 * for await (const { faces } of landmarker.track(video)) overlay.draw(faces);
 */
export class FaceOverlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #element: HTMLImageElement | HTMLVideoElement | HTMLCanvasElement;
  /** What to draw of each face. */
  styles: readonly DrawStyle[];
  /** Whether the picture is shown mirrored. */
  mirror: boolean;

  /**
   * @param canvas   lies over the element and is not mirrored itself; its size on the page is the page's business
   * @param element  what shows the picture
   */
  constructor(
    canvas: HTMLCanvasElement,
    element: HTMLImageElement | HTMLVideoElement | HTMLCanvasElement,
    { styles = ["points"], mirror = false }: OverlayOptions = {},
  ) {
    this.#canvas = canvas;
    this.#element = element;
    this.styles = styles;
    this.mirror = mirror;
  }

  /** Draws the faces anew; without any, the canvas is clear. */
  draw(faces: readonly Face[]): void {
    const density = globalThis.devicePixelRatio || 1;
    const { width, height } = this.#canvas.getBoundingClientRect();
    // Setting a canvas's size clears it, and takes time even when it is the same.
    const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
    if (this.#canvas.width !== columns) this.#canvas.width = columns;
    if (this.#canvas.height !== rows) this.#canvas.height = rows;
    const context = this.#canvas.getContext("2d");
    if (context === null || columns === 0 || rows === 0) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, columns, rows);
    const placed = this.#placement();
    if (placed === undefined) return;
    const scale = placed.scaleX * density;
    const flip = this.mirror ? -1 : 1;
    context.setTransform(flip, 0, 0, placed.scaleY / placed.scaleX, placed.left * density, placed.top * density);
    for (const face of faces) drawFace(context, face, { styles: this.styles, scale });
  }

  /**
   * The place in the picture that is shown at a place of the window, for finding the point under a pointer.
   * @param clientX  CSS pixels, as pointer events have them
   * @returns pixels of the picture, 0 is the centre of the first; undefined while the element shows none
   */
  toPicture(clientX: number, clientY: number): readonly [x: number, y: number] | undefined {
    const placed = this.#placement();
    if (placed === undefined) return undefined;
    const { left, top } = this.#canvas.getBoundingClientRect();
    const x = ((clientX - left - placed.left) * (this.mirror ? -1 : 1)) / placed.scaleX - 0.5;
    return [x, (clientY - top - placed.top) / placed.scaleY - 0.5];
  }

  /**
   * The place of the window at which a place in the picture is shown, the other way round.
   * @param x  pixels of the picture, 0 is the centre of the first
   * @returns CSS pixels, as pointer events have them; undefined while the element shows no picture
   */
  toClient(x: number, y: number): readonly [clientX: number, clientY: number] | undefined {
    const placed = this.#placement();
    if (placed === undefined) return undefined;
    const { left, top } = this.#canvas.getBoundingClientRect();
    const across = (x + 0.5) * placed.scaleX * (this.mirror ? -1 : 1);
    return [left + placed.left + across, top + placed.top + (y + 0.5) * placed.scaleY];
  }

  /** Where the picture lies on the canvas, CSS pixels; mirrored, `left` is where its first column ends up. */
  #placement(): Placement | undefined {
    const picture = pictureSize(this.#element);
    if (picture.width === 0 || picture.height === 0) return undefined;
    const style = getComputedStyle(this.#element);
    const outer = this.#element.getBoundingClientRect();
    const own = this.#canvas.getBoundingClientRect();
    const edge = (side: string) =>
      Number.parseFloat(style.getPropertyValue(`padding-${side}`)) +
      Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
    const [left, top] = [edge("left"), edge("top")];
    const box = { width: outer.width - left - edge("right"), height: outer.height - top - edge("bottom") };
    const inside = placePicture(box, picture, style.objectFit as ObjectFit, style.objectPosition);
    const across = this.mirror ? outer.width - left - inside.left : left + inside.left;
    return { ...inside, left: outer.left - own.left + across, top: outer.top - own.top + top + inside.top };
  }
}

function pictureSize(element: HTMLImageElement | HTMLVideoElement | HTMLCanvasElement): Size {
  if (element instanceof HTMLImageElement) return { width: element.naturalWidth, height: element.naturalHeight };
  if (element instanceof HTMLVideoElement) return { width: element.videoWidth, height: element.videoHeight };
  return { width: element.width, height: element.height };
}
