import { describe, expect, it } from "vitest";
import { Thread } from "./thread.js";

const module = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

describe("a thread that fails while it starts", () => {
  it.each([
    ["throws", 'throw new Error("expected a model, got none")', "expected a model, got none"],
    ["ends", "process.exit(3)", "internal: a worker thread ended with code 3"],
  ])("rejects what is asked before and after: it %s", async (_, code, message) => {
    const thread = new Thread<string>(module(code), {});
    await expect(thread.ask("early")).rejects.toThrow(message);
    await expect(thread.ask("late")).rejects.toThrow(message);
    await thread.close();
  });
});
