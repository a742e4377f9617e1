/** Layers of an SSD detector: the side of each feature map and how many anchors stand in each of its cells. */
export interface AnchorLayout {
  /** Side of the square network input, pixels. */
  readonly input: number;
  /** One entry a run of layers with the same stride. */
  readonly layers: readonly { readonly stride: number; readonly perCell: number }[];
}

/**
 * Anchor centres of an SSD detector with fixed anchor size, in the order of the network's rows.
 * @returns x,y pairs as fractions of the input side
 * @see Liu et al., SSD, ECCV 2016, section 2.2; MediaPipe `ssd_anchors_calculator.cc` with `fixed_anchor_size`
 */
export function anchorCentres(layout: AnchorLayout): Float32Array {
  const centres: number[] = [];
  for (const { stride, perCell } of layout.layers) {
    const side = Math.ceil(layout.input / stride);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        for (let k = 0; k < perCell; k++) centres.push((x + 0.5) / side, (y + 0.5) / side);
      }
    }
  }
  return Float32Array.from(centres);
}
