/** Russian words of the screens before and after a show. */
export default /** @satisfies {Words.Russian<typeof import("../en/between.js").default>} */ ({
  "soon.label": "До эфира",
  "soon.when": "{date}, {time} по вашему времени",
  "soon.due": "Вот-вот начнётся. Страница обновится сама.",
  "soon.days": { one: "день", few: "дня", many: "дней", other: "дня" },
  "soon.hours": { one: "час", few: "часа", many: "часов", other: "часа" },
  "soon.minutes": { one: "минута", few: "минуты", many: "минут", other: "минуты" },
  "soon.seconds": { one: "секунда", few: "секунды", many: "секунд", other: "секунды" },
  "soon.calendar": "В календарь",
  "over.label": "После эфира",
  "over.title": "Эфир закончился",
  "over.when": "Конец в {time}",
  "over.why": "То, что осталось, ещё можно купить.",
  "over.next": "Дальше",
  "over.liveNow": "Сейчас в эфире",
  "over.noNext": "Следующий эфир {name} пока не назначен.",
  "over.watchNext": "Смотреть",
  "over.seeNext": "К следующему эфиру",
  "over.others": "Все эфиры",
  "over.products": "К товарам",

  "ask.before": "Спросить до эфира",
});
