/** A shop's delivery being edited: zones as typed, and saving them. */
import { computed, signal } from "../../../../vendor/signals-core.js";
import { t } from "../../../i18n/catalogue.js";
import { api } from "../../../lib/api.js";
import { newId } from "../../../lib/new-id.js";
import { problemText } from "../../../lib/problems.js";
import { bodyOf, faultsOf, newRate, newZone, rowOf } from "../../../models/delivery.js";

/** @typedef {import("../../../models/delivery.js").ZoneRow} ZoneRow */
/** @typedef {import("../../../models/delivery.js").RateRow} RateRow */

export class Delivering {
  zones = signal(/** @type {ZoneRow[]} */ ([]));
  saving = signal(false);
  problem = signal("");
  tried = signal(false);
  #kept = signal("[]");

  /** @param {Api.Zone[]} zones  @param {string} currency */
  constructor(zones, currency) {
    this.currency = currency;
    this.#take(zones);
    this.faults = computed(() => (this.tried.value ? faultsOf(this.zones.value, this.currency) : {}));
    this.unsaved = computed(() => JSON.stringify(this.zones.value) !== this.#kept.value);
  }

  /** @param {string} title  @param {string[]} countries */
  add(title, countries) {
    this.zones.value = [...this.zones.value, newZone({ title, countries, rate: t("delivery.parcel"), newId })];
  }

  /** @param {string} id  @param {Partial<ZoneRow>} changes */
  change(id, changes) {
    this.zones.value = this.zones.value.map((zone) => (zone.id === id ? { ...zone, ...changes } : zone));
  }

  /** @param {string} id */
  remove(id) {
    this.zones.value = this.zones.value.filter((zone) => zone.id !== id);
  }

  /** @param {ZoneRow} zone */
  addRate(zone) {
    this.change(zone.id, { rates: [...zone.rates, newRate("", newId)] });
  }

  /** @param {ZoneRow} zone  @param {string} rateId  @param {Partial<RateRow>} changes */
  changeRate(zone, rateId, changes) {
    this.change(zone.id, { rates: zone.rates.map((rate) => (rate.id === rateId ? { ...rate, ...changes } : rate)) });
  }

  /** @returns {Promise<boolean>} */
  async save() {
    if (this.saving.value) return false;
    this.tried.value = true;
    this.problem.value = "";
    if (Object.keys(this.faults.value).length) return false;
    this.saving.value = true;
    try {
      this.#take((await api.put("/studio/delivery", bodyOf(this.zones.value, this.currency))).zones);
      this.tried.value = false;
      return true;
    } catch (error) {
      this.problem.value = problemText(error);
      return false;
    } finally {
      this.saving.value = false;
    }
  }

  /** @param {Api.Zone[]} zones */
  #take(zones) {
    this.zones.value = zones.map((zone) => rowOf(zone, this.currency));
    this.#kept.value = JSON.stringify(this.zones.value);
  }
}
