/** Слова магазина: главная, продавец, товар, заказы, профиль. @type {Words.Russian<typeof import("../en/shop.js").default>} */
export default {
  "notFound.title": "По этому адресу ничего нет",
  "notFound.why": "Эфир мог закончиться, ссылка могла оборваться, страница могла переехать.",
  "notFound.home": "К эфирам",
};
