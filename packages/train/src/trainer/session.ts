import type { InferenceSession } from "onnxruntime-node";

/**
 * Options of every session of a run. One thread each: two sessions of one thread each outrun one session of two, and a
 * session of one thread adds in one order, so its results are the same bits every time.
 */
export const sessionOptions = (provider: string): InferenceSession.SessionOptions => ({
  executionProviders: [provider],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Memory patterns would hold the first run's memory beside the planned one: twice as much for no gain in speed.
  enableMemPattern: false,
  logSeverityLevel: 3,
});
