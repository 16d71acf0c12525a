/** The addresses that the account keeps, as the sheet reads and adds to them. */
import { api } from "../../lib/api.js";

/** The default first; none when they cannot be read. @returns {Promise<readonly Api.SavedAddress[]>} */
export const keptAddresses = () =>
  api.get("/me/addresses").then(
    ({ items }) => items,
    () => [],
  );

/** @param {Api.Address} address */
export const keepAddress = (address) => api.post("/me/addresses", { address });
