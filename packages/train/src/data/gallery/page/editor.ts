import type { GalleryData, GalleryFace } from "../gallery-data.js";
import { drawPicture, drawPoints, fromCanvas, type Sight, toCanvas } from "./draw.js";
import type { Pictures } from "./pictures.js";
import { decodePoints } from "./points-text.js";

/** How near to a point one has to press, pixels of the screen. */
const REACH = 14;
/** A press of an arrow key moves a point so far, pixels of the picture. */
const NUDGE = 0.25;
const ZOOM_STEP = 1.25;

/** Moves the points of one face, in a dialog. */
export class Editor {
  readonly #data: GalleryData;
  readonly #pictures: Pictures;
  readonly #dialog: HTMLDialogElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #status: HTMLElement;
  #face: GalleryFace | undefined;
  #picture: HTMLImageElement | undefined;
  #points: Float64Array = new Float64Array(0);
  #past: Float64Array[] = [];
  #future: Float64Array[] = [];
  #selected = 0;
  #sight: Sight = { left: 0, top: 0, zoom: 1 };
  #drag: { readonly kind: "point" | "picture"; x: number; y: number } | undefined;
  #save: (points: Float64Array) => void = () => undefined;

  constructor(data: GalleryData, pictures: Pictures, dialog: HTMLDialogElement) {
    this.#data = data;
    this.#pictures = pictures;
    this.#dialog = dialog;
    this.#canvas = dialog.querySelector("canvas") as HTMLCanvasElement;
    this.#context = this.#canvas.getContext("2d") as CanvasRenderingContext2D;
    this.#status = dialog.querySelector("[data-status]") as HTMLElement;
    this.#listen();
  }

  /**
   * Opens the dialog on a face.
   * @param points  pixels of the picture
   * @param save  gets the moved points
   */
  async open(face: GalleryFace, points: Float64Array, save: (points: Float64Array) => void): Promise<void> {
    this.#face = face;
    this.#points = points.slice();
    this.#past = [];
    this.#future = [];
    this.#selected = 0;
    this.#save = save;
    this.#picture = undefined;
    (this.#dialog.querySelector("h2") as HTMLElement).textContent = face.id;
    this.#dialog.showModal();
    this.#canvas.focus();
    this.#fit();
    this.#picture = await this.#pictures.get(face.picture).catch(() => undefined);
    this.#draw();
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, () => {
        this.#drag = undefined;
      });
    }
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.#zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, event.offsetX, event.offsetY);
      },
      { passive: false },
    );
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("click", ({ target }) => {
      const action = (target as HTMLElement).closest<HTMLElement>("[data-do]")?.dataset.do;
      if (action !== undefined) this.#act(action);
    });
    new ResizeObserver(() => this.#dialog.open && this.#fit()).observe(canvas);
  }

  #act(action: string): void {
    const middle = this.#canvas.clientWidth / 2;
    switch (action) {
      case "save":
        this.#save(this.#points);
        this.#dialog.close();
        return;
      case "cancel":
        this.#dialog.close();
        return;
      case "undo":
        this.#step(this.#past, this.#future);
        return;
      case "redo":
        this.#step(this.#future, this.#past);
        return;
      case "label":
        this.#change(this.#face?.points ? decodePoints(this.#face.points) : this.#points);
        return;
      case "in":
        this.#zoom(ZOOM_STEP, middle, this.#canvas.clientHeight / 2);
        return;
      case "out":
        this.#zoom(1 / ZOOM_STEP, middle, this.#canvas.clientHeight / 2);
        return;
      case "fit":
        this.#fit();
    }
  }

  #key(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    const undo = (event.ctrlKey || event.metaKey) && key.toLowerCase() === "z";
    if (undo) {
      event.preventDefault();
      this.#act(shiftKey ? "redo" : "undo");
      return;
    }
    const arrows: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    if (key in arrows) {
      event.preventDefault();
      const [dx, dy] = arrows[key];
      const by = NUDGE * (shiftKey ? 8 : 1);
      this.#change(this.#moved(this.#selected, dx * by, dy * by));
      return;
    }
    const onButton = event.target instanceof HTMLButtonElement;
    if (key === "Enter" && !onButton) {
      event.preventDefault();
      this.#act("save");
    } else if (key === "," || key === ".") this.#select(this.#selected + (key === "," ? -1 : 1));
    else if (key === "+" || key === "=") this.#act("in");
    else if (key === "-") this.#act("out");
    else if (key === "0") this.#act("fit");
  }

  #press(event: PointerEvent): void {
    this.#canvas.setPointerCapture(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    const [nearest, away] = this.#nearest(x, y);
    this.#drag = { kind: away <= REACH ? "point" : "picture", x, y };
    if (away > REACH) return;
    this.#select(nearest);
    // One step to take back for the whole drag.
    this.#change(this.#points.slice());
  }

  #move(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    if (this.#drag === undefined) {
      const [nearest, away] = this.#nearest(x, y);
      this.#canvas.style.cursor = away <= REACH ? "move" : "grab";
      this.#canvas.title = away <= REACH ? this.#data.names[nearest] : "";
      return;
    }
    const { zoom, left, top } = this.#sight;
    const [dx, dy] = [(x - this.#drag.x) / zoom, (y - this.#drag.y) / zoom];
    if (this.#drag.kind === "point") this.#points = this.#moved(this.#selected, dx, dy);
    else this.#sight = { zoom, left: left - dx, top: top - dy };
    this.#drag = { ...this.#drag, x, y };
    this.#draw();
  }

  #nearest(x: number, y: number): [number, number] {
    let nearest = 0;
    let away = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#points.length / 2; i++) {
      const [u, v] = toCanvas(this.#points[2 * i], this.#points[2 * i + 1], this.#sight);
      const distance = Math.hypot(u - x, v - y);
      if (distance < away) [nearest, away] = [i, distance];
    }
    return [nearest, away];
  }

  #moved(point: number, dx: number, dy: number): Float64Array {
    const points = this.#points.slice();
    points[2 * point] += dx;
    points[2 * point + 1] += dy;
    return points;
  }

  #change(points: Float64Array): void {
    this.#past.push(this.#points);
    this.#future = [];
    this.#points = points;
    this.#draw();
  }

  #step(from: Float64Array[], to: Float64Array[]): void {
    const points = from.pop();
    if (points === undefined) return;
    to.push(this.#points);
    this.#points = points.slice();
    this.#draw();
  }

  #select(point: number): void {
    const count = this.#data.names.length;
    this.#selected = (point + count) % count;
    this.#draw();
  }

  /** Shows all points, with a little more around them. */
  #fit(): void {
    const [left, right] = ends(this.#points.filter((_, i) => i % 2 === 0));
    const [top, bottom] = ends(this.#points.filter((_, i) => i % 2 === 1));
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const zoom = within(Math.min(width / (right - left), height / (bottom - top)) / 1.3);
    this.#sight = {
      zoom,
      left: (left + right) / 2 + 0.5 - width / 2 / zoom,
      top: (top + bottom) / 2 + 0.5 - height / 2 / zoom,
    };
    this.#draw();
  }

  #zoom(by: number, x: number, y: number): void {
    const [atX, atY] = fromCanvas(x, y, this.#sight);
    const zoom = within(this.#sight.zoom * by);
    this.#sight = { zoom, left: atX + 0.5 - x / zoom, top: atY + 0.5 - y / zoom };
    this.#draw();
  }

  #draw(): void {
    const canvas = this.#canvas;
    const density = devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * density), Math.round(canvas.clientHeight * density)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const sight = { ...this.#sight, zoom: this.#sight.zoom * density };
    drawPicture(this.#context, this.#picture, sight);
    const { edges, colours, names } = this.#data;
    drawPoints(this.#context, this.#points, sight, { edges, colours, radius: 3.5 * density });
    const [x, y] = [this.#points[2 * this.#selected], this.#points[2 * this.#selected + 1]];
    const context = this.#context;
    context.lineWidth = 2 * density;
    context.strokeStyle = "white";
    context.beginPath();
    context.arc(...toCanvas(x, y, sight), 8 * density, 0, 2 * Math.PI);
    context.stroke();
    this.#status.textContent = `${names[this.#selected]}  ${x.toFixed(2)}, ${y.toFixed(2)}`;
    const enable = (action: string, able: boolean) => {
      (this.#dialog.querySelector(`[data-do="${action}"]`) as HTMLButtonElement).disabled = !able;
    };
    enable("undo", this.#past.length > 0);
    enable("redo", this.#future.length > 0);
  }
}

function ends(values: Float64Array): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A zoom at which one can work. */
function within(zoom: number): number {
  return Math.max(0.5, Math.min(60, zoom));
}
