/** The sandbox's stand-in for Stripe.js: exactly the surface that the checkout uses, so that the page's code is the same with the real one. No money moves. */
(() => {
  /** @typedef {{ type: string, code?: string, param?: string, message: string }} StripeError */
  /** @typedef {{ locale?: string }} StripeOptions */

  const BASE = "/sandbox/stripe/v1";

  const WORDS = {
    en: {
      number: "Card number",
      expiry: "Expiry date",
      expiryHint: "MM / YY",
      cvc: "Security code",
      tests: "Test cards: no money moves",
      incomplete: "Your card's details are incomplete.",
      incorrect_number: "Your card number is incorrect.",
      invalid_number: "Only test cards work here. Never type a real one.",
      invalid_expiry_month: "Your card's expiry month is not a month.",
      invalid_expiry_year: "Your card's expiry date is in the past.",
      invalid_cvc: "The security code has 3 or 4 digits.",
      bankTitle: "Your bank asks",
      bankText: "Is it you who pays {sum}?",
      bankNote: "A demo bank. No money moves.",
      yes: "Yes, it is me",
      no: "No, stop the payment",
      failed: "The bank could not confirm that it was you. Nothing was charged.",
      offline: "The bank did not answer. Try again.",
    },
    ru: {
      number: "Номер карты",
      expiry: "Срок действия",
      expiryHint: "ММ / ГГ",
      cvc: "Код",
      tests: "Тестовые карты: деньги не списываются",
      incomplete: "Данные карты введены не полностью.",
      incorrect_number: "Номер карты с ошибкой.",
      invalid_number: "Здесь работают только тестовые карты. Настоящую не вводите.",
      invalid_expiry_month: "Такого месяца нет.",
      invalid_expiry_year: "Срок действия карты прошёл.",
      invalid_cvc: "В коде 3 или 4 цифры.",
      bankTitle: "Вопрос от банка",
      bankText: "Это вы платите {sum}?",
      bankNote: "Банк ненастоящий, деньги не списываются.",
      yes: "Да, это я",
      no: "Нет, остановить",
      failed: "Банк не смог подтвердить, что это вы. Деньги не списаны.",
      offline: "Банк не ответил. Повторите.",
    },
  };

  /** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} [children] */
  function element(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** The card form: what Stripe draws inside its iframe. */
  class PaymentElement {
    /** @param {typeof WORDS.en} words */
    constructor(words) {
      this.words = words;
      this.number = this.field("number", {
        autocomplete: "cc-number",
        placeholder: "4242 4242 4242 4242",
        maxlength: "23",
      });
      this.expiry = this.field("exp", { autocomplete: "cc-exp", placeholder: words.expiryHint, maxlength: "7" });
      this.cvc = this.field("cvc", { autocomplete: "cc-csc", placeholder: "123", maxlength: "4" });
      this.number.addEventListener("input", () => this.group());
      this.expiry.addEventListener("input", (event) => this.slash(/** @type {InputEvent} */ (event)));
      this.error = element("p", { class: "card-error t2 bad", id: "card-error", role: "alert" });
      this.root = element("div", { class: "card-form" }, [
        this.labelled(words.number, this.number),
        this.labelled(words.expiry, this.expiry),
        this.labelled(words.cvc, this.cvc),
        this.error,
        this.testCards(),
      ]);
    }

    /** @param {string} name @param {Record<string, string>} attributes */
    field(name, attributes) {
      return element("input", {
        name: `card-${name}`,
        inputmode: "numeric",
        "aria-describedby": "card-error",
        ...attributes,
      });
    }

    /** @param {string} words @param {HTMLInputElement} input */
    labelled(words, input) {
      return element("label", { class: `opt ${input.name}` }, [
        element("span", { class: "t2 muted" }, [words]),
        element("span", { class: "field" }, [input]),
      ]);
    }

    /** The cards that the sandbox knows, one tap each. */
    testCards() {
      const list = element("div", { class: "test-cards" });
      const root = element("details", { class: "t2" }, [element("summary", {}, [this.words.tests]), list]);
      fetch("/api/v1/checkout/config")
        .then((answer) => answer.json())
        .then(({ test_cards: cards = [] }) => {
          for (const { number, label } of cards) {
            const button = element("button", { type: "button", class: "test-card" }, [
              element("b", { class: "num" }, [`•• ${number.slice(-4)}`]),
              ` ${label}`,
            ]);
            button.addEventListener("click", () => this.fill(number));
            list.append(button);
          }
        })
        .catch(() => root.remove());
      return root;
    }

    /** @param {string} number */
    fill(number) {
      this.number.value = number;
      this.expiry.value = `12 / ${String(new Date().getFullYear() + 3).slice(-2)}`;
      this.cvc.value = "123";
      this.group();
      this.show(null);
    }

    group() {
      this.number.value = this.number.value
        .replace(/\D/g, "")
        .slice(0, 19)
        .replace(/(.{4})(?=.)/g, "$1 ");
    }

    /** @param {InputEvent} event */
    slash(event) {
      const digits = this.expiry.value.replace(/\D/g, "").slice(0, 4);
      const deleting = event.inputType?.startsWith("delete");
      this.expiry.value =
        digits.length > 2 || (digits.length === 2 && !deleting) ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
    }

    /** @param {StripeError | null} error */
    show(error) {
      this.error.textContent = error?.message ?? "";
      const wrong =
        error?.param === "cvc" ? this.cvc : error?.param?.startsWith("exp") ? this.expiry : error ? this.number : null;
      for (const input of [this.number, this.expiry, this.cvc]) input.toggleAttribute("aria-invalid", input === wrong);
      wrong?.focus();
    }

    /** @param {string | HTMLElement} where */
    mount(where) {
      (typeof where === "string" ? document.querySelector(where) : where)?.replaceChildren(this.root);
    }

    unmount() {
      this.root.remove();
    }

    destroy() {
      this.root.remove();
    }

    /** The real element reports "ready" when its iframe has loaded. @param {string} event @param {() => void} listener */
    on(event, listener) {
      if (event === "ready") queueMicrotask(listener);
    }

    /** @returns {StripeError | null} */
    check() {
      const empty = [this.number, this.expiry, this.cvc].find((input) => input.value.trim().length < 3);
      const error = empty
        ? { type: "validation_error", param: empty.name.replace("card-", ""), message: this.words.incomplete }
        : null;
      this.show(error);
      return error;
    }

    fields() {
      const [month = "", year = ""] = this.expiry.value.split("/").map((part) => part.trim());
      return {
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": this.number.value,
        "payment_method_data[card][exp_month]": String(Number(month)),
        "payment_method_data[card][exp_year]": year,
        "payment_method_data[card][cvc]": this.cvc.value,
      };
    }
  }

  class Elements {
    /** @param {typeof WORDS.en} words @param {object} options */
    constructor(words, options) {
      this.words = words;
      this.options = options;
      /** @type {PaymentElement | null} */
      this.payment = null;
    }

    /** @param {"payment"} _type */
    create(_type) {
      this.payment = new PaymentElement(this.words);
      return this.payment;
    }

    /** @param {object} options  the amount may change while the form stays */
    update(options) {
      this.options = { ...this.options, ...options };
    }

    /** @returns {Promise<{ error?: StripeError }>} */
    async submit() {
      const error = this.payment?.check();
      return error ? { error } : {};
    }
  }

  /** The bank's question, in place of its own page. @param {typeof WORDS.en} words @param {string} sum @returns {Promise<"succeed" | "fail">} */
  function askTheBuyer(words, sum) {
    const yes = element("button", { class: "btn primary tall", value: "succeed" }, [words.yes]);
    const no = element("button", { class: "btn tall", value: "fail" }, [words.no]);
    const dialog = element("dialog", { class: "bank", "aria-labelledby": "bank-title" }, [
      element("form", { method: "dialog" }, [
        element("h2", { class: "t5", id: "bank-title" }, [words.bankTitle]),
        element("p", {}, [words.bankText.replace("{sum}", sum)]),
        element("p", { class: "t2 muted" }, [words.bankNote]),
        yes,
        no,
      ]),
    ]);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "succeed" ? "succeed" : "fail");
      });
    });
  }

  class StandIn {
    /** @param {string} key @param {StripeOptions} options */
    constructor(key, options) {
      this.key = key;
      this.locale = options.locale === "ru" ? "ru" : "en";
      /** @type {typeof WORDS.en} */
      this.words = WORDS[/** @type {"en"} */ (this.locale)];
    }

    /** @param {{ mode: "payment", amount: number, currency: string }} options */
    elements(options) {
      return new Elements(this.words, options);
    }

    /** @param {{ elements: Elements }} options */
    async createConfirmationToken({ elements }) {
      const answer = await this.call("POST", "/confirmation_tokens", elements.payment?.fields() ?? {});
      if (!answer.error) return { confirmationToken: answer };
      elements.payment?.show(this.translated(answer.error));
      return { error: this.translated(answer.error) };
    }

    /** @param {{ clientSecret: string }} options */
    async handleNextAction({ clientSecret }) {
      const id = clientSecret.split("_secret_")[0];
      const intent = await this.call("GET", `/payment_intents/${id}?client_secret=${encodeURIComponent(clientSecret)}`);
      if (intent.error) return { error: this.translated(intent.error) };
      const sum = new Intl.NumberFormat(this.locale, {
        style: "currency",
        currency: intent.currency.toUpperCase(),
      }).format(intent.amount / 100);
      const outcome = await askTheBuyer(
        this.words,
        sum.replaceAll("\u202f", "\u00a0").replace(/^(\D)(?=\d)/, "$1\u00a0"),
      );
      const paymentIntent = await this.call("POST", `/payment_intents/${id}/authenticate`, {
        client_secret: clientSecret,
        outcome,
      });
      if (paymentIntent.error) return { error: this.translated(paymentIntent.error) };
      return outcome === "succeed" ? { paymentIntent } : { error: { type: "card_error", message: this.words.failed } };
    }

    /** @param {string} method @param {string} path @param {Record<string, string>} [fields] @returns {Promise<any>} */
    async call(method, path, fields) {
      try {
        const body = fields ? new URLSearchParams(fields) : null;
        const response = await fetch(BASE + path, {
          method,
          body,
          headers: { authorization: `Bearer ${this.key}` },
          signal: AbortSignal.timeout(10_000),
        });
        return await response.json();
      } catch {
        return { error: { type: "api_connection_error", message: this.words.offline } };
      }
    }

    /** @param {StripeError} error @returns {StripeError} */
    translated(error) {
      const own = this.words[/** @type {"incomplete"} */ (error.code ?? "")];
      return own ? { ...error, message: own } : error;
    }
  }

  const style = element("link", { rel: "stylesheet", href: "/static/css/checkout/sandbox-card.css" });
  document.head.append(style);
  Object.assign(globalThis, {
    Stripe: (/** @type {string} */ key, /** @type {StripeOptions} */ options = {}) => new StandIn(key, options),
  });
})();
