/** What a grid shows at a place. */
export interface GridCell {
  /** Fills a new, empty element. */
  fill(element: HTMLElement, place: number): void;
}

/** Rows beyond the edges of what is seen that are ready when one scrolls. */
const SPARE_ROWS = 2;

/**
 * A grid of many cells of which only those in sight exist. It is a listbox: the element has the focus, the cell that the
 * keys act on is its active descendant.
 */
export class Grid {
  readonly #box: HTMLElement;
  readonly #sheet: HTMLElement;
  readonly #cell: GridCell;
  readonly #onActive: (place: number) => void;
  readonly #shown = new Map<number, HTMLElement>();
  #count = 0;
  #active = 0;
  #columns = 1;
  #width = 1;
  #height = 1;

  /** @param box  scrolls; its custom properties `--cell` and `--caption` say how large cells are, pixels */
  constructor(box: HTMLElement, cell: GridCell, onActive: (place: number) => void) {
    this.#box = box;
    this.#cell = cell;
    this.#onActive = onActive;
    this.#sheet = document.createElement("div");
    this.#sheet.className = "sheet";
    this.#sheet.setAttribute("role", "presentation");
    box.append(this.#sheet);
    box.addEventListener("scroll", () => this.#show(), { passive: true });
    new ResizeObserver(() => this.#measure()).observe(box);
    this.#measure();
  }

  /** Cells in a row. */
  get columns(): number {
    return this.#columns;
  }

  /** Rows that fit on the screen, at least one. */
  get rows(): number {
    return Math.max(1, Math.floor(this.#box.clientHeight / this.#height));
  }

  /** Place of the cell that the keys act on. */
  get active(): number {
    return this.#active;
  }

  /** Shows so many cells anew. */
  reset(count: number, active: number): void {
    this.#count = count;
    this.#active = this.#within(active);
    for (const element of this.#shown.values()) element.remove();
    this.#shown.clear();
    this.#lay();
    this.activate(active);
  }

  /** Draws a cell anew, where it is in sight. */
  refresh(place: number): void {
    this.#shown.get(place)?.remove();
    this.#shown.delete(place);
    this.#show();
  }

  /** Makes a cell the active one and brings it into sight. */
  activate(place: number): void {
    this.#active = this.#within(place);
    const top = Math.floor(this.#active / this.#columns) * this.#height;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight) this.#box.scrollTop = top + this.#height - clientHeight;
    this.#show();
    this.#onActive(this.#active);
  }

  #within(place: number): number {
    return Math.max(0, Math.min(this.#count - 1, place));
  }

  #measure(): void {
    const style = getComputedStyle(this.#box);
    const cell = Number.parseFloat(style.getPropertyValue("--cell"));
    const inside = this.#box.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    this.#columns = Math.max(1, Math.floor(inside / cell));
    this.#width = inside / this.#columns;
    this.#height = this.#width + Number.parseFloat(style.getPropertyValue("--caption"));
    for (const element of this.#shown.values()) element.remove();
    this.#shown.clear();
    this.#lay();
  }

  #lay(): void {
    this.#sheet.style.height = `${Math.ceil(this.#count / this.#columns) * this.#height}px`;
    this.#show();
  }

  #show(): void {
    const { scrollTop, clientHeight } = this.#box;
    const firstRow = Math.floor(scrollTop / this.#height) - SPARE_ROWS;
    const lastRow = Math.ceil((scrollTop + clientHeight) / this.#height) + SPARE_ROWS;
    const first = Math.max(0, firstRow * this.#columns);
    const last = Math.min(this.#count, lastRow * this.#columns);
    for (const [place, element] of this.#shown) {
      // The active cell stays, so that the one that reads the page aloud always finds it.
      if ((place >= first && place < last) || place === this.#active) continue;
      element.remove();
      this.#shown.delete(place);
    }
    const places = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    if (this.#count > 0) places.push(this.#active);
    for (const place of places) if (!this.#shown.has(place)) this.#add(place);
    for (const [place, element] of this.#shown) {
      element.setAttribute("aria-selected", String(place === this.#active));
      if (place === this.#active) this.#box.setAttribute("aria-activedescendant", element.id);
    }
    if (this.#count === 0) this.#box.removeAttribute("aria-activedescendant");
  }

  #add(place: number): void {
    const element = document.createElement("div");
    element.id = `cell-${place}`;
    element.className = "cell";
    element.setAttribute("role", "option");
    element.setAttribute("aria-posinset", String(place + 1));
    element.setAttribute("aria-setsize", String(this.#count));
    const column = place % this.#columns;
    const row = Math.floor(place / this.#columns);
    element.style.transform = `translate(${column * this.#width}px, ${row * this.#height}px)`;
    element.style.width = `${this.#width}px`;
    element.style.height = `${this.#height}px`;
    element.dataset.place = String(place);
    this.#shown.set(place, element);
    this.#sheet.append(element);
    this.#cell.fill(element, place);
  }
}
