// The types of vendor/signals-core.js.
export * from "@preact/signals-core";
