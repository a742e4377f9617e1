import type { LandmarkModel } from "face88";
import type { RuntimeMeter } from "./metered-runtime.js";

/** A model that is evaluated. */
export interface TestedModel {
  /** What reports call it. */
  readonly name: string;
  readonly model: LandmarkModel;
  /** Meter of the runtime that it was loaded through. */
  readonly meter: RuntimeMeter;
}

/** What is known of a model beside its errors. */
export interface ModelFacts {
  /** What reports call it. */
  readonly model: string;
  /** Bytes of the network, as ONNX. */
  readonly bytes: number;
  /** First 16 hexadecimal digits of the SHA-256 of the network. */
  readonly sha256: string;
}

/** Name, size and digest of a model. */
export const factsOf = ({ name, meter }: TestedModel): ModelFacts => ({
  model: name,
  bytes: meter.bytes,
  sha256: meter.sha256,
});
