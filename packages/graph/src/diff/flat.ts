import type { GraphBuilder } from "../ir/builder.js";
import type { Tensor, Value } from "../ir/graph.js";
import { elementCount, float32 } from "../ir/tensor.js";

/** One tensor's place in a flat vector. */
export interface Slot {
  readonly name: string;
  readonly dims: readonly number[];
  /** Index of its first element. */
  readonly offset: number;
  readonly length: number;
}

/** How named float32 tensors lie one after the other in one vector. */
export interface FlatLayout {
  readonly slots: readonly Slot[];
  /** Elements of the whole vector. */
  readonly length: number;
}

/** Lays tensors out in the given order. */
export function flatLayout(
  tensors: readonly { readonly name: string; readonly dims: readonly number[] }[],
): FlatLayout {
  let offset = 0;
  const slots = tensors.map(({ name, dims }) => {
    const length = elementCount(dims);
    const slot = Object.freeze({ name, dims: Object.freeze([...dims]), offset, length });
    offset += length;
    return slot;
  });
  return Object.freeze({ slots: Object.freeze(slots), length: offset });
}

/** The vector of named tensors. @throws RangeError when one is missing or has another length */
export function flatten(layout: FlatLayout, tensors: ReadonlyMap<string, Tensor>): Float32Array {
  const flat = new Float32Array(layout.length);
  for (const { name, length, offset } of layout.slots) {
    const found = tensors.get(name);
    if (found?.data.length !== length) {
      throw new RangeError(`tensor "${name}" must have ${length} elements, got ${found?.data.length ?? "none"}`);
    }
    flat.set(found.data as Float32Array, offset);
  }
  return flat;
}

/** The named tensors of a vector, copied. @throws RangeError when its length is not the layout's */
export function unflatten(layout: FlatLayout, flat: Float32Array): Map<string, Tensor> {
  if (flat.length !== layout.length) {
    throw new RangeError(`flat vector must have ${layout.length} elements, got ${flat.length}`);
  }
  return new Map(
    layout.slots.map(({ name, dims, offset, length }) => [name, float32(dims, flat.slice(offset, offset + length))]),
  );
}

/** Takes a flat edge apart into its tensors, by name. */
export function splitFlat(b: GraphBuilder, layout: FlatLayout, flat: Value): Map<string, Value> {
  const parts =
    layout.slots.length > 1
      ? b.split(
          flat,
          0,
          layout.slots.map((slot) => slot.length),
        )
      : [flat];
  return new Map(layout.slots.map(({ name, dims }, i) => [name, b.reshape(parts[i], dims)]));
}

/** Puts edges together into one flat edge, in the layout's order. */
export const joinFlat = (b: GraphBuilder, parts: readonly Value[]): Value =>
  b.concat(
    parts.map((part) => b.reshape(part, [-1])),
    0,
  );
