/** Tensor that goes into or comes out of a network: float32, row-major. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded network. */
export interface Session {
  /**
   * Runs the network on named inputs and answers with all its outputs by name.
   * @throws TypeError when the network was disposed of
   */
  run(inputs: Readonly<Record<string, FloatTensor>>): Promise<Readonly<Record<string, FloatTensor>>>;
  /** Names of the inputs in the file's order. */
  readonly inputNames: readonly string[];
  /** Names of the outputs in the file's order. */
  readonly outputNames: readonly string[];
  /** Frees the network; a second call does nothing. */
  dispose(): void;
}

/** What runs networks: ONNX Runtime in Node or in the browser. The core knows it by this interface alone. */
export interface Runtime {
  /** Loads an ONNX file's bytes. */
  load(model: Uint8Array): Promise<Session>;
}
