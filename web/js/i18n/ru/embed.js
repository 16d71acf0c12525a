/** Russian words of a show in another site's page, and of the page that shows how it looks. */
export default /** @satisfies {Words.Russian<typeof import("../en/embed.js").default>} */ ({
  "embed.open": "Открыть эфир",
  "embed.newTab": "откроется в новой вкладке",
  "embed.buy": "Купить",
  "embed.soon": "{date}, {time} по вашему времени",
  "embed.over": "Эфир закончился",
  "embed.missing": "Такого эфира здесь нет",
  "embed.sound": "Включить звук",
  "demo.title": "На другом сайте",
  "demo.why": "Один скрипт и один тег. Эфир идёт в изолированной рамке; покупка и чат открываются в своей вкладке, где никто не закроет кнопки чем-то чужим.",
  "demo.script": "Со скриптом",
  "demo.frame": "Без скриптов",
  "demo.copy": "Копировать",
  "demo.copied": "Скопировано",
  "demo.events": "Что слышит страница",
  "demo.none": "Пока ничего. События появятся здесь.",
  "demo.allow": "Сайты, которым это можно, перечислены в SHOWFLOOR_EMBED_ORIGINS.",
});
