/** Russian words of the sheet that shares a show. */
export default /** @satisfies {Words.Russian<typeof import("../en/share.js").default>} */ ({
  "share.title": "Поделиться эфиром",
  "share.qr": "QR-код, который ведёт к эфиру «{title}»",
  "share.qrWhy": "Для камеры другого устройства",
  "share.link": "Ссылка",
  "share.copy": "Скопировать ссылку",
  "share.copied": "Ссылка скопирована",
  "share.native": "Через приложение",
  "share.embed": "На другой сайт",
});
