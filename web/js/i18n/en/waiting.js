/** English words of the waiting list. */
export default /** @type {const} */ ({
  "wait.title": "{name} is sold out",
  "wait.why": "If a piece comes back, it is held for you for 3 minutes when it is your turn. In order, nobody can jump the line.",
  "wait.which": "Which one",
  "wait.email": "E-mail, if you may be away",
  "wait.emailHint": "One mail when it is your turn, no others.",
  "wait.join": "Join the list",
  "wait.joined": { one: "You are next in line", other: "You are number {n} in line" },
  "wait.stay": "This page tells you. You can go on watching.",
  "wait.leave": "Leave the list",
  "wait.turn": "Your turn: a piece is held for you",
  "wait.pay": "Pay now",
});
