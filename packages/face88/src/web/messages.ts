import {
  CameraLostError,
  DamagedModelError,
  MissingDependencyError,
  UnreadableInputError,
  WorkerLostError,
} from "../errors.js";
import type { OneEuroOptions } from "../track/one-euro.js";
import type { EngineAnswer, EngineDetectOptions, EngineTrackOptions } from "./engine.js";
import type { LoadProgress } from "./fetch-model.js";
import type { LoadRequest } from "./load-models.js";
import type { Picture } from "./picture.js";

/** What the page asks of the worker. */
export type Request =
  | { readonly call: "load"; readonly load: LoadRequest; readonly lock: string }
  | { readonly call: "detect"; readonly picture: Picture; readonly options: EngineDetectOptions }
  | { readonly call: "open"; readonly options: EngineTrackOptions }
  | {
      readonly call: "track";
      readonly tracker: number;
      readonly picture: Picture;
      readonly time: number;
      readonly smoothing: OneEuroOptions | false;
    }
  | { readonly call: "close"; readonly tracker: number };

/** What each call answers with. */
export interface Results {
  /** Whether the worker holds the lock that shows that it lives. */
  readonly load: boolean;
  readonly detect: EngineAnswer;
  readonly open: number;
  readonly track: EngineAnswer;
  readonly close: undefined;
}

/** What the worker says. */
export type Reply =
  | { readonly progress: LoadProgress }
  | { readonly id: number; readonly result: Results[keyof Results] }
  | { readonly id: number; readonly error: SentError };

/** An error as it crosses: structured cloning would take its class away. */
export interface SentError {
  readonly name: string;
  readonly message: string;
}

const classes: Readonly<Record<string, new (message: string) => Error>> = {
  CameraLostError,
  DamagedModelError,
  MissingDependencyError,
  RangeError,
  TypeError,
  UnreadableInputError,
  WorkerLostError,
};

/** An error on its way to the page. */
export function sentError(error: unknown): SentError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}

/** The error that was sent, of its own class. */
export function receivedError({ name, message }: SentError): Error {
  return Object.hasOwn(classes, name) ? new classes[name](message) : Object.assign(new Error(message), { name });
}
