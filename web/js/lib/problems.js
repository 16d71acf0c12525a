/** Turns a failed call into one sentence in the reader's language that says what to do. */
import { t } from "../i18n/common.js";
import { ApiError } from "./api.js";
import { language } from "./i18n.js";

/**
 * The server's sentence is English; readers of another language get the general one, unless the page passes its own by code.
 * @param {unknown} error
 * @param {Readonly<Record<string, string>>} [byCode] the page's own sentences
 */
export function problemText(error, byCode = {}) {
  if (!(error instanceof ApiError)) return t("problem.unexpected");
  const own = byCode[error.code];
  if (own) return own;
  if (error.code === "offline") return t("problem.offline");
  if (error.code === "timeout") return t("problem.timeout");
  if (error.status === 429) return t("problem.tooMany", { n: error.retryAfter ?? 30 });
  if (error.status === 503) return t("problem.busyShop");
  if (error.status >= 500 || !error.detail) return t("problem.unexpected");
  if (language === "en") return error.detail;
  return byStatus(error.status);
}

/** @param {number} status */
function byStatus(status) {
  if (status === 401) return t("problem.signIn");
  if (status === 403) return t("problem.notAllowed");
  return status === 404 ? t("problem.notFound") : t("problem.unexpected");
}
