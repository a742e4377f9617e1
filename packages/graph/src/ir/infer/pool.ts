import { intOf } from "../attributes.js";
import type { InferRule } from "./context.js";
import { slideDims } from "./dims.js";
import { windowOf } from "./window.js";

const pool: InferRule = (c) => {
  const x = c.input(0);
  if (x.dims.length < 3) c.fail(`"${x.name}" must be [N, C, ...spatial], got dims [${x.dims}]`);
  const window = windowOf(c);
  if (window.kernel.length !== x.dims.length - 2) {
    c.fail(`kernel_shape must have ${x.dims.length - 2} sizes, got ${window.kernel.length}`);
  }
  const dims = [x.dims[0], x.dims[1], ...slideDims(c, x.dims.slice(2), window)];
  const pooled = { type: x.type, dims };
  return c.outputCount > 1 ? [pooled, { type: "int64", dims }] : [pooled];
};

const globalPool: InferRule = (c) => [
  { type: c.input(0).type, dims: c.input(0).dims.map((dim, i) => (i < 2 ? dim : 1)) },
];

const batchNorm: InferRule = (c) => {
  const x = c.input(0);
  for (let i = 1; i < 5; i++) {
    c.rank(c.input(i), 1);
    c.sameDim(c.input(i).dims[0], x.dims[1], `length of "${c.input(i).name}" and channels of "${x.name}"`);
  }
  const statistics = { type: c.input(3).type, dims: c.input(3).dims };
  const training = intOf(c, "training_mode", 0) === 1 && c.outputCount > 1;
  return [{ type: x.type, dims: x.dims }, ...(training ? [statistics, statistics] : [])];
};

/** Shape rules of pooling and normalisation over channels. */
export const pooling: Readonly<Record<string, InferRule>> = {
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  BatchNormalization: batchNorm,
};
