/** Sends a file as it is; what the server refuses is thrown as every refusal is. */
import { ApiError, problemOf, unreachable } from "./api.js";

/** @param {string} path under /api/v1 @param {Blob} file @returns {Promise<Response>} */
export async function sendFile(path, file) {
  try {
    const answer = await fetch(`/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "text/csv", accept: "application/json, application/x-ndjson" },
      credentials: "same-origin",
      body: file,
    });
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  } catch (cause) {
    throw cause instanceof ApiError ? cause : unreachable(cause);
  }
}
