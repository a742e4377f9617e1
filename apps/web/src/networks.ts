import { Landmarker } from "face88/web";
import { showProgress } from "./notice.js";

let loading: Promise<Landmarker> | undefined;

/** The networks, loaded once; after a failure the next call tries again. */
export function networks(): Promise<Landmarker> {
  loading ??= Landmarker.load({
    onProgress: ({ loaded, total }) => showProgress(total > 0 ? loaded / total : 0),
  }).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading.finally(() => showProgress(undefined));
}
