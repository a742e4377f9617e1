import { MissingDependencyError } from "face88";
import { TeacherError } from "../teacher.js";
import type { ApiFaceShape } from "./face-shape.js";

/** The one call of the service that is made. */
export interface AnalyzeFaceClient {
  /** @param image  JPEG or PNG in base64 */
  analyze(image: string): Promise<readonly ApiFaceShape[]>;
}

/** Where the service is and who asks. */
export interface TencentAccount {
  /** Default the environment's TENCENTCLOUD_SECRET_ID. */
  readonly secretId?: string | undefined;
  /** Default the environment's TENCENTCLOUD_SECRET_KEY. */
  readonly secretKey?: string | undefined;
  /** Region of the service; default the environment's TENCENTCLOUD_REGION, else `ap-guangzhou`. */
  readonly region?: string | undefined;
  /** Address of another server that speaks the same protocol, such as `http://127.0.0.1:8080`; default Tencent's. */
  readonly endpoint?: string | undefined;
}

/** Detects all faces, so that the one in the box can be chosen. */
const allFaces = 0;
/** Seconds until a call is given up. */
const timeout = 30;

/**
 * Opens the official SDK's client of the product iai.
 * @throws TeacherError when there are no credentials, MissingDependencyError when the SDK is not installed
 * @see https://cloud.tencent.com/document/api/867/45019 (AnalyzeFace)
 */
export async function openClient(account: TencentAccount): Promise<AnalyzeFaceClient> {
  const { TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_REGION } = process.env;
  const secretId = account.secretId ?? TENCENTCLOUD_SECRET_ID;
  const secretKey = account.secretKey ?? TENCENTCLOUD_SECRET_KEY;
  if (!secretId || !secretKey) {
    throw new TeacherError(
      "tencent: expected credentials in TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, got none",
    );
  }
  const { iai } = await importSdk();
  const url = account.endpoint === undefined ? undefined : new URL(account.endpoint);
  const client = new iai.v20200303.Client({
    credential: { secretId, secretKey },
    region: account.region ?? TENCENTCLOUD_REGION ?? "ap-guangzhou",
    profile: {
      httpProfile: { reqTimeout: timeout, ...(url && { endpoint: url.host, protocol: `${url.protocol}//` }) },
    },
  });
  return {
    async analyze(image) {
      const answer = await client.AnalyzeFace({ Image: image, Mode: allFaces, FaceModelVersion: "3.0" });
      return answer.FaceShapeSet ?? [];
    },
  };
}

/** The one product: the package's main file would load all of Tencent's services. */
async function importSdk() {
  return import("tencentcloud-sdk-nodejs/tencentcloud/services/iai/index.js").catch((cause: unknown) => {
    throw new MissingDependencyError(
      "tencent: expected the SDK to be installed (npm i tencentcloud-sdk-nodejs), got none",
      { cause },
    );
  });
}

/** Code of the service's answer, such as `RequestLimitExceeded`; undefined for an error that is not the service's. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** HTTP status of an answer other than 200. */
function statusOf(error: unknown): number | undefined {
  return (error as { httpCode?: number } | null)?.httpCode;
}

/** Codes after which another attempt can help: too many at once, or the service's own trouble. */
const passing = ["RequestLimitExceeded", "InternalError", "ServiceUnavailable", "ResourceInsufficient"];

/** Whether another attempt can help: throttling, trouble of the service, or no connection. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  const status = statusOf(error);
  if (status !== undefined) return status === 429 || status >= 500;
  // The SDK reports a broken connection without a code of the service.
  if (code === undefined) return (error as Error | null)?.constructor?.name === "TencentCloudSDKHttpException";
  return passing.some((start) => code === start || code.startsWith(`${start}.`));
}
