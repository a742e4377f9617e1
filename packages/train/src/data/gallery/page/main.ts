import type { Decision } from "../../clean/cleaning-file.js";
import type { GalleryData, GalleryFace } from "../gallery-data.js";
import { Decisions } from "./decisions.js";
import { drawPicture, drawPoints, sightOf } from "./draw.js";
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { queryFaces } from "./order.js";
import { Pictures } from "./pictures.js";
import { decodePoints } from "./points-text.js";

const data = (globalThis as unknown as { face88Gallery: GalleryData }).face88Gallery;
const element = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const form = element<HTMLFormElement>("query");
const field = (name: string) => form.elements.namedItem(name) as HTMLSelectElement & HTMLInputElement;

const decisions = new Decisions(data.key, data.decisions, localStorage);
const pictures = new Pictures();
const editor = new Editor(data, pictures, element<HTMLDialogElement>("editor"));
let faces: readonly GalleryFace[] = [];
const WORDS: Readonly<Record<Decision["action"], string>> = { keep: "kept", drop: "dropped", fix: "fixed" };

/** Points of a face as they stand: fixed, labelled, or those of a mean face where there are none. */
function pointsOf(face: GalleryFace): { readonly points: Float64Array; readonly known: boolean } {
  const decision = decisions.of(face.id);
  if (decision?.action === "fix") {
    const points = Float64Array.from(decision.points, (value, i) => value * face.scale + face.shift[i % 2]);
    return { points, known: true };
  }
  if (face.points !== undefined) return { points: decodePoints(face.points), known: true };
  const [centreX, centreY, side] = face.crop;
  const points = Float64Array.from(data.shape, (share, i) => (i % 2 ? centreY : centreX) + (share - 0.5) * side);
  return { points, known: false };
}

/** What a face is, in words. */
function describe(face: GalleryFace): string {
  const action = decisions.of(face.id)?.action;
  const rule = face.rule < 0 ? "" : `, removed by ${data.rules[face.rule]}`;
  return `${face.id}${rule}${action ? `, ${WORDS[action]}` : ""}`;
}

function fill(cell: HTMLElement, place: number): void {
  const face = faces[place];
  const action = decisions.of(face.id)?.action;
  const canvas = document.createElement("canvas");
  const caption = document.createElement("span");
  const value = face.scores[data.scores.findIndex(({ name }) => name === field("sort").value)];
  caption.textContent = value === null ? "–" : String(Number(value.toPrecision(3)));
  caption.className = "caption";
  cell.append(canvas, caption);
  cell.dataset.decision = action ?? "";
  cell.setAttribute("aria-label", describe(face));
  cell.title = describe(face);
  if (action ?? face.rule >= 0) {
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = action ? WORDS[action] : data.rules[face.rule];
    cell.append(mark);
  }
  const size = Math.round(canvas.clientWidth * devicePixelRatio);
  canvas.width = size;
  canvas.height = size;
  void paint(canvas, face);
}

async function paint(canvas: HTMLCanvasElement, face: GalleryFace): Promise<void> {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const sight = sightOf(face.crop, canvas.width);
  const picture = await pictures.get(face.picture).catch(() => undefined);
  if (!canvas.isConnected) return;
  drawPicture(context, picture, sight);
  const { points, known } = pointsOf(face);
  if (known && element<HTMLInputElement>("points").checked) {
    const { edges, colours } = data;
    drawPoints(context, points, sight, { edges, colours, radius: Math.max(1, canvas.width / 130) });
  }
}

const grid = new Grid(element("grid"), { fill }, (place) => showDetails(faces[place]));

function showDetails(face: GalleryFace | undefined): void {
  element("details").hidden = face === undefined;
  if (face === undefined) return;
  element("id").textContent = face.id;
  const removed = face.rule < 0 ? "" : `removed by ${data.rules[face.rule]}: ${face.reason}`;
  const action = decisions.of(face.id)?.action;
  element("why").textContent = [removed, action ? `you ${action === "keep" ? "keep" : WORDS[action]} it` : ""]
    .filter((part) => part !== "")
    .join(" · ");
  element("figures").replaceChildren(
    ...data.scores.flatMap(({ name, title }, i) => {
      const value = face.scores[i];
      const term = document.createElement("dt");
      term.textContent = name;
      term.title = title;
      const figure = document.createElement("dd");
      figure.textContent = value === null ? "–" : String(Number(value.toPrecision(4)));
      return [term, figure];
    }),
  );
}

/** Asks for the faces again and begins with the first one. */
function ask(): void {
  const query = {
    sort: field("sort").value,
    worstFirst: field("order").value === "worst",
    source: field("source").value,
    rule: field("rule").value,
    decision: field("decision").value,
    text: field("text").value,
  };
  faces = queryFaces(data, query, (face) => decisions.of(face));
  grid.reset(faces.length, 0);
  element("nothing").hidden = faces.length > 0;
  showDetails(faces[grid.active]);
  showCounts();
}

function showCounts(): void {
  const { keep, drop, fix } = decisions.counts();
  element("counts").textContent =
    `${faces.length} of ${data.faces.length} faces · kept ${keep}, dropped ${drop}, fixed ${fix}`;
  element("fault").textContent = decisions.fault ?? "";
}

function say(text: string): void {
  element("said").textContent = text;
}

/** Decides on the active face and goes on to the next one. */
function decide(decision: Decision | undefined): void {
  const face = faces[grid.active];
  if (face === undefined) return;
  decisions.decide(face.id, decision);
  say(decision ? `${face.id} ${WORDS[decision.action]}` : `${face.id}: decision taken back`);
  grid.refresh(grid.active);
  if (decision !== undefined && grid.active + 1 < faces.length) grid.activate(grid.active + 1);
  else showDetails(face);
  showCounts();
}

function undo(): void {
  const id = decisions.undo();
  if (id === undefined) return;
  say(`${id}: taken back`);
  const place = faces.findIndex((face) => face.id === id);
  if (place >= 0) {
    grid.refresh(place);
    grid.activate(place);
  }
  showCounts();
}

function fix(): void {
  const face = faces[grid.active];
  if (face === undefined) return;
  void editor.open(face, pointsOf(face).points, (points) => {
    // Back to the photo; a thousandth of a pixel is finer than any hand.
    const inPhoto = Array.from(
      points,
      (value, i) => Math.round(((value - face.shift[i % 2]) / face.scale) * 1e3) / 1e3,
    );
    decide({ action: "fix", points: inPhoto });
  });
}

function download(): void {
  const link = document.createElement("a");
  const blob = new Blob([decisions.toJson(data.dataset, data.labels)], { type: "application/json" });
  link.href = URL.createObjectURL(blob);
  link.download = `${data.dataset}-decisions.json`;
  link.click();
  // Not at once: the browser reads it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say("decisions saved");
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  k: () => decide({ action: "keep" }),
  d: () => decide({ action: "drop" }),
  f: fix,
  u: undo,
  s: download,
  Enter: fix,
  Backspace: () => decide(undefined),
  Delete: () => decide(undefined),
  ArrowLeft: () => grid.activate(grid.active - 1),
  ArrowRight: () => grid.activate(grid.active + 1),
  ArrowUp: () => grid.activate(grid.active - grid.columns),
  ArrowDown: () => grid.activate(grid.active + grid.columns),
  PageUp: () => grid.activate(grid.active - grid.columns * grid.rows),
  PageDown: () => grid.activate(grid.active + grid.columns * grid.rows),
  Home: () => grid.activate(0),
  End: () => grid.activate(faces.length - 1),
  "?": () => element<HTMLDialogElement>("help").showModal(),
};

function choose(name: string, options: readonly (readonly [value: string, text: string])[]): void {
  field(name).append(...options.map(([value, text]) => new Option(text, value)));
}

function start(): void {
  document.title = `${data.dataset}, labels ${data.labels}: gallery`;
  element("title").textContent = `${data.dataset} · ${data.labels}`;
  choose(
    "sort",
    data.scores.map(({ name, title }) => [name, `${name}: ${title}`]),
  );
  choose(
    "source",
    data.sources.map((name) => [name, name]),
  );
  choose(
    "rule",
    data.rules.map((name) => [name, `removed by ${name}`]),
  );
  field("sort").value = data.sort;
  form.addEventListener("input", ({ target }) => target !== element("points") && ask());
  form.addEventListener("submit", (event) => event.preventDefault());
  element("points").addEventListener("input", () => grid.reset(faces.length, grid.active));
  const box = element("grid");
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  const placeOf = (event: Event) => (event.target as HTMLElement).closest<HTMLElement>("[data-place]")?.dataset.place;
  box.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (place !== undefined) grid.activate(Number(place));
  });
  box.addEventListener("dblclick", (event) => placeOf(event) !== undefined && fix());
  for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", () => box.focus());
  document.addEventListener("click", ({ target }) => {
    const key = (target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset.key;
    if (key === undefined) return;
    ACTIONS[key]();
    if (document.querySelector("dialog[open]") === null) box.focus();
  });
  ask();
  box.focus();
}

start();
