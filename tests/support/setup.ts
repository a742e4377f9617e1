import fc from "fast-check";

// A run is to repeat: property tests draw the same cases every time, on every machine.
fc.configureGlobal({ seed: 88 });
