/** Talks to /api/v1: JSON both ways, problem+json as ApiError, and a time limit on every call. */

/** Why a call did not succeed; `code` is stable, `message` is the server's own sentence. */
export class ApiError extends Error {
  /**
   * @param {object} problem
   * @param {number} problem.status HTTP status, 0 when there was no answer
   * @param {string} problem.code
   * @param {string} problem.detail
   * @param {Record<string, unknown>} [problem.extra] the problem's other members
   * @param {number | null} [problem.retryAfter] seconds to wait before trying again
   */
  constructor({ status, code, detail, extra = {}, retryAfter = null }) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.extra = extra;
    this.retryAfter = retryAfter;
  }
}

const TIMEOUT_MS = 10_000;

/** @param {Response} response  @returns {Promise<ApiError>} */
export async function problemOf(response) {
  const retry = Number(response.headers.get("retry-after"));
  const body = await response.json().catch(() => ({}));
  const { type, title, status, code = "unexpected", detail = title ?? "", ...extra } = body;
  return new ApiError({ status: response.status, code, detail, extra, retryAfter: retry > 0 ? retry : null });
}

/** @param {unknown} cause  @returns {unknown} */
export function unreachable(cause) {
  const name = cause instanceof Error ? cause.name : "";
  if (name === "AbortError") return cause;
  const code = name === "TimeoutError" ? "timeout" : "offline";
  return new ApiError({ status: 0, code, detail: "The shop did not answer." });
}

/**
 * One call. Throws ApiError; when the caller's own signal ends it, the AbortError passes through.
 * @param {string} method
 * @param {string} path under /api/v1, with its leading slash
 * @param {object} [options]
 * @param {unknown} [options.body] sent as JSON
 * @param {Blob} [options.file] sent as it is, under its own type
 * @param {AbortSignal} [options.signal]
 * @param {number} [options.timeoutMs]
 * @returns {Promise<any>} the parsed answer, null when there is none
 */
export async function request(method, path, { body, file, signal, timeoutMs = TIMEOUT_MS } = {}) {
  const limit = AbortSignal.timeout(timeoutMs);
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? (file ?? null) : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : await response.json();
  } catch (cause) {
    throw cause instanceof ApiError ? cause : unreachable(cause);
  }
}

/** @typedef {{ signal?: AbortSignal, timeoutMs?: number }} CallOptions */

export const api = {
  /** @param {string} path  @param {CallOptions} [options] */
  get: (path, options) => request("GET", path, options),
  /** @param {string} path  @param {unknown} [body]  @param {CallOptions} [options] */
  post: (path, body, options) => request("POST", path, { body, ...options }),
  /** @param {string} path  @param {unknown} [body]  @param {CallOptions} [options] */
  put: (path, body, options) => request("PUT", path, { body, ...options }),
  /** @param {string} path  @param {unknown} [body]  @param {CallOptions} [options] */
  patch: (path, body, options) => request("PATCH", path, { body, ...options }),
  /** @param {string} path  @param {Blob} file  @param {string} type  its content type  @param {CallOptions} [options] */
  putFile: (path, file, type, options) => request("PUT", path, { file: new Blob([file], { type }), ...options }),
  /** @param {string} path  @param {CallOptions & { body?: unknown }} [options] */
  delete: (path, options) => request("DELETE", path, options),
};
