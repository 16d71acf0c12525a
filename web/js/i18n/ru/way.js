/** Russian words of the choice of how the picture comes and how sharp it is. */
export default /** @satisfies {Words.Russian<typeof import("../en/way.js").default>} */ ({
  "way.open": "Картинка: как приходит и насколько чёткая",
  "way.legend": "Как приходит",
  "way.auto": "Автоматически",
  "way.auto.why": "Настолько живо, насколько позволяет сеть",
  "way.webrtc": "Самая живая",
  "way.webrtc.why": "Отставание меньше секунды",
  "way.hls": "Ровная",
  "way.hls.why": "Отставание около двух секунд",
  "way.behind": "Сейчас картинка идёт ровным путём. Ставки и наличие берутся на момент нажатия.",
  "size.legend": "Чёткость",
  "size.auto": "Автоматически",
  "size.now": "Насколько позволяет сеть: сейчас {size}",
  "size.none": "Насколько позволяет сеть",
  "size.use": "Около {n} МБ в час",
  "size.least": "Экономит трафик: около {n} МБ в час",
});
