import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Box, boundingBox, meanShape, PARTS } from "@face88/points";
import type { RgbaImage } from "face88";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NoFaceError, TeacherError } from "../teacher.js";
import { estimateText, tencentTeacher } from "./tencent-teacher.js";

/** Answers that the server gives, the first one to the first call; the last one again and again. */
let answers: ((picture: Buffer) => { status?: number; body: unknown } | "hang up")[] = [];
let calls: { headers: IncomingMessage["headers"]; body: Record<string, unknown>; at: number }[] = [];
let server: Server;
let endpoint = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const answer = answers[Math.min(calls.length, answers.length - 1)];
      calls.push({ headers: request.headers, body, at: performance.now() });
      const given = answer(Buffer.from(String(body.Image), "base64"));
      if (given === "hang up") {
        request.socket.destroy();
        return;
      }
      response.writeHead(given.status ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify(given.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
});

const names = {
  face_profile: "FaceProfile",
  nose: "Nose",
  mouth: "Mouth",
  left_eyebrow: "LeftEyeBrow",
  left_eye: "LeftEye",
  right_eyebrow: "RightEyeBrow",
  right_eye: "RightEye",
} as const;

/** The mean shape at a place, as the service writes a face; it adds the pupils. */
function face(left: number, top: number, size: number): Record<string, { X: number; Y: number }[]> {
  const mean = meanShape();
  const point = (i: number) => ({ X: left + (mean[2 * i] * size) / 128, Y: top + (mean[2 * i + 1] * size) / 128 });
  const parts = Object.entries(names).map(([part, name]) => {
    const { offset, count } = PARTS[part as keyof typeof names];
    return [name, Array.from({ length: count }, (_, i) => point(offset + i))];
  });
  return { ...Object.fromEntries(parts), LeftPupil: [point(66)], RightPupil: [point(82)] };
}

const found = (...faces: unknown[]) => ({
  body: { Response: { ImageWidth: 1, ImageHeight: 1, FaceShapeSet: faces, FaceModelVersion: "3.0", RequestId: "r" } },
});
const error = (code: string, message = "no") => ({
  body: { Response: { Error: { Code: code, Message: message }, RequestId: "r" } },
});

/** A picture of 300 x 200 whose red is x / 2 and whose green is y. */
const image: RgbaImage = {
  width: 300,
  height: 200,
  data: Uint8Array.from({ length: 300 * 200 * 4 }, (_, i) => {
    const pixel = i >> 2;
    return [Math.floor((pixel % 300) / 2), Math.floor(pixel / 300), 0, 255][i % 4];
  }),
};
const box: Box = [120, 60, 80, 80];
const open = (options = {}) =>
  tencentTeacher({
    secretId: "id",
    secretKey: "key",
    endpoint,
    requestsPerSecond: 1000,
    firstDelay: 0.001,
    ...options,
  });

describe("tencentTeacher", () => {
  it("sends the face with a margin, signed, and moves the answer back into the image", async () => {
    // The picture begins at 80, 20: the box's centre is 160, 100, and twice its side is 160.
    answers = [() => found(face(40, 40, 80))];
    const label = await (await open()).label(image, box);
    const expected = meanShape().map((value, i) => (value * 80) / 128 + (i % 2 === 0 ? 120 : 60));
    label.points.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 3);
    });
    expect(label.confidence).toEqual(new Float32Array(88).fill(1));
    const [{ headers, body }] = calls;
    expect(headers["x-tc-action"]).toBe("AnalyzeFace");
    expect(headers["x-tc-version"]).toBe("2020-03-03");
    expect(headers.authorization).toMatch(/^TC3-HMAC-SHA256 Credential=id\//);
    expect(body).toMatchObject({ Mode: 0, FaceModelVersion: "3.0" });
    const sent = await sharp(Buffer.from(String(body.Image), "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([sent.info.format, sent.info.width, sent.info.height]).toEqual(["raw", 160, 160]);
    expect([...sent.data.subarray(0, 3)]).toEqual([40, 20, 0]);
  });

  it("enlarges a small face to what the service takes, and measures in the image's pixels", async () => {
    answers = [(picture) => found(face(16, 16, picture.readUInt32BE(16) / 2))];
    const label = await (await open()).label(image, [150, 90, 10, 10]);
    // 20 pixels, 3.2 times enlarged to 64: a point at 16 of 64 is one at (16 - 1.1) / 3.2 of 20.
    const [x, y, width, height] = boundingBox(label.points);
    expect([x, y, width, height]).toEqual(
      [145 + 14.9 / 3.2, 85 + 14.9 / 3.2, (32 * 127.964) / 128 / 3.2, 10].map((value) => expect.closeTo(value, 1)),
    );
  });

  it("takes the face in the box when there are several", async () => {
    answers = [() => found(face(0, 0, 40), face(42, 41, 78), face(100, 100, 40))];
    const [x, y] = boundingBox((await (await open()).label(image, box)).points);
    expect([x, y]).toEqual([expect.closeTo(122, 0), expect.closeTo(101 - 40, 0)]);
  });

  it.each([
    ["RequestLimitExceeded", () => error("RequestLimitExceeded")],
    ["RequestLimitExceeded.UinLimitExceeded", () => error("RequestLimitExceeded.UinLimitExceeded")],
    ["InternalError", () => error("InternalError")],
    ["HTTP 502", () => ({ status: 502, body: "bad gateway" })],
    ["a broken connection", () => "hang up" as const],
  ])("asks again after %s", async (_, trouble) => {
    answers = [trouble, trouble, () => found(face(40, 40, 80))];
    await (await open()).label(image, box);
    expect(calls).toHaveLength(3);
  });

  it("waits longer from attempt to attempt", async () => {
    answers = [() => error("RequestLimitExceeded", "slow down")];
    const attempt = (await open({ attempts: 4, firstDelay: 0.03 })).label(image, box);
    await expect(attempt).rejects.toThrow(
      new TeacherError("AnalyzeFace: expected a face's points, got RequestLimitExceeded: slow down after 4 attempts"),
    );
    const waits = calls.slice(1).map(({ at }, i) => at - calls[i].at);
    expect(calls).toHaveLength(4);
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThan(28 * 2 ** i);
    });
  });

  it.each([
    ["AuthFailure.SignatureFailure", "got AuthFailure.SignatureFailure: no"],
    ["ResourceUnavailable.InArrears", "got ResourceUnavailable.InArrears: no"],
    ["FailedOperation.ImageDecodeFailed", "got FailedOperation.ImageDecodeFailed: no"],
  ])("gives up at once after %s", async (code, message) => {
    answers = [() => error(code)];
    const attempt = (await open()).label(image, box);
    await expect(attempt).rejects.toThrow(TeacherError);
    await expect(attempt).rejects.toThrow(message);
    expect(calls).toHaveLength(1);
  });

  it.each([
    ["the service says so", () => error("InvalidParameterValue.NoFaceInPhoto"), "NoFaceInPhoto"],
    ["its list is empty", () => found(), "0 faces, none of them in the box"],
    ["they are elsewhere", () => found(face(0, 0, 20)), "1 faces, none of them in the box"],
  ])("finds no face when %s", async (_, answer, message) => {
    answers = [answer];
    const attempt = (await open()).label(image, box);
    await expect(attempt).rejects.toThrow(NoFaceError);
    await expect(attempt).rejects.toThrow(message);
    expect(calls).toHaveLength(1);
  });

  it.each([
    [{ Mouth: [] }, "expected 22 points as Mouth, got 0"],
    [{ Nose: Array.from({ length: 13 }, () => ({ X: 1 })) }, "expected numbers as X and Y, got none"],
  ])("refuses a face with %j", async (part, message) => {
    answers = [() => found({ ...face(40, 40, 80), ...part })];
    await expect((await open()).label(image, box)).rejects.toThrow(new TeacherError(`AnalyzeFace: ${message}`));
  });

  it("does not call more often than allowed", async () => {
    answers = [() => found(face(40, 40, 80))];
    const teacher = await open({ requestsPerSecond: 50 });
    await Promise.all([1, 2, 3, 4].map(() => teacher.label(image, box)));
    const times = calls.map(({ at }) => at).sort((a, b) => a - b);
    expect(times[3] - times[0]).toBeGreaterThan(45);
  });

  it("says what a run will take", async () => {
    const known = await open({ requestsPerSecond: 10, pricePerThousand: 2 });
    const unknown = await open({ requestsPerSecond: 10 });
    expect(known.estimate?.(9000)).toEqual({ calls: 9000, seconds: 900, cost: 18, currency: "CNY" });
    const texts = [known, unknown].map(({ estimate }) => estimateText(estimate?.(9000) ?? { calls: 0, seconds: 0 }));
    expect(texts).toEqual([
      "9000 calls, about 18.00 CNY, at least 15 min",
      "9000 calls, price unknown, at least 15 min",
    ]);
  });

  it("asks for credentials", async () => {
    const open = tencentTeacher({ secretId: "", secretKey: "" });
    await expect(open).rejects.toThrow(
      "tencent: expected credentials in TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, got none",
    );
  });
});
