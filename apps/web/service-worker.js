// Keeps every file of the page, so that it works without a network from the second visit on. The build fills in the
// version, which changes with any file, and the files.
const cacheName = `face88 ${"VERSION"}`;
const files = ["FILES"];

self.addEventListener("install", (event) => {
  // Past the browser's own cache: its copy may be of another version, or cut short.
  const requests = files.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith("face88 ") && name !== cacheName;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  // The caches of other folders of the host are not ours.
  const answer = caches.open(cacheName).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  event.respondWith(answer.then((kept) => kept ?? fetch(event.request)));
});
