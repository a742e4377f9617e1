import { elements } from "./elements.js";

// Both stay on the page, empty when they have nothing to say: screen readers miss the first words of a region that was
// hidden until then.
const { status, error, progress, retry } = elements;
let again: (() => void) | undefined;
retry.addEventListener("click", () => again?.());

/** Says how things stand. What went wrong before is settled with it. */
export function say(text: string): void {
  status.textContent = text;
  error.textContent = "";
  offerRetry(undefined);
}

/** Says what went wrong. @param onRetry  what the button "Try again" does; without it there is none */
export function alarm(text: string, onRetry?: () => void): void {
  error.textContent = text;
  status.textContent = "";
  offerRetry(onRetry);
}

/** Shows how far a work has come, 0 to 1; at 1 it goes on for a time that nobody knows. `undefined` takes the bar away. */
export function showProgress(share: number | undefined): void {
  progress.hidden = share === undefined;
  if (share === undefined || share >= 1) progress.removeAttribute("value");
  else progress.value = share;
}

function offerRetry(onRetry: (() => void) | undefined): void {
  again = onRetry;
  // The place of the focus is kept when the button goes.
  if (onRetry === undefined && retry === document.activeElement) status.focus();
  retry.hidden = onRetry === undefined;
}
