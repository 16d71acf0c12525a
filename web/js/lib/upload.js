/** Sends one picture and says how far it is, which fetch cannot. */
import { ApiError } from "./api.js";

const TIMEOUT_MS = 150_000;

/**
 * Throws ApiError; a signal that ends it makes the code "cancelled".
 * @param {Blob} file
 * @param {(share: number) => void} progress  0 to 1, of what has left.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Api.Picture>}
 */
export function uploadPicture(file, progress, signal) {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const unsent = (/** @type {string} */ code) =>
      reject(new ApiError({ status: 0, code, detail: "The picture was not sent." }));
    request.open("POST", "/api/v1/studio/pictures");
    request.setRequestHeader("Content-Type", file.type || "image/unknown");
    request.setRequestHeader("Accept", "application/json");
    request.timeout = TIMEOUT_MS;
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onerror = () => unsent("offline");
    request.ontimeout = () => unsent("timeout");
    request.onabort = () => unsent("cancelled");
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status === 201) resolve(body);
      else reject(problemOf(request, body));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** @param {string} text  @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {XMLHttpRequest} request  @param {Record<string, any>} body */
function problemOf({ status }, { code = "unexpected", detail = "", ...extra }) {
  return new ApiError({ status, code, detail, extra });
}
