import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder, webcamClip } from "../testing/files.js";
import { firstFrames } from "../testing/images.js";
import { writeVideo } from "../testing/videos.js";
import { writeCameraFile } from "./testing/camera-file.js";
import { hasChromium } from "./testing/chromium.js";
import { browserSuite } from "./testing/suite.js";

declare const face88: typeof import("./index.js");

describe.skipIf(!hasChromium)("videos and cameras in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "face88-camera-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const { openPage } = browserSuite(async () => {
    const file = join(folder, "camera.y4m");
    await writeCameraFile(webcamClip, file, 25);
    return [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${file}`,
    ];
  });

  test.each([
    ["in a worker", true],
    ["on the page", false],
  ])("%s: a slow loop leaves frames out and is never behind", async (_, worker) => {
    const { page, heard } = await openPage();
    const frames = await page.evaluate(async (worker) => {
      const landmarker = await face88.Landmarker.load({ worker, detector: "blazeface-short" });
      const video = Object.assign(document.createElement("video"), { src: "/media/cap13_edit2.mp4", muted: true });
      await video.play();
      const seen = [];
      let asked = performance.now();
      for await (const { time, faces, width, height } of landmarker.track(video)) {
        const looked = (performance.now() - asked) / 1000;
        seen.push({ time, behind: video.currentTime - time - looked, ids: faces.map(({ id }) => id), width, height });
        if (seen.length === 8) break;
        await new Promise((resolve) => setTimeout(resolve, 300));
        asked = performance.now();
      }
      landmarker.dispose();
      return seen;
    }, worker);
    expect(frames.length).toBe(8);
    frames.forEach(({ time, behind, ids, width, height }, i) => {
      expect([width, height, ids]).toEqual([400, 300, [0]]);
      if (i === 0) return;
      expect(time - frames[i - 1].time).toBeGreaterThan(0.2);
      // Beyond the time that it took to look at the frame; a queue would fall behind by 0.3 s a turn.
      expect(behind).toBeLessThan(0.5);
    });
    expect(heard).toEqual([]);
    await page.close();
  });

  test("a file ends its loop; a signal ends one that waits", async () => {
    const { page } = await openPage();
    const { last, paused } = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
      const video = Object.assign(document.createElement("video"), { src: "/media/cap13_edit2.mp4", muted: true });
      await new Promise((resolve) => video.addEventListener("loadeddata", resolve));
      video.currentTime = video.duration - 0.5;
      await new Promise((resolve) => video.addEventListener("seeked", resolve));
      await video.play();
      let last = 0;
      for await (const { time } of landmarker.track(video)) last = time;
      const still = Object.assign(document.createElement("video"), { src: "/media/cap13_edit2.mp4", muted: true });
      document.body.append(still);
      await new Promise((resolve) => still.addEventListener("loadeddata", resolve));
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 500);
      let paused = 0;
      for await (const { faces } of landmarker.track(still, { signal: stop.signal })) paused += faces.length;
      landmarker.dispose();
      return { last, paused };
    });
    expect(last).toBeGreaterThan(30);
    expect(paused).toBe(1);
    await page.close();
  });

  test("a camera: one face with one number; its loop ends when the page stops it", async () => {
    const { page, heard } = await openPage();
    const seen = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
      const camera = await navigator.mediaDevices.getUserMedia({ video: true });
      const ids = new Set<number>();
      let frames = 0;
      for await (const { faces } of landmarker.track(camera)) {
        for (const { id } of faces) ids.add(id);
        if (++frames === 10) break;
      }
      let ended = "not yet";
      for await (const _ of landmarker.track(camera)) {
        ended = "by stopping";
        camera.getVideoTracks()[0].stop();
      }
      let after = "";
      try {
        for await (const _ of landmarker.track(camera)) after = "a frame";
      } catch (thrown) {
        after = (thrown as Error).name;
      }
      landmarker.dispose();
      return { ids: [...ids], ended, after };
    });
    expect(seen).toEqual({ ids: [0], ended: "by stopping", after: "CameraLostError" });
    expect(heard).toEqual([]);
    await page.close();
  });

  test("files are played to their end; those without a picture that can be decoded are refused", async () => {
    const clips = temporaryFolder();
    const frames = (await firstFrames(webcamClip, 10)).map((frame) => ({ ...frame, duration: 0.04 }));
    const audio = { codec: "aac", seconds: 0.4 } as const;
    await writeVideo(join(clips, "h264.mp4"), frames, { audio });
    await writeVideo(join(clips, "vp9.webm"), frames);
    await writeVideo(join(clips, "hevc.mp4"), frames, { codec: "hevc", audio });
    await writeVideo(join(clips, "sound.mp4"), [], { audio });
    const { page } = await openPage({ paths: { "/clips/": { folder: clips } } });
    const seen = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short" });
      const seen: Record<string, unknown> = {};
      for (const name of ["hevc.mp4", "sound.mp4", "h264.mp4", "vp9.webm"]) {
        const src = `/clips/${name}`;
        const element = Object.assign(document.createElement("video"), { src, muted: true });
        // Nobody plays it: only that it can never be played ends this loop.
        const sources = name === "hevc.mp4" || name === "sound.mp4" ? [element] : [];
        for (const source of [...sources, await (await fetch(src)).blob()]) {
          try {
            let found = 0;
            for await (const { faces } of landmarker.track(source)) found += faces.length;
            seen[name] = found > 0;
          } catch (error) {
            seen[name] = String(error);
          }
        }
      }
      landmarker.dispose();
      return seen;
    });
    const refused = expect.stringMatching(/^UnreadableInputError: expected a video with a picture .* got sound alone$/);
    expect(seen).toEqual({ "hevc.mp4": refused, "sound.mp4": refused, "h264.mp4": true, "vp9.webm": true });
    await page.close();
  });

  test.each([
    ["in a worker", true],
    ["on the page", false],
  ])("%s: smoothing changes in the middle, and nothing leaps", async (_, worker) => {
    const { page } = await openPage();
    const { ids, moved } = await page.evaluate(async (worker) => {
      const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short", worker });
      const photo = await createImageBitmap(await (await fetch("/media/franck_01829.jpg")).blob());
      const right = new OffscreenCanvas(photo.width, photo.height);
      (right.getContext("2d") as OffscreenCanvasRenderingContext2D).drawImage(photo, 12, 0);
      const frames = [photo, photo, right, right].map((image, i) => ({ image, time: i / 25 }));
      const strengths = [{}, {}, { minCutoff: 0.01, beta: 0 }, false] as const;
      let asked = 0;
      const ids = [];
      const across: number[] = [];
      for await (const { faces } of landmarker.track(frames, { smoothing: () => strengths[asked++] })) {
        ids.push(faces[0].id);
        across.push(faces[0].points.byName("nose_0")[0]);
      }
      landmarker.dispose();
      return { ids, moved: across.map((x) => x - across[0]) };
    }, worker);
    expect(ids).toEqual([0, 0, 0, 0]);
    expect(Math.abs(moved[2])).toBeLessThan(0.5);
    expect(Math.abs(moved[3] - 12)).toBeLessThan(1.5);
    await page.close();
  });

  test("frames of one's own: none is left out, what they carry comes back", async () => {
    const { page } = await openPage();
    const seen = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
      const image = await createImageBitmap(await (await fetch("/media/franck_01829.jpg")).blob());
      const frames = [0, 1, 2, 3].map((index) => ({ image, time: index / 25, index }));
      const seen = [];
      for await (const { index, faces } of landmarker.track(frames)) seen.push([index, faces[0].id]);
      landmarker.dispose();
      return seen;
    });
    expect(seen).toEqual([0, 1, 2, 3].map((index) => [index, 0]));
    await page.close();
  });
});
