import type { Value } from "@face88/graph";
import { batchNorm, convolution, convolutionBlock, type LayerContext } from "./layers.js";

/** Options of {@link invertedResidual}. */
export interface InvertedResidualOptions {
  /** Channels of the wide middle over those that come in, >= 1; at 1 there is no widening. */
  readonly expand: number;
  /** Default 1. */
  readonly stride?: 1 | 2;
}

/**
 * Inverted residual: 1x1 to a wide middle, depthwise 3x3, 1x1 to `filters` without activation; added to what came in
 * where the shapes agree.
 * @see Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018, table 1
 */
export function invertedResidual(
  context: LayerContext,
  x: Value,
  filters: number,
  name: string,
  { expand, stride = 1 }: InvertedResidualOptions,
): Value {
  const channels = Number(x.dims[1]);
  const middle = Math.round(channels * expand);
  const wide = expand === 1 ? x : convolutionBlock(context, x, middle, `${name}/expand`, { kernel: 1 });
  const seen = convolutionBlock(context, wide, middle, `${name}/depthwise`, { stride, depthwise: true });
  const narrow = batchNorm(
    context,
    convolution(context, seen, filters, `${name}/project`, { kernel: 1 }),
    `${name}/project/norm`,
  );
  return stride === 1 && channels === filters ? context.b.add(x, narrow) : narrow;
}
