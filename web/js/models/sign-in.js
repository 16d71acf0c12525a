/** What a person may type to sign in or up; the server has the last word. */

/** @typedef {"email" | "password" | "name"} FieldName */
/** @typedef {"missing" | "malformed" | "short"} Fault */

/** The shortest password that the server accepts. */
export const PASSWORD_MIN = 10;

/** @param {string} text  @returns {Fault | null} */
export function emailFault(text) {
  if (!text.trim()) return "missing";
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim()) ? null : "malformed";
}

/** @param {Record<string, string>} form  @returns {Partial<Record<FieldName, Fault>>} */
export const signInFaults = ({ email = "", password = "" }) =>
  faults({ email: emailFault(email), password: password ? null : "missing" });

/** @param {Record<string, string>} form  @returns {Partial<Record<FieldName, Fault>>} */
export function signUpFaults({ email = "", password = "", name = "" }) {
  const passwordFault = !password ? "missing" : password.length < PASSWORD_MIN ? "short" : null;
  return faults({ name: name.trim() ? null : "missing", email: emailFault(email), password: passwordFault });
}

/** @param {Partial<Record<FieldName, Fault | null>>} found */
function faults(found) {
  const entries = Object.entries(found).filter(([, fault]) => fault);
  return /** @type {Partial<Record<FieldName, Fault>>} */ (Object.fromEntries(entries));
}
