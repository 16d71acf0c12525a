/** What was asked about a product and answered, in a show or in text. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { showUrl } from "../../lib/address.js";
import { clock } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @param {readonly Api.AnsweredQuestion[]} questions */
export function productQuestions(questions) {
  if (!questions.length) return nothing;
  return html`<section class="qa">
    <div class="h"><h2 class="t5">${t("product.questions")}</h2></div>
    <ul>
      ${questions.map(
        (question) =>
          html`<li>
            <p class="med" dir="auto">${question.text}</p>
            <p class="t2 muted">${t("product.asked", { name: question.asker, n: question.votes })}</p>
            ${answer(question)}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {Api.AnsweredQuestion} question */
function answer({ answer: text, answered_by: by, video_ms: videoMs, replay_seconds: replayed, show_id: show, show_title: title }) {
  if (text) return html`<p class="reply" dir="auto"><b class="med">${t("product.answeredBy", { name: by })}</b> ${text}</p>`;
  if (videoMs === null) return nothing;
  const at = typeof replayed === "number" ? `?t=${Math.floor(replayed)}` : "";
  const time = clock(typeof replayed === "number" ? replayed * 1000 : videoMs);
  return html`<p class="reply">
    <a href=${showUrl(show) + at}>${icon("play", "sm")}${t("product.answeredIn", { show: title, time })}</a>
  </p>`;
}
