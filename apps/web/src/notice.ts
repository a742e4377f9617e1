import { elements } from "./elements.js";

const { status, error, progress, retry } = elements;
let again: (() => void) | undefined;
retry.addEventListener("click", () => again?.());

/** Says how things stand. What went wrong before is settled with it. */
export function say(text: string): void {
  status.textContent = text;
  status.hidden = false;
  error.hidden = true;
  retry.hidden = true;
}

/** Says what went wrong. @param onRetry  what the button "Try again" does; without it there is none */
export function alarm(text: string, onRetry?: () => void): void {
  error.textContent = text;
  error.hidden = false;
  status.hidden = true;
  again = onRetry;
  retry.hidden = onRetry === undefined;
}

/** Shows how far a work has come, 0 to 1; at 1 it goes on for a time that nobody knows. `undefined` takes the bar away. */
export function showProgress(share: number | undefined): void {
  progress.hidden = share === undefined;
  if (share === undefined || share >= 1) progress.removeAttribute("value");
  else progress.value = share;
}
