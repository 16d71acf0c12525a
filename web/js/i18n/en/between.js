/** English words of the screens before and after a show. */
export default /** @type {const} */ ({
  "soon.label": "Before the show",
  "soon.when": "{date}, {time} your time",
  "soon.due": "It starts any moment now. This page follows by itself.",
  "soon.days": { one: "day", other: "days" },
  "soon.hours": { one: "hour", other: "hours" },
  "soon.minutes": { one: "minute", other: "minutes" },
  "soon.seconds": { one: "second", other: "seconds" },
  "soon.calendar": "Add to calendar",
  "over.label": "After the show",
  "over.title": "The show is over",
  "over.when": "Ended at {time}",
  "over.why": "What is left of the line-up can still be bought.",
  "over.next": "Next",
  "over.liveNow": "On air now",
  "over.noNext": "{name} has not planned the next show yet.",
  "over.watchNext": "Watch it",
  "over.seeNext": "See the next show",
  "over.others": "See all shows",
  "over.products": "See the products",

  "ask.before": "Ask before the show",
});
