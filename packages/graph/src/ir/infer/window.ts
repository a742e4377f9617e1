import { intOf, intsOf, stringOf } from "../attributes.js";
import type { Dim, Node } from "../graph.js";
import type { Window } from "./dims.js";

/** Sliding window of a Conv or pooling node; `kernel` comes from the weights where the attribute is absent. */
export function windowOf(node: Pick<Node, "op" | "name" | "attributes">, kernel?: readonly Dim[]): Window {
  const shape = intsOf(node, "kernel_shape") ?? kernel ?? [];
  const rank = shape.length;
  const fixed = shape.map((size) => {
    if (typeof size === "string")
      throw new RangeError(`${node.op} "${node.name}": kernel size must be known, got ${size}`);
    return size;
  });
  return {
    kernel: fixed,
    strides: intsOf(node, "strides") ?? fixed.map(() => 1),
    dilations: intsOf(node, "dilations") ?? fixed.map(() => 1),
    pads: intsOf(node, "pads") ?? new Array<number>(2 * rank).fill(0),
    autoPad: stringOf(node, "auto_pad", "NOTSET"),
    ceil: intOf(node, "ceil_mode", 0) === 1,
  };
}

/** The window with `auto_pad` worked out into numbers for a given input. */
export function resolvePads(window: Window, spatial: readonly number[]): readonly number[] {
  const { kernel, strides, dilations, autoPad } = window;
  if (autoPad === "VALID") return spatial.concat(spatial).map(() => 0);
  if (!autoPad.startsWith("SAME")) return window.pads;
  const totals = spatial.map((size, i) => {
    const extent = dilations[i] * (kernel[i] - 1) + 1;
    return Math.max(0, (Math.ceil(size / strides[i]) - 1) * strides[i] + extent - size);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total, i) => total - less[i]);
  return autoPad === "SAME_UPPER" ? [...less, ...more] : [...more, ...less];
}
