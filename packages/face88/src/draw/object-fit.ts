/** How an element shows its picture: the CSS property `object-fit`. */
export type ObjectFit = "fill" | "contain" | "cover" | "none" | "scale-down";

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a picture lies in its element: CSS pixels of the element's content box, from its top left corner. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  /** CSS pixels in a pixel of the picture, across and down. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Where a picture lies in the content box of its element. What sticks out of the box is cut off by the browser.
 * @param fit       computed `object-fit`
 * @param position  computed `object-position`, such as `50% 50%` or `10px 0px`
 * @see CSS Images Module Level 3, section 5.5
 */
export function placePicture(box: Size, picture: Size, fit: ObjectFit, position = "50% 50%"): Placement {
  const across = box.width / picture.width;
  const down = box.height / picture.height;
  const [scaleX, scaleY] = scales(fit, across, down);
  const [x = "50%", y = "50%"] = position.split(" ");
  return {
    left: offset(x, box.width - picture.width * scaleX),
    top: offset(y, box.height - picture.height * scaleY),
    scaleX,
    scaleY,
  };
}

function scales(fit: ObjectFit, across: number, down: number): readonly [number, number] {
  const inside = Math.min(across, down);
  switch (fit) {
    case "fill":
      return [across, down];
    case "contain":
      return [inside, inside];
    case "cover":
      return [Math.max(across, down), Math.max(across, down)];
    case "none":
      return [1, 1];
    case "scale-down":
      return [Math.min(1, inside), Math.min(1, inside)];
    default:
      return fit satisfies never;
  }
}

/** A percentage is one of the room that is left, which may be less than nothing. */
function offset(position: string, room: number): number {
  const value = Number.parseFloat(position);
  return position.endsWith("%") ? (value / 100) * room : value;
}
